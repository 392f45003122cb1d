package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Timer is the kind of timer that tells a subscriber of an event.
const Timer = "webhook"

// Config is what a Desk needs. Store is required.
type Config struct {
	// HTTPClient calls the webhooks; redirects are not followed, whatever it
	// says. Where its Transport connects to is its own business. Defaults to
	// one that connects to public addresses only.
	HTTPClient *http.Client
	// Hooks are the host's functions. Those with errors to come are known by
	// their place: add new ones at the end. Defaults to none.
	Hooks []hook.Hook
	// Logger takes what fails. Defaults to nothing being logged.
	Logger *slog.Logger
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Store keeps what is still to be told.
	Store *store.Store
	// Webhooks are the URLs to call. Defaults to none.
	Webhooks []Endpoint
}

// Desk tells subscribers of events. Use New; it is safe for concurrent use.
type Desk struct {
	Config
	subscribers []*subscriber
}

// New returns a Desk, or what is wrong with a hook or a webhook, in one
// sentence that shows neither a secret nor a URL.
func New(c Config) (*Desk, error) {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	d := &Desk{Config: c}
	seen := map[string]bool{}
	for i, h := range c.Hooks {
		if err := h.Check(); err != nil {
			return nil, fmt.Errorf("hook %d: %w", i+1, err)
		}
		name := fmt.Sprintf("hook %d", i+1)
		seen[name] = true
		d.subscribers = append(d.subscribers, newHook(name, h))
	}
	for i, e := range c.Webhooks {
		s, err := newEndpoint(e, c)
		if err != nil {
			return nil, fmt.Errorf("webhook %d: %w", i+1, err)
		}
		if seen[s.name] {
			return nil, fmt.Errorf("webhook %d: another is called %q already: give each a name of its own", i+1, s.name)
		}
		seen[s.name] = true
		d.subscribers = append(d.subscribers, s)
	}
	return d, nil
}

// note is the payload of a timer: what is to be told to whom.
type note struct {
	To    string          `json:"to"`
	ID    string          `json:"id"`
	Type  string          `json:"type"`
	Since time.Time       `json:"since"` // when it was first to be told
	Tries int             `json:"tries"` // that failed
	Body  json.RawMessage `json:"body"`
}

// Telling returns the writes that tell of events; none when nobody hears of
// them. An event whose id was told before is not told again.
func (d *Desk) Telling(events ...hook.Event) ([]store.Statement, error) {
	var all []store.Statement
	now := d.Now()
	for _, e := range events {
		var timers []store.Timer
		for _, s := range d.subscribers {
			if !s.hears(e.Type()) {
				continue
			}
			body, err := hook.Marshal(e)
			if err != nil {
				return nil, err
			}
			t, err := timerOf(note{To: s.name, ID: e.Head().ID, Type: e.Type(), Since: now, Body: body}, now)
			if err != nil {
				return nil, err
			}
			timers = append(timers, t)
		}
		if len(timers) > 0 {
			all = append(all, store.Tell(e.Head().ID, now, timers...)...)
		}
	}
	return all, nil
}

func timerOf(n note, due time.Time) (store.Timer, error) {
	payload, err := json.Marshal(n)
	if err != nil {
		return store.Timer{}, fmt.Errorf("webhook: %s: %w", n.Type, err)
	}
	return store.Timer{Key: Timer + ":" + n.To + ":" + n.ID, Kind: Timer, Due: due, Payload: payload}, nil
}

// errAbsent is why an event is not told to a subscriber that is not there.
var errAbsent = errors.New("nobody of that name in this configuration")
