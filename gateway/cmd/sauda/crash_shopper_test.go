package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// Texts of the shop that the crash test relies on.
const (
	shopHost = "shop.test" // what the balancer answers to
	reminds  = "You left something in your cart"
)

// phone is how a shopper reaches the shop. It is for one goroutine at a time.
type phone interface {
	// say says something, again and again until it is acknowledged; an error
	// is that of ctx, or an answer that is neither yes nor "later".
	say(ctx context.Context, text string) (asked, acked time.Time, err error)
	// await reads until so many different answers have come, or ctx ends.
	await(ctx context.Context, answers int) error
	// received is all that came, in order.
	received(ctx context.Context) ([]got, error)
}

// line is something to say, and what the answer to it says.
type line struct{ text, wants string }

// numbered is a conversation in which every answer is another: each message
// makes the cart bigger by one, said in a way that shows a message lost
// ("make it 7") or in one that shows it handled twice ("one more").
func numbered(rng *rand.Rand, n int) []line {
	all := []line{{"add numbered notebook", "Numbered notebook is in your cart"}}
	for q := 2; len(all) < n; q++ {
		if rng.IntN(2) == 0 {
			all = append(all, line{"one more", fmt.Sprintf(": %d things,", q)})
		} else {
			all = append(all, line{fmt.Sprint("make it ", q), fmt.Sprintf("\n%d × Numbered", q)})
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
}

// chat says the lines, a few at a time and each after the acknowledgement of
// the one before, and waits for the answers, until all is said or enough says
// so.
func (s *shopper) chat(ctx context.Context, lines []line, enough func() bool) error {
	for len(lines) > 0 && !enough() {
		burst := min(1+s.rng.IntN(4), len(lines))
		for _, l := range lines[:burst] {
			if err := s.says(ctx, l); err != nil {
				return err
			}
		}
		lines = lines[burst:]
		if err := s.hears(ctx, len(s.begins)+len(s.said)); err != nil {
			return err
		}
	}
	return nil
}

func (s *shopper) says(ctx context.Context, l line) error {
	within, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	asked, acked, err := s.say(within, l.text)
	if err != nil {
		return fmt.Errorf("%s: %q (message %d) was not acknowledged in %v: %w", s.name, l.text, len(s.said)+1, s.patience, err)
	}
	s.said = append(s.said, said{l.text, l.wants, asked, acked})
	return nil
}

// hears waits for answers and says which is missing.
func (s *shopper) hears(ctx context.Context, answers int) error {
	within, cancel := context.WithTimeout(ctx, s.patience)
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
