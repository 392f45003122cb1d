package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// puzzled understands only what a model said.
var puzzled = everything{script{"echo", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Meaning.Intent != understand.IntentHelp {
		return dialogue.Outcome{}, dialogue.ErrNotUnderstood
	}
	return says(s, "it is about "+string(in.Meaning.Intent))
}}}

// A model that is late, or deaf to its deadline, leaves the shop's own answer.
func TestModelThatIsLate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		r := openAt(t, dir+"/shop.db", transcript, puzzled)
		r.engine.Model = func(context.Context, dialogue.Unclear) (string, error) {
			time.Sleep(time.Minute)
			return "help", nil
		}
		begin := time.Now()
		r.gets(text("1", "qwrtz"))
		r.wantLast("lost")
		if took := time.Since(begin); took != 2*time.Second {
			t.Errorf("it took %v", took)
		}
		time.Sleep(time.Minute) // the deaf one ends
	})
}

// Deciding again takes what the model said the first time, also that it had
// nothing to say; a flow's own facts are kept beside it.
func TestModelIsAskedOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer string
		err    error
		want   string
	}{
		"an answer": {"help", nil, "it is about help"},
		"no answer": {"", nil, "lost"},
		"an error":  {"", errors.New("down"), "lost"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := openFaulty(t)
			var asked atomic.Int64
			flow := newSlow(func(context.Context) (dialogue.Facts, error) {
				return dialogue.Facts{"stock": json.RawMessage("7")}, nil
			})
			flow.everything = puzzled
			r := openOn(t, "", store.New(db), transcript, flow)
			r.engine.Model = func(context.Context, dialogue.Unclear) (string, error) {
				asked.Add(1)
				return c.answer, c.err
			}
			left := 3
			db.fails(func(b store.Batch) error {
				if decides(b) && left > 0 {
					left--
					return store.ErrConflict
				}
				return nil
			})
			r.gets(text("1", "qwrtz"))
			r.wantLast(c.want)
			if asked.Load() != 1 || flow.asked.Load() != 1 {
				t.Errorf("the model was asked %d times, the flow %d", asked.Load(), flow.asked.Load())
			}
		})
	}
}
