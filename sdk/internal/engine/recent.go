package engine

import (
	"context"
	"errors"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// generation is how many conversations a half of recent holds: a few kilobytes
// each.
const generation = 2048

// recent remembers the conversations that this node handled last, as it left
// them, so that the next turn of one need not be loaded: that is a quarter of
// the work of a turn. Nothing here is believed: [store.GuardRecalled] checks it
// in the commit, and what does not hold is loaded and decided again.
//
// The zero recent is empty. It is safe for concurrent use.
type recent struct {
	mu         sync.Mutex
	young, old map[string]store.Turn // by conversation; what is not asked for in a generation is forgotten
}

// keep remembers a conversation as it is after a turn.
func (r *recent) keep(t store.Turn) {
	t.Event, t.Facts = message.Event{}, nil
	r.mu.Lock()
	defer r.mu.Unlock()
	r.put(t.Conversation.ID, t)
}

func (r *recent) put(id string, t store.Turn) {
	if len(r.young) >= generation {
		r.old, r.young = r.young, nil
	}
	if r.young == nil {
		r.young = map[string]store.Turn{}
	}
	r.young[id] = t
}

// knows says whether a conversation is stored for certain, and its contact.
func (r *recent) knows(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.get(id).Contact.Version > 0
}

// hear adds an event that this node has just stored. A conversation in which
// one waits already is forgotten: which is first, the store knows.
func (r *recent) hear(id string, ev message.Event, received time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.get(id)
	r.forget(id)
	if t.Conversation.ID == "" || t.Event.ID != "" || !stored(ev) {
		return
	}
	t.Event, t.Received = ev, received
	t.Conversation.Received = t.Conversation.Done + 1
	r.put(id, t)
}

// stored says whether an event comes back from the store as it is: JSON mends
// what is not UTF-8.
func stored(ev message.Event) bool {
	for _, s := range []string{ev.ID, ev.From.ID, ev.Text, ev.Payload, ev.Name, ev.Locale, ev.Customer, ev.Profile.Name} {
		if !utf8.ValidString(s) {
			return false
		}
	}
	return len(ev.Media) == 0 && ev.Status == nil
}

// take hands over a turn that can be decided; whoever takes it keeps its
// outcome or nothing.
func (r *recent) take(id string) (store.Turn, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.get(id)
	if t.Event.ID == "" {
		return t, false
	}
	r.forget(id)
	return t, true
}

// get returns what is remembered; the zero Turn if nothing is.
func (r *recent) get(id string) store.Turn {
	if t, ok := r.young[id]; ok {
		return t
	}
	return r.old[id]
}

// forget leaves nothing of a conversation but that it is stored, if it is.
func (r *recent) forget(id string) {
	var left store.Turn
	left.Contact.Version = r.get(id).Contact.Version
	delete(r.young, id)
	delete(r.old, id)
	if left.Contact.Version > 0 {
		r.put(id, left)
	}
}

// errRecalled says that a turn needs more than what is remembered.
var errRecalled = errors.New("engine: to be loaded")

// recalled handles the event that this node has just received on top of what it
// remembers. False means that nothing was done, for whatever reason: the turn
// is to be loaded.
func (e *Engine) recalled(ctx context.Context, id string) (*plan, bool) {
	t, ok := e.recent.take(id)
	if !ok {
		return nil, false
	}
	p := e.begin(t)
	p.recalled = true
	p.b.Guards = []store.Guard{store.GuardRecalled(t)}
	if p.decided(ctx) != nil || e.Store.Commit(ctx, p.b) != nil {
		return nil, false
	}
	return p, true
}

// remember keeps what a turn has committed, unless others may change it without
// a guard that tells: orders have states of their own, the host's are not ours.
func (e *Engine) remember(p *plan) {
	t := p.turn
	if p.contact || p.more || len(t.Orders) > 0 || e.Orders != nil || p.is.Contact != t.Conversation.Contact {
		return
	}
	t.Conversation = p.is
	t.Conversation.Version++
	if p.cart {
		t.Cart.Version++
	}
	e.recent.keep(t)
}
