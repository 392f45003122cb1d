package outbox

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// Where the store is slow, many lanes stand in line for the same account until
// their time is up: they give way without taking a request that none makes.
func TestNoRequestIsTakenInVain(t *testing.T) {
	t.Parallel()
	s, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := time.UnixMicro(1e15).UTC()
	a := store.Account{Channel: "a", Account: "shop"}
	g := newGate(s, func() time.Time { return now }, a, channel.Capabilities{Rate: 1})
	again, err := g.pass(t.Context(), false, now.Add(-time.Second))
	if err != nil || again.IsZero() {
		t.Errorf("beyond the deadline a request was let through: %v, %v", again, err)
	}
	slots, err := s.TakeSlots(t.Context(), a, g.limit, 1, false, now, now.Add(time.Hour))
	if err != nil || len(slots.At) != 1 || !slots.At[0].Equal(now) {
		t.Errorf("the next request is at %v, %v, want at once", slots, err)
	}
	second := now.Add(time.Second)
	again, err = g.pass(t.Context(), false, second)
	if err != nil || !again.Equal(second) {
		t.Errorf("who has until the next request is told to come again at %v, %v, want %v", again, err, second)
	}
	slots, err = s.TakeSlots(t.Context(), a, g.limit, 1, false, now, now.Add(time.Hour))
	if err != nil || len(slots.At) != 1 || !slots.At[0].Equal(second) {
		t.Errorf("the request after that is at %v, %v, want %v", slots, err, second)
	}
}
