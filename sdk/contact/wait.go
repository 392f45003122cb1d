package contact

import (
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
)

// Bounds of what a contact waits for: how many things at once, and how long.
const (
	MaxWaits = 20
	WaitLife = 60 * 24 * time.Hour
)

// Wait is something sold out of which a contact wants to hear, once, when it is
// back. Without a variant any of the product's will do.
type Wait struct {
	catalog.Ref
	Since time.Time `json:"since"`
}

// Over says whether a wait has lasted too long to be answered.
func (w Wait) Over(now time.Time) bool { return !now.Before(w.Since.Add(WaitLife)) }

// WaitFor returns what a contact waits for of one thing; false for nothing.
func (c Contact) WaitFor(ref catalog.Ref, now time.Time) (Wait, bool) {
	i := slices.IndexFunc(c.Waits, func(w Wait) bool { return w.Ref == ref && !w.Over(now) })
	if i < 0 {
		return Wait{}, false
	}
	return c.Waits[i], true
}

// Waiting returns the contact waiting for one thing more; false if it does so
// already or waits for MaxWaits.
func (c Contact) Waiting(ref catalog.Ref, now time.Time) (Contact, bool) {
	kept := slices.DeleteFunc(slices.Clone(c.Waits), func(w Wait) bool { return w.Over(now) })
	if _, waits := c.WaitFor(ref, now); waits || len(kept) >= MaxWaits {
		return c, false
	}
	c.Waits = append(kept, Wait{ref, now})
	return c, true
}

// NotWaiting returns the contact without a wait for one thing.
func (c Contact) NotWaiting(ref catalog.Ref) Contact {
	c.Waits = slices.DeleteFunc(slices.Clone(c.Waits), func(w Wait) bool { return w.Ref == ref })
	return c
}

// WithWaits takes over what somebody else waited for who is now known to be
// this contact, as far as there is room.
func (c Contact) WithWaits(of Contact, now time.Time) Contact {
	for _, w := range of.Waits {
		if more, ok := c.Waiting(w.Ref, now); ok && !w.Over(now) {
			more.Waits[len(more.Waits)-1].Since = w.Since
			c = more
		}
	}
	return c
}
