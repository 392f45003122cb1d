package engine_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// payload is that of a choice of a message in Ann's conversation.
func (r *rig) payload(id string, i int) string {
	r.Helper()
	ring, err := sign.NewRing(bytes.Repeat([]byte("k"), 32))
	r.must(err)
	return sign.EncodeChoice(ring.Key("choice"), conversation.IDOf(ann), id, i)
}

// counts asks how many, and takes numbers as an answer.
type counts struct{ script }

func (counts) Takes(_ dialogue.State, in dialogue.Input) bool { return in.Event.Text != "x" }

func (counts) Again(context.Context, dialogue.State, dialogue.Input) (dialogue.Outcome, error) {
	return dialogue.Outcome{}, nil
}

// Typed numbers tap the numbered choices of a channel without buttons, unless a
// question waits for a number.
func TestTypedNumbers(t *testing.T) {
	t.Parallel()
	asking := counts{script{"count", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
		if in.Event.Kind == message.KindInternal {
			s, err := s.Asking("count", 1, "count", nil)
			if err != nil {
				return dialogue.Outcome{}, err
			}
			out, err := says(s, "How many?")
			out.Say[0].Choices = []message.Choice{{Label: "Go", Action: message.Action{Name: "test.go"}}}
			return out, err
		}
		return says(s.Left("count"), "counted "+in.Event.Text)
	}}}
	done := on(func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) { return says(s, "done") })
	for _, c := range []struct {
		name string
		caps channel.Capabilities
		ask  string // the event before
		said string
		want string
	}{
		{"numbered", plain, "test.menu", "1", "done"},
		{"with a mark", plain, "test.menu", " #1. ", "done"},
		{"beyond", plain, "test.menu", "3", "echo 3"},
		{"zero", plain, "test.menu", "0", "echo 0"},
		{"words", plain, "test.menu", "no 1 tent", "echo no 1 tent"},
		{"nothing was offered", plain, "", "1", "echo 1"},
		{"a question takes it", plain, "count.ask", "1", "counted 1"},
		{"beside buttons", transcript, "test.menu", "1", "done"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := open(t, c.caps, done, asking)
			r.gets(text("0", "hello"))
			if c.ask != "" {
				r.event("1", c.ask, nil)
			}
			r.gets(text("2", c.said))
			r.wantLast(c.want)
			if got := r.dialogue(); got[len(got)-2] != "shopper: "+c.said {
				t.Errorf("the transcript is %q", got)
			}
		})
	}
}

// The buttons that did not fit are a tap away, and nothing of that is stored
// twice.
func TestMore(t *testing.T) {
	t.Parallel()
	many := script{"test", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
		if in.Action.Name != "" {
			return says(s, "took "+in.Action.Args["n"])
		}
		out, err := says(s, "pick")
		for _, n := range strings.Split("abcdefg", "") {
			out.Say[0].Choices = append(out.Say[0].Choices, message.Choice{Label: n, Action: message.Action{Name: "test.take", Args: map[string]string{"n": n}}})
		}
		return out, err
	}}
	r := open(t, channel.Capabilities{Text: 100, Choices: 3, ChoiceLabel: 20}, many)
	r.event("0", "test.pick", nil)
	for id, label := range []string{"More", "More", "f"} {
		r.gets(tap(string(rune('1'+id)), choice(r, label)))
	}
	r.wantLast("took f")
}

// choice is the payload of a button of the last message.
func choice(r *rig, label string) string {
	r.Helper()
	for _, c := range r.last().Body.Choices {
		if c.Label == label {
			return c.Payload
		}
	}
	r.Fatalf("there is no button %q on %+v", label, r.last().Body)
	return ""
}

// On a platform one row is one request; who reads the transcript is only woken.
func TestDelivery(t *testing.T) {
	t.Parallel()
	long := everything{script{"echo", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
		return says(s, strings.Repeat("word ", 500))
	}}}
	r := open(t, channel.Capabilities{Text: 1000}, long)
	r.gets(text("1", "hello"))
	rows, err := r.store.LaneRows(t.Context(), store.Lane{Conversation: conversation.IDOf(ann)}, 10)
	r.must(err)
	said := r.transcript(ann)[1:]
	if len(rows) != 3 || len(said) != 3 || r.ch.woken.Load() != 0 {
		t.Fatalf("%d rows, %d messages, %d woken; want 3, 3, 0", len(rows), len(said), r.ch.woken.Load())
	}
	for i := range rows {
		if rows[i].ID != said[i].ID || rows[i].Body.Text != said[i].Body.Text {
			t.Errorf("row %d is not message %d", i, i)
		}
	}
	web := open(t, transcript, long)
	web.gets(text("1", "hello"))
	if _, ok, err := web.store.NextLane(t.Context(), "talk"); ok || err != nil || web.ch.woken.Load() != 1 {
		t.Errorf("a lane %v (error %v), %d woken; want none and 1", ok, err, web.ch.woken.Load())
	}
}
