package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// Texts of the shop that the crash test relies on.
const (
	shopHost = "shop.test" // what the balancer answers to
	reminds  = "You left something in your cart"
)

// phone is how a shopper reaches the shop. It is for one goroutine at a time,
// but that several say something at once where that is possible at all.
type phone interface {
	// say says something, again and again until it is acknowledged; an error
	// is that of ctx, or an answer that is neither yes nor "later".
	say(ctx context.Context, text string) (asked, acked time.Time, err error)
	// await reads until so many different answers have come, or ctx ends.
	await(ctx context.Context, answers int) error
	// received is all that came, in order.
	received(ctx context.Context) ([]got, error)
}

// line is something to say, and what the answer to it says. Lines of one group,
// not 0, are said at once.
type line struct {
	text, wants string
	group       int
}

// numbered is a conversation in which every answer is another: each message
// makes the cart bigger by one, said in a way that shows a message lost
// ("make it 7") or in one that shows it handled twice ("one more"). Where hasty,
// some are said at once; after those only the first way is certain.
func numbered(rng *rand.Rand, n int, hasty bool) []line {
	all := []line{{text: "add numbered notebook", wants: "Numbered notebook is in your cart"}}
	absolute := func(group int) {
		q := len(all) + 1
		all = append(all, line{fmt.Sprint("make it ", q), fmt.Sprintf("\n%d × Numbered", q), group})
	}
	for len(all) < n {
		switch {
		case hasty && rng.IntN(6) == 0:
			for group := len(all); len(all) < group+3; {
				absolute(group)
			}
			absolute(0)
		case rng.IntN(2) == 0:
			all = append(all, line{text: "one more", wants: fmt.Sprintf(": %d things,", len(all)+1)})
		default:
			absolute(0)
		}
	}
	return all
}

// shopper is one conversation.
type shopper struct {
	phone
	record
	rng      *rand.Rand
	patience time.Duration
	killed   func() time.Time // when a node was killed last
}

// patient ends when she has waited too long: since now, or since a node was
// killed last, for each kill may make her wait anew.
func (s *shopper) patient(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	began := time.Now()
	go func() {
		for {
			since := began
			if last := s.killed(); last.After(began) {
				since = last
			}
			left := s.patience - time.Since(since)
			if left <= 0 {
				cancel()
				return
			}
			if pause(ctx, left) != nil {
				return
			}
		}
	}()
	return ctx, cancel
}

// chat says the lines, a few at a time and each after the acknowledgement of
// the one before, and waits for the answers, until all is said or enough says
// so.
func (s *shopper) chat(ctx context.Context, lines []line, enough func() bool) error {
	for len(lines) > 0 && !enough() {
		burst := 1 + s.rng.IntN(4)
		for burst < len(lines) && lines[burst].group != 0 { // groups stay whole
			burst++
		}
		burst = min(burst, len(lines))
		if err := s.saysAll(ctx, lines[:burst]); err != nil {
			return err
		}
		lines = lines[burst:]
		if err := s.hears(ctx, len(s.begins)+len(s.said)); err != nil {
			return err
		}
	}
	return nil
}

// saysAll says lines, those of a group at once.
func (s *shopper) saysAll(ctx context.Context, lines []line) error {
	for len(lines) > 0 {
		n := 1
		for lines[0].group != 0 && n < len(lines) && lines[n].group == lines[0].group {
			n++
		}
		if err := s.atOnce(ctx, lines[:n]); err != nil {
			return err
		}
		lines = lines[n:]
	}
	return nil
}

func (s *shopper) atOnce(ctx context.Context, lines []line) error {
	errs := make([]error, len(lines))
	all := make([]said, len(lines))
	var done sync.WaitGroup
	for i, l := range lines {
		done.Go(func() { all[i], errs[i] = s.says(ctx, l) })
	}
	done.Wait()
	s.said = append(s.said, all...)
	return errors.Join(errs...)
}

func (s *shopper) says(ctx context.Context, l line) (said, error) {
	within, cancel := s.patient(ctx)
	defer cancel()
	asked, acked, err := s.say(within, l.text)
	if err != nil {
		return said{}, fmt.Errorf("%s: %q was not acknowledged in %v: %w", s.name, l.text, s.patience, err)
	}
	return said{l.text, l.wants, l.group, asked, acked}, nil
}

// hears waits for answers and says which is missing.
func (s *shopper) hears(ctx context.Context, answers int) error {
	within, cancel := s.patient(ctx)
	defer cancel()
	err := s.await(within, answers)
	if err == nil {
		return nil
	}
	all, _ := s.received(ctx)
	s.got = all
	have, _ := s.distinct()
	return fmt.Errorf("%s: %d of %d answers in %v, the last is %q: %w", s.name, len(have), answers, s.patience, last(have), err)
}

// finish reads what came to the end, and says what is wrong with that.
func (s *shopper) finish(ctx context.Context) (wrong []string) {
	all, err := s.received(ctx)
	if err != nil {
		wrong = append(wrong, err.Error())
	}
	s.got = all
	return wrong
}

// pause waits; an error is that of ctx.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
