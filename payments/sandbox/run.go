package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// Run sends callbacks until they are accepted with a 2xx, again and again with
// growing waits, and lets time do its work: checkouts expire, pending payments
// settle. It returns nil when ctx is done or the sandbox is closed. Callbacks
// that were not accepted before a restart are sent by the next Run.
func (s *Sandbox) Run(ctx context.Context) error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return errClosed
	}
	s.running.Add(1)
	s.mu.Unlock()
	defer s.running.Done()

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // ends a send that hangs
		select {
		case <-s.closing:
			cancel()
		case <-ctx.Done():
		}
	}()
	for {
		var rest time.Duration
		if err := s.pass(ctx, false); err != nil && ctx.Err() == nil {
			s.config.Logger.WarnContext(ctx, "sandbox: not all could be sent", slog.Any("error", err))
			rest = firstWait // a journal that cannot be written leaves its work due
		}
		if !s.sleep(ctx, rest) {
			return nil
		}
	}
}

// sleep waits until there may be something to do, and at least for rest unless
// there is news; false when Run is to end.
func (s *Sandbox) sleep(ctx context.Context, rest time.Duration) bool {
	var timer <-chan time.Time
	if wait, ok := s.nextWait(); ok {
		t := time.NewTimer(max(wait, rest))
		defer t.Stop()
		timer = t.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-s.wake:
	case <-timer:
	}
	return true
}

// longestSleep bounds a wait for a moment of Config.Now, which may be a clock
// that jumps.
const longestSleep = time.Second

// nextWait is how long nothing is due; false if nothing ever will be.
func (s *Sandbox) nextWait() (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var next time.Time
	consider := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	for a := range s.ledger.open {
		consider(a.next())
	}
	if s.delivers() && !s.faults.Hold {
		for _, c := range s.ledger.unsent {
			consider(c.due)
		}
	}
	if next.IsZero() {
		return 0, false
	}
	return min(max(next.Sub(s.config.Now()), 0), longestSleep), true
}

// delivers says whether anybody wants callbacks.
func (s *Sandbox) delivers() bool { return s.config.Deliver != nil || s.config.CallbackURL != "" }

// Flush does at once what Run would do, and tries every callback that was not
// accepted without waiting for its next turn. The error says which were not
// accepted this time either.
func (s *Sandbox) Flush(ctx context.Context) error { return s.pass(ctx, true) }

// pass lets time do its work and sends what is due, or, when forced, all.
func (s *Sandbox) pass(ctx context.Context, force bool) error {
	select {
	case s.passing <- struct{}{}:
		defer func() { <-s.passing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := s.sweep(); err != nil {
		return err
	}
	batch, copies := s.batch(force)
	var failed []error
	for _, c := range batch {
		if ctx.Err() != nil {
			return errors.Join(append(failed, ctx.Err())...)
		}
		if err := s.deliver(ctx, c, copies); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// sweep records what time alone has done to all accounts.
func (s *Sandbox) sweep() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	for _, a := range s.ledger.due(s.now()) {
		if err := s.freshen(a); err != nil {
			return err
		}
	}
	return nil
}

// batch picks the callbacks of one pass, in the order to send them.
func (s *Sandbox) batch(force bool) (batch []*callback, copies int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.delivers() || s.faults.Hold {
		return nil, 0
	}
	now := s.config.Now()
	for _, c := range s.ledger.unsent {
		if force || !now.Before(c.due) {
			batch = append(batch, c)
		}
	}
	if s.faults.Reverse {
		slices.Reverse(batch)
	}
	return batch, max(s.faults.Copies, 0)
}

// deliver sends one callback and its copies, and remembers how it went: the
// callback is done with when any of them was accepted.
func (s *Sandbox) deliver(ctx context.Context, c *callback, copies int) error {
	err := s.send(ctx, s.delivery(c.event))
	for range copies {
		if again := s.send(ctx, s.delivery(c.event)); again == nil {
			err = nil
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		err = s.commit(record{At: s.now(), Sent: c.event.ID})
	}
	if err == nil {
		return nil
	}
	c.attempts++
	c.due = s.config.Now().Add(backoff(c.attempts))
	return fmt.Errorf("sandbox: callback %s, attempt %d: %w", c.event.ID, c.attempts, err)
}

func (s *Sandbox) send(ctx context.Context, d payments.Delivery) error {
	if s.config.Deliver != nil {
		return s.config.Deliver(ctx, d)
	}
	req, err := http.NewRequestWithContext(ctx, d.Method, s.config.CallbackURL, bytes.NewReader(d.Body))
	if err != nil {
		return err
	}
	req.Header = d.Header
	resp, err := s.config.HTTPClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection is used again
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
}
