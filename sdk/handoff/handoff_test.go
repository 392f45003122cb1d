package handoff_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/handoff"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

var (
	noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	ann  = message.Address{Channel: "talk", Account: "shop", ID: "ann"}
)

// desk is a handoff desk that notes which conversations it wakes.
type desk struct {
	*testing.T
	*handoff.Desk
	s     *store.Store
	woken []string
}

func open(t *testing.T) *desk {
	t.Helper()
	s, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{T: t, s: s}
	d.must(s.Migrate(t.Context()))
	d.Desk = handoff.New(handoff.Config{
		Store: s, Now: func() time.Time { return noon }, Wake: func(id string) { d.woken = append(d.woken, id) },
	})
	return d
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// staffed stores a conversation that a person answers since a time.
func (d *desk) staffed(a message.Address, with bool, since time.Time) string {
	d.Helper()
	c := conversation.Conversation{ID: conversation.IDOf(a), Address: a, Contact: conversation.GuestOf(a), WithStaff: with, Since: since}
	d.must(d.s.Commit(d.Context(), store.Batch{Writes: []store.Statement{store.InsertConversation(c)}}))
	return c.ID
}

func TestWaiting(t *testing.T) {
	t.Parallel()
	d := open(t)
	late := d.staffed(ann, true, noon)
	early := d.staffed(message.Address{Channel: "talk", ID: "bob"}, true, noon.Add(-time.Hour))
	d.staffed(message.Address{Channel: "talk", ID: "eve"}, false, time.Time{})
	all, err := d.Waiting(t.Context(), 10)
	d.must(err)
	var got []string
	for _, c := range all {
		got = append(got, c.ID)
	}
	if diff := cmp.Diff([]string{early, late}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestSayAndBack(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.staffed(ann, true, noon)
	free := d.staffed(message.Address{Channel: "talk", ID: "bob"}, false, time.Time{})
	for _, c := range []struct {
		name, id, text string
		want           error
	}{
		{"well", id, " We are on it. ", nil},
		{"empty", id, " \n ", handoff.ErrText},
		{"too long", id, strings.Repeat("x", 4001), handoff.ErrText},
		{"not UTF-8", id, "\xff", handoff.ErrText},
		{"with the bot", free, "hello", handoff.ErrNotWithStaff},
		{"unknown", "nobody", "hello", store.ErrNotFound},
	} {
		if err := d.Say(t.Context(), c.id, "Zoe", c.text); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	d.must(d.Back(t.Context(), id, "Zoe"))
	if err := d.Back(t.Context(), free, "Zoe"); !errors.Is(err, handoff.ErrNotWithStaff) {
		t.Errorf("back from the bot: %v", err)
	}
	turn, err := d.s.Turn(t.Context(), id)
	d.must(err)
	if turn.Event.Name != dialogue.EventStaffSaid || turn.Event.Payload != `{"text":"We are on it.","staff":"Zoe"}` {
		t.Errorf("the first event is %s %s", turn.Event.Name, turn.Event.Payload)
	}
	if turn.Conversation.Received != 2 || len(d.woken) != 2 || d.woken[0] != id {
		t.Errorf("%d events, woken %v", turn.Conversation.Received, d.woken)
	}
}
