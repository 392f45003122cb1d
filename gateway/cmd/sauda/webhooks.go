package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// webhooksCommand is about events that a webhook could not be told.
type webhooksCommand struct {
	List   webhooksListCommand   `cmd:"" default:"withargs" help:"List events that were given up after three days, the latest first."`
	Resend webhooksResendCommand `cmd:"" help:"Tell of some of them again, or of all."`
}

// webhooksListCommand lists events that were given up.
type webhooksListCommand struct {
	Limit int `default:"100" help:"How many."`
}

// Run lists them, and only looks. Nothing personal is shown.
func (l webhooksListCommand) Run(ctx context.Context, c *commands, t terminal) error {
	return c.withRecords(ctx, t, func(s *store.Store) error {
		if err := current(ctx, s); err != nil {
			return err
		}
		all, err := s.Unheard(ctx, 0, l.Limit)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
		for _, u := range all {
			fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", u.N, u.At.Format(time.RFC3339), u.Subscriber, u.Type, u.Reason)
		}
		fmt.Fprintf(w, "%d events were given up; at most %d are listed (--limit)\n", len(all), l.Limit)
		return w.Flush()
	})
}

// webhooksResendCommand tells of events again.
type webhooksResendCommand struct {
	Numbers []int64 `arg:"" optional:"" name:"number" help:"Numbers that \"sauda webhooks list\" shows."`
	All     bool    `help:"All there are now."`
}

// Run has them told again; a server does.
func (r webhooksResendCommand) Run(ctx context.Context, c *commands, t terminal) error {
	if r.All == (len(r.Numbers) > 0) {
		return usageError{errors.New("webhooks: name numbers, which \"sauda webhooks list\" shows, or --all")}
	}
	return c.withRecords(ctx, t, func(s *store.Store) error {
		if err := s.Migrate(ctx); err != nil {
			return err
		}
		n, err := r.resend(ctx, s)
		if n > 0 || err == nil {
			fmt.Fprintf(t.out, "%d events will be told again by \"sauda serve\".\n", n)
		}
		return err
	})
}

func (r webhooksResendCommand) resend(ctx context.Context, s *store.Store) (n int, err error) {
	for _, number := range r.Numbers {
		if err := webhook.Resend(ctx, s, number, time.Now()); err != nil {
			return n, fmt.Errorf("webhooks: %d: %w; \"sauda webhooks list\" shows those there are", number, err)
		}
		n++
	}
	for r.All {
		page, err := s.Unheard(ctx, 0, 100)
		if err != nil || len(page) == 0 {
			return n, err
		}
		for _, u := range page {
			switch err := webhook.Resend(ctx, s, u.N, time.Now()); {
			case err == nil:
				n++
			case !errors.Is(err, store.ErrNotFound): // that is: somebody else was first
				return n, err
			}
		}
	}
	return n, nil
}

// current says what is wrong with a store that a command only looks at.
func current(ctx context.Context, s *store.Store) error {
	err := s.Current(ctx)
	if errors.Is(err, store.ErrOlder) {
		return fmt.Errorf("%w; \"sauda serve\" brings it up to date", err)
	}
	return err
}
