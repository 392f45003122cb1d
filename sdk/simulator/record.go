package simulator

import (
	"context"
	"slices"
	"time"
)

// Received is a message as a shopper got it.
type Received struct {
	At        time.Time // by ParcelConfig.Now
	ID        string    // the platform's
	Reference string    // the shop's own id, as it came with the message
	Shopper   string
	Text      string
	Cards     []Card
	Buttons   []Button
	Link      *Link
	Media     []Media
	// Edit says that it took the place of the message with the same ID.
	Edit bool
	// Lost says that the shop did not get the answer: as far as it knows, the
	// message may not have arrived.
	Lost bool
}

// Card shows one thing in a message.
type Card struct {
	Title    string   `json:"title"`
	Subtitle string   `json:"subtitle"`
	Image    string   `json:"image"`
	Alt      string   `json:"alt"`
	URL      string   `json:"url"`
	Buttons  []Button `json:"buttons"`
}

// Button is what can be tapped.
type Button struct {
	Label   string `json:"label"`
	Payload string `json:"payload"`
}

// Link opens a page.
type Link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// Media is a file in a message.
type Media struct {
	Type string `json:"type"`
	URL  string `json:"url"`
	Alt  string `json:"alt"`
}

// AllButtons returns the buttons of the cards, then those below the message.
func (r Received) AllButtons() []Button {
	var all []Button
	for _, c := range r.Cards {
		all = append(all, c.Buttons...)
	}
	return append(all, r.Buttons...)
}

// Refusal is a request that the platform did not take by its own rules. Those
// of faults are not among them.
type Refusal struct {
	At        time.Time
	Shopper   string
	Reference string
	Status    int
	Code      string // "too_long", "opted_out", "too_early" (see TooEarly), …
}

// All returns every message in the order in which they were received.
func (p *Parcel) All() []Received {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.received)
}

// Received returns what one shopper got, in order, edits among it.
func (p *Parcel) Received(shopper string) []Received {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.receivedBy(p.shopper(shopper))
}

func (p *Parcel) receivedBy(s *shopper) []Received {
	hers := make([]Received, len(s.received))
	for i, at := range s.received {
		hers[i] = p.received[at]
	}
	return hers
}

// Refused returns the requests that broke a rule of the platform.
func (p *Parcel) Refused() []Refusal {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.refused)
}

// Typed returns how often a shopper saw that the shop is typing.
func (p *Parcel) Typed(shopper string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shopper(shopper).typing
}

// TooEarly returns how many requests came before a Retry-After was over, those
// left out that were under way when it was given (ParcelConfig.Grace). The shop
// should make none.
func (p *Parcel) TooEarly() int {
	n := 0
	for _, r := range p.Refused() {
		if r.Code == tooEarly {
			n++
		}
	}
	return n
}

// Events returns what the shoppers did, in order, statuses left out.
func (p *Parcel) Events() []Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]Event, len(p.events))
	for i, e := range p.events {
		all[i] = *e
	}
	return all
}

// Event returns what a shopper did by its id; the zero Event for an unknown one.
func (p *Parcel) Event(id string) Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.byID[id]; ok {
		return *e
	}
	return Event{}
}

// Await waits until what a shopper got fulfils a condition, looking again at
// each change, or until ctx ends, which is its error.
func (p *Parcel) Await(ctx context.Context, shopper string, fulfilled func([]Received) bool) error {
	for {
		p.mu.Lock()
		s := p.shopper(shopper)
		news, got := s.news, p.receivedBy(s)
		p.mu.Unlock()
		if fulfilled(got) {
			return nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Settled waits until every event, statuses among them, was acknowledged or
// given up, or until ctx ends, which is its error.
func (p *Parcel) Settled(ctx context.Context) error {
	for {
		p.mu.Lock()
		waiting, idle := p.waiting, p.idle
		p.mu.Unlock()
		if waiting == 0 {
			return nil
		}
		select {
		case <-idle:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
