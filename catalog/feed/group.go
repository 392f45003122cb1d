package feed

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
)

// grouper gathers the rows of each product and sends it on. It is used by one
// goroutine.
type grouper struct {
	cfg  Config
	send sendFunc
	wait bool // rows may have relatives

	seed  maphash.Seed
	ids   map[uint64]struct{} // hashes of the rows' ids
	sent  map[uint64]struct{} // hashes of the products sent while others wait
	held  map[string]*group
	size  int // of what is held
	clock int // counts rows, to find out who waits longest
}

// group is the rows of one product.
type group struct {
	key    string
	drafts []draft
	first  int // when its first row came
	last   int // when its last did
	size   int
}

func newGrouper(cfg Config, send sendFunc) *grouper {
	return &grouper{
		cfg: cfg, send: send, wait: true, seed: maphash.MakeSeed(),
		ids: map[uint64]struct{}{}, sent: map[uint64]struct{}{}, held: map[string]*group{},
	}
}

// fresh says whether an id did not occur before.
func (g *grouper) fresh(d draft) *catalog.RowError {
	h := maphash.String(g.seed, d.id)
	if _, twice := g.ids[h]; twice {
		return &catalog.RowError{Line: d.line, Field: "id", Reason: fmt.Sprintf("%q occurs twice; the first row counts", shortName(d.id))}
	}
	g.ids[h] = struct{}{}
	return nil
}

// add takes a row in.
func (g *grouper) add(d draft) error {
	if bad := g.fresh(d); bad != nil {
		return g.send(catalog.Change{}, bad)
	}
	if !g.wait {
		return g.send(catalog.Change{Put: &d.product}, nil)
	}
	key := d.group
	if key == "" {
		key = d.id
	}
	if _, late := g.sent[maphash.String(g.seed, key)]; late {
		return g.send(catalog.Change{}, &catalog.RowError{Line: d.line, Field: "item_group_id", Reason: fmt.Sprintf(
			"the rest of %q came too long before; sort the feed by group or raise Config.MaxHeld", shortName(key))})
	}
	g.hold(key, d)
	if g.size > g.cfg.MaxHeld {
		return g.flush(g.cfg.MaxHeld / 2)
	}
	return nil
}

func (g *grouper) hold(key string, d draft) {
	g.clock++
	group, ok := g.held[key]
	if !ok {
		group = newGroup(key)
		group.first = g.clock
		g.held[key] = group
	}
	group.drafts = append(group.drafts, d)
	group.last = g.clock
	group.size += d.size
	g.size += d.size
}

func newGroup(key string) *group { return &group{key: key} }

// flush sends groups until at most keep bytes are held: all of them in the
// order they began, or those that have not grown for longest.
func (g *grouper) flush(keep int) error {
	order := slices.SortedFunc(maps.Values(g.held), func(a, b *group) int {
		if keep == 0 {
			return cmp.Compare(a.first, b.first)
		}
		return cmp.Compare(a.last, b.last)
	})
	for _, group := range order {
		if keep > 0 && g.size <= keep {
			break
		}
		delete(g.held, group.key)
		g.size -= group.size
		g.sent[maphash.String(g.seed, group.key)] = struct{}{}
		if err := g.sendGroup(group); err != nil {
			return err
		}
	}
	return nil
}

// sendGroup sends one product and reports the rows that do not fit in.
func (g *grouper) sendGroup(group *group) error {
	product, bad := group.product(g.cfg)
	for _, b := range bad {
		if err := g.send(catalog.Change{}, b); err != nil {
			return err
		}
	}
	if product == nil {
		return nil
	}
	return g.send(catalog.Change{Put: product}, nil)
}
