package simulation

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/sauda-commerce/sauda/sdk/simulator"
)

var (
	seeds    = flag.Int("seeds", 0, "how many days to live (default 10, 100 where $CI is set, 2 with -short)")
	seed     = flag.Uint64("seed", 0, "live this day only")
	shoppers = flag.Int("shoppers", 9, "how many shoppers there are, beside those of rushes and of the web chat")
	logs     = flag.Bool("logs", false, "show the shop's log")
)

// TestMain lets garbage lie longer: days are short and many.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}

// days is how many to live.
func days() int {
	switch {
	case *seeds > 0:
		return *seeds
	case testing.Short():
		return 2
	case os.Getenv("CI") != "":
		return 100
	}
	return 10
}

// A day after the other, each by its seed. A day on which a promise was broken
// is told: what was broken, by the shopper whom it hit, and everything that
// happened to her.
func TestDays(t *testing.T) {
	t.Parallel()
	first, last := uint64(1), uint64(days())
	if *seed > 0 {
		first, last = *seed, *seed
	}
	for n := first; n <= last; n++ {
		t.Run(fmt.Sprintf("seed %d", n), func(t *testing.T) {
			t.Parallel()
			dir := folder(t)
			synctest.Test(t, func(t *testing.T) {
				w, violations := live(t, dir, n, *shoppers)
				t.Log(w.figures())
				w.tell(t, violations)
			})
		})
	}
}

// figures says how much happened.
func (w *world) figures() string {
	reminders := 0
	for _, r := range w.platform.All() {
		if reminder(r) {
			reminders++
		}
	}
	pages := 0
	for _, v := range w.visitors {
		pages += len(v.page)
	}
	return fmt.Sprintf("%d events, %d messages to %d and %d on the pages of the web chat, %d of them reminders, %d payments, %d of them returned, %d times at the gate, %d nodes, %d deaths",
		len(w.platform.Events()), len(w.platform.All()), len(w.shoppers), pages, reminders, len(w.box.Payments()), w.returned(), w.gated.Load(), len(w.nodes), len(w.deaths))
}

// tell reports broken promises, and the trace for the first of them.
func (w *world) tell(t *testing.T, all []violation) {
	const most = 8
	for i, v := range all {
		if i == most {
			t.Errorf("… and %d more", len(all)-most)
			break
		}
		t.Errorf("seed %d: %s broken: %s: %s (again with -seed %d)", w.seed, v.promise, v.shopper, v.text, w.seed)
	}
	if len(all) > 0 {
		t.Logf("what happened:\n%s", w.story(all[0].shopper))
	}
}

// story is the trace, with all that a shopper did and received.
func (w *world) story(shopper string) string {
	w.mu.Lock()
	notes := slices.Clone(w.trace)
	w.mu.Unlock()
	for _, e := range w.platform.Events() {
		if e.Shopper == shopper {
			notes = append(notes, note{e.At, fmt.Sprintf("  > %s %s %q, acknowledged %s after %d tries", e.ID, e.Type, e.Text, clockOf(e.Acked), e.Tries)})
		}
	}
	for _, v := range w.visitors {
		for _, m := range v.page {
			if v.id == shopper {
				notes = append(notes, note{m.At, fmt.Sprintf("  %s %d %.80q", m.From, m.Seq, m.Body.Text)})
			}
		}
	}
	for _, r := range w.platform.Received(shopper) {
		notes = append(notes, note{r.At, "  < " + brief(r)})
	}
	slices.SortStableFunc(notes, func(a, b note) int { return cmp.Compare(a.at.UnixNano(), b.at.UnixNano()) })
	var b strings.Builder
	for _, n := range notes {
		fmt.Fprintf(&b, "%s %s\n", clockOf(n.at), n.text)
	}
	return b.String()
}

func brief(r simulator.Received) string {
	s := fmt.Sprintf("%s %.80q ref %s", r.ID, r.Text, r.Reference[max(0, len(r.Reference)-12):])
	if r.Link != nil {
		s += " -> " + r.Link.URL
	}
	if r.Lost {
		s += " (answer lost)"
	}
	return s
}
