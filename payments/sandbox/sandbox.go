// Package sandbox is a whole payment provider that moves no money.
//
// It has what a real one has: a hosted page on which the shopper decides how
// the payment ends, signed callbacks that are repeated until they are
// accepted, refunds, expiry, and a memory of its own. That memory is a journal
// in a folder, so a sandbox survives a crash of the shop it serves. Switches
// ([Faults]) make it behave as badly as real providers sometimes do.
//
// Serve [Sandbox.Handler] under Config.BaseURL and keep [Sandbox.Run] running.
// Tests need neither: [Sandbox.Settle] does what the page does, and
// [Sandbox.Flush] what Run does.
package sandbox

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// Config configures a sandbox. The zero value works: all in memory, with
// callbacks kept for [Sandbox.Callbacks] and sent to nobody.
type Config struct {
	// BaseURL is the public address of Handler, without a slash at the end.
	// Defaults to http://127.0.0.1:8080/sandbox.
	BaseURL string
	// CallbackURL is where callbacks are posted. Defaults to nowhere.
	CallbackURL string
	// Currencies are the ISO 4217 codes taken. Defaults to all.
	Currencies []string
	// Deliver is handed each callback instead of posting it to CallbackURL; an
	// error means that it is to be sent again. It is never called twice at the
	// same time. Defaults to nil.
	Deliver func(ctx context.Context, d payments.Delivery) error
	// Dir is the folder of the journal; it is made when missing. Only one
	// sandbox can have it open. Defaults to "": nothing is written, and all is
	// forgotten with the process.
	Dir string
	// HTTPClient posts callbacks. Defaults to one that waits 10 seconds and
	// follows no redirects.
	HTTPClient *http.Client
	// Life is how long a checkout can be paid when Intent.Expires is zero.
	// Defaults to 24 hours.
	Life time.Duration
	// Logger hears of callbacks that were not accepted. Defaults to none.
	Logger *slog.Logger
	// Name is the provider's name. Defaults to "sandbox".
	Name string
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Secrets sign callbacks: the first signs, all are accepted, so that one
	// can be rotated out. Defaults to a random one, kept in Dir if there is
	// one.
	Secrets []string
	// Shop is the shop's name on the page. Defaults to "Demo shop".
	Shop string
	// Tolerance is how far a signature's time may lie from the delivery's, in
	// the past and in the future. Defaults to 5 minutes.
	Tolerance time.Duration
}

func (c Config) withDefaults() Config {
	c.BaseURL = strings.TrimSuffix(cmp.Or(c.BaseURL, "http://127.0.0.1:8080/sandbox"), "/")
	c.Life = cmp.Or(c.Life, 24*time.Hour)
	c.Name = cmp.Or(c.Name, "sandbox")
	c.Shop = cmp.Or(c.Shop, "Demo shop")
	c.Tolerance = cmp.Or(c.Tolerance, 5*time.Minute)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.HTTPClient == nil {
		c.HTTPClient = &http.Client{
			Timeout:       10 * time.Second,
			Transport:     ownTransport{&http.Transport{Proxy: http.ProxyFromEnvironment, IdleConnTimeout: 90 * time.Second}},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return c
}

// ownTransport is that of the client that we made ourselves.
type ownTransport struct{ *http.Transport }

// Sandbox is the provider. It is safe for concurrent use.
type Sandbox struct {
	config  Config
	handler http.Handler
	wake    chan struct{} // tells Run that there is something to do
	passing chan struct{} // holds one token: one pass over the callbacks at a time
	closing chan struct{} // closed by Close
	running sync.WaitGroup

	mu      sync.Mutex // guards what follows
	closed  bool
	faults  Faults
	journal *journal
	ledger  *ledger
}

var (
	_ payments.Provider  = (*Sandbox)(nil)
	_ payments.Canceller = (*Sandbox)(nil)
	_ payments.Lister    = (*Sandbox)(nil)
)

// errClosed says that the sandbox was closed.
var errClosed = errors.New("sandbox: closed")

// Open returns a sandbox with what its journal remembers. It fails when the
// folder cannot be used or the journal is damaged, other than by a last line
// that was cut short: that one was never answered for, and is dropped.
func Open(config Config) (*Sandbox, error) {
	s := &Sandbox{
		config:  config.withDefaults(),
		wake:    make(chan struct{}, 1),
		passing: make(chan struct{}, 1),
		closing: make(chan struct{}),
		ledger:  newLedger(),
	}
	s.handler = s.routes()
	if err := s.remember(); err != nil {
		return nil, err
	}
	return s, nil
}

// remember opens the journal and finds the secret.
func (s *Sandbox) remember() (err error) {
	dir := s.config.Dir
	if dir != "" {
		s.journal, err = openJournal(filepath.Join(dir, "sandbox.journal"), s.ledger.apply)
		if err != nil {
			return err
		}
	}
	switch {
	case len(s.config.Secrets) > 0:
		return nil
	case dir == "":
		s.config.Secrets = []string{rand.Text()}
		return nil
	}
	secret, err := ownSecret(filepath.Join(dir, "sandbox.secret"))
	if err != nil {
		return errors.Join(err, s.journal.close())
	}
	s.config.Secrets = []string{secret}
	return nil
}

// Close stops Run, waits for it, and closes the journal. Later calls fail.
func (s *Sandbox) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.closing)
	s.mu.Unlock()

	s.running.Wait()
	if own, ok := s.config.HTTPClient.Transport.(ownTransport); ok {
		own.CloseIdleConnections()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.journal.close()
}

// commit makes a record durable, then true. The caller holds mu.
func (s *Sandbox) commit(r record) error {
	if s.closed {
		return errClosed
	}
	if err := s.journal.append(r); err != nil {
		return err
	}
	s.ledger.apply(r)
	s.rouse()
	return nil
}

// rouse makes Run look for work.
func (s *Sandbox) rouse() {
	select {
	case s.wake <- struct{}{}:
	default: // it has been told
	}
}

// now is the time of the next record: never before the last one's, so that
// the journal and List stay in order when the clock is set back.
func (s *Sandbox) now() time.Time {
	now := s.config.Now().UTC()
	if now.Before(s.ledger.last) {
		return s.ledger.last
	}
	return now
}
