package simulator

import (
	"fmt"
	"slices"
	"time"
)

// Event is something that a shopper did, and what became of it on its way to
// the shop.
type Event struct {
	ID      string
	Shopper string
	Type    string // message, edit, tap, start, opt_out, opt_in
	Text    string // what she wrote, or the label that she tapped
	Payload string // of a tap
	At      time.Time
	// Acked is when the shop first answered it with 2xx; zero until then.
	Acked time.Time
	// Tries is how often it was delivered.
	Tries int

	to       string // of an edit: the event that is corrected
	referral string
	status   *statusOf
	over     bool // acknowledged or given up
}

// Starts makes a shopper open the chat, coming from somewhere.
func (p *Parcel) Starts(shopper, referral string) (eventID string) {
	return p.does(Event{Shopper: shopper, Type: "start", referral: referral})
}

// Says makes a shopper write something.
func (p *Parcel) Says(shopper, text string) (eventID string) {
	return p.does(Event{Shopper: shopper, Type: "message", Text: text})
}

// Edits makes a shopper correct what she wrote.
func (p *Parcel) Edits(shopper, eventID, text string) (editID string) {
	return p.does(Event{Shopper: shopper, Type: "edit", Text: text, to: eventID})
}

// Taps makes a shopper tap the newest button on her screen with a label; false
// when she sees none.
func (p *Parcel) Taps(shopper, label string) (eventID string, ok bool) {
	p.mu.Lock()
	button, ok := p.button(shopper, label)
	p.mu.Unlock()
	if !ok {
		return "", false
	}
	return p.TapsOn(shopper, button), true
}

// TapsOn makes a shopper tap a button that she sees, or saw once.
func (p *Parcel) TapsOn(shopper string, b Button) (eventID string) {
	return p.does(Event{Shopper: shopper, Type: "tap", Text: b.Label, Payload: b.Payload})
}

// button finds a button on a shopper's screen. What was edited is not there
// any more.
func (p *Parcel) button(shopper, label string) (Button, bool) {
	edited := map[string]bool{}
	for _, at := range slices.Backward(p.shopper(shopper).received) {
		r := p.received[at]
		if edited[r.ID] {
			continue
		}
		edited[r.ID] = r.Edit
		for _, b := range r.AllButtons() {
			if b.Label == label {
				return b, true
			}
		}
	}
	return Button{}, false
}

// Reads makes a shopper read everything she got; the shop is told.
func (p *Parcel) Reads(shopper string) {
	p.mu.Lock()
	s := p.shopper(shopper)
	hers := p.receivedBy(s)
	unread := hers[s.read:]
	s.read = len(hers)
	p.mu.Unlock()
	for _, r := range unread {
		p.report(r, 0, status{state: "read"})
	}
}

// OptsOut makes a shopper stop the shop by the platform's own means: from now
// on the platform refuses messages to her.
func (p *Parcel) OptsOut(shopper string) (eventID string) {
	return p.does(Event{Shopper: shopper, Type: "opt_out"})
}

// OptsIn makes a shopper allow messages again, as writing one does.
func (p *Parcel) OptsIn(shopper string) (eventID string) {
	return p.does(Event{Shopper: shopper, Type: "opt_in"})
}

// Leaves makes a shopper disappear: the platform refuses messages to her until
// she does something again, and tells nobody.
func (p *Parcel) Leaves(shopper string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shopper(shopper).left = true
}

// Again delivers an event a further time, as platforms do long after an answer
// that they missed. It does nothing for an unknown id.
func (p *Parcel) Again(eventID string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.byID[eventID]; ok {
		p.alone(e, 0)
	}
}

// does records what a shopper did and sends it on its way.
func (p *Parcel) does(e Event) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.shopper(e.Shopper)
	s.said++
	s.left = false
	s.optedOut = e.Type == "opt_out"
	e.ID, e.At = fmt.Sprintf("ev-%s-%d", e.Shopper, s.said), p.cfg.Now()
	p.events = append(p.events, &e)
	p.byID[e.ID] = &e
	p.expect(1)
	switch f := p.faults.next(doings, e.Shopper); f.Kind {
	case FaultLate:
		p.alone(&e, f.Wait)
	case FaultRepeat:
		p.put(&s.says, &e)
		p.alone(&e, f.Wait)
	default:
		p.put(&s.says, &e)
	}
	return e.ID
}
