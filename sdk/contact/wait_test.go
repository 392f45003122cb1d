package contact_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/contact"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func thing(n int) catalog.Ref { return catalog.Ref{Product: catalog.ProductID(strconv.Itoa(n))} }

// One waits for a thing once, for twenty at most, and sixty days.
func TestWaits(t *testing.T) {
	t.Parallel()
	var c contact.Contact
	for n := range contact.MaxWaits {
		var ok bool
		if c, ok = c.Waiting(thing(n), noon); !ok {
			t.Fatalf("not for the thing %d", n)
		}
	}
	for name, tt := range map[string]struct {
		c    contact.Contact
		ref  catalog.Ref
		at   time.Time
		want bool
	}{
		"twice":                  {c, thing(0), noon, false},
		"one too many":           {c, thing(99), noon, false},
		"in the place of one":    {c.NotWaiting(thing(0)), thing(99), noon, true},
		"again, after 60 days":   {c, thing(0), noon.Add(contact.WaitLife), true},
		"just before that":       {c, thing(0), noon.Add(contact.WaitLife - 1), false},
		"a variant is something": {c.NotWaiting(thing(0)), catalog.Ref{Product: "1", Variant: "L"}, noon, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := tt.c.Waiting(tt.ref, tt.at)
			if _, waits := got.WaitFor(tt.ref, tt.at); ok != tt.want || ok && !waits || len(got.Waits) > contact.MaxWaits {
				t.Errorf("%v, waits: %v, for %d things", ok, waits, len(got.Waits))
			}
		})
	}
}

// A guest's waits go with her, with their age, to whom she turns out to be.
func TestWithWaits(t *testing.T) {
	t.Parallel()
	guest := contact.Contact{Waits: []contact.Wait{
		{Ref: thing(1), Since: noon}, {Ref: thing(2), Since: noon.Add(-contact.WaitLife)}, {Ref: thing(3), Since: noon.Add(-time.Hour)},
	}}
	known := contact.Contact{Waits: []contact.Wait{{Ref: thing(1), Since: noon.Add(-time.Hour)}}}
	want := []contact.Wait{{Ref: thing(1), Since: noon.Add(-time.Hour)}, {Ref: thing(3), Since: noon.Add(-time.Hour)}}
	if diff := cmp.Diff(want, known.WithWaits(guest, noon).Waits); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
