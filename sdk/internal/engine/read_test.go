package engine_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// restless is an index whose words change each time they are asked for.
type restless struct {
	*search.Index
	asked atomic.Int64
}

func (x *restless) Vocabulary() *catalog.Vocabulary {
	x.asked.Add(1)
	return &catalog.Vocabulary{Brands: []catalog.Term{{Value: "Alem"}}}
}

// However fast the catalogue changes, its words are read anew by the sweep
// alone, not by turns.
func TestTurnsDoNotReadTheWordsAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		r := openAt(t, dir+"/shop.db", transcript)
		x := &restless{Index: search.New(search.Config{})}
		r.index = x
		r.renew()
		stop := run(t.Context(), r.engine)
		synctest.Wait()
		before := x.asked.Load()
		for i := range 50 {
			r.must(deliver(t.Context(), r.engine, text(string(rune('A'+i)), "hello there")))
		}
		synctest.Wait()
		if n := x.asked.Load() - before; n != 0 {
			t.Errorf("50 turns read the words %d times", n)
		}
		time.Sleep(10 * time.Second)
		if n := x.asked.Load() - before; n < 9 || n > 11 {
			t.Errorf("in ten seconds the words were read %d times, want one a second", n)
		}
		stop()
	})
}

// A shop that had nothing to sell when it began understands its first products
// at once; what comes later within a second or so.
func TestNewWordsAreUnderstood(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		brands := everything{script{"echo", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
			if len(in.Meaning.Query.Brands) > 0 {
				return says(s, "brand "+in.Meaning.Query.Brands[0])
			}
			return says(s, "no brand")
		}}}
		r := openAt(t, dir+"/shop.db", transcript, listener{brands})
		stop := run(t.Context(), r.engine)
		defer stop()
		put := func(id, brand string) {
			p := catalog.Product{ID: catalog.ProductID(id), Title: catalog.Text{"en": "Tent"}, Brand: brand}
			r.must(r.index.Apply(t.Context(), []catalog.Change{{Put: &p}}))
		}
		say := func(id, words, want string) {
			t.Helper()
			r.must(deliver(t.Context(), r.engine, text(id, words)))
			synctest.Wait()
			r.wantLast(want)
		}
		say("1", "show me Zorbax", "no brand")
		put("a", "Zorbax")
		say("2", "show me Zorbax", "brand Zorbax")
		put("b", "Quillon")
		time.Sleep(2 * time.Second)
		say("3", "show me Quillon", "brand Quillon")
	})
}

// listener hears searches too.
type listener struct{ everything }

func (l listener) Hears() []understand.Intent {
	return append(l.everything.Hears(), understand.IntentSearch, understand.IntentBrowse)
}
