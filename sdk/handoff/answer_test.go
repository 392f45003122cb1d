package handoff_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/handoff"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// The same answer again is shown once, also after the bot took over again.
func TestAnswerOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.staffed(ann, true, noon)
	other := d.staffed(message.Address{Channel: "talk", Account: "shop", ID: "bob"}, true, noon)
	free := d.staffed(message.Address{Channel: "talk", Account: "shop", ID: "eve"}, false, time.Time{})
	for _, c := range []struct {
		name, conversation, id, text string
		created                      bool
		want                         error
	}{
		{"first", id, "1", "We are on it.", true, nil},
		{"again", id, "1", " We are on it. ", false, nil},
		{"again, otherwise", id, "1", "We are not.", false, handoff.ErrAnswered},
		{"another", id, "2", "We are on it.", true, nil},
		{"in another conversation", other, "1", "Hello.", true, nil},
		{"no id", id, "", "x", false, handoff.ErrID},
		{"long id", id, strings.Repeat("x", 65), "x", false, handoff.ErrID},
		{"id of no text", id, "\xff", "x", false, handoff.ErrID},
		{"nothing", id, "3", "\n", false, handoff.ErrText},
		{"with the bot", free, "1", "x", false, handoff.ErrNotWithStaff},
		{"unknown", "nobody", "1", "x", false, store.ErrNotFound},
	} {
		created, err := d.Answer(t.Context(), c.conversation, handoff.Answer{ID: c.id, Staff: "Zoe", Text: c.text})
		if created != c.created || !errors.Is(err, c.want) {
			t.Errorf("%s: %v, %v; want %v, %v", c.name, created, err, c.created, c.want)
		}
	}
	c, err := d.Conversation(t.Context(), id)
	if err != nil || c.Received != 2 {
		t.Errorf("%d events (%v), want 2", c.Received, err)
	}
}
