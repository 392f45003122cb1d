package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// deadCommand is about messages that were given up.
type deadCommand struct {
	List    deadListCommand    `cmd:"" default:"withargs" help:"List messages that were given up, the latest first."`
	Resend  deadResendCommand  `cmd:"" help:"Send some of them again, or all. One whose fate is not known (ambiguous) may then come twice."`
	Discard deadDiscardCommand `cmd:"" help:"Forget some of them, or all."`
}

// deadListCommand lists dead letters.
type deadListCommand struct {
	JSON  bool `help:"A line of JSON per message, with its text and address."`
	Limit int  `default:"100" help:"How many."`
}

// Run lists them, and only looks. Without --json nothing personal is shown.
func (l deadListCommand) Run(ctx context.Context, c *commands, t terminal) error {
	return c.withRecords(ctx, t, func(s *store.Store) error {
		if err := current(ctx, s); err != nil {
			return err
		}
		all, err := s.DeadLetters(ctx, 0, l.Limit)
		if err != nil {
			return err
		}
		if l.JSON {
			return l.lines(all, t)
		}
		w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
		for _, d := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s %s\n", d.ID, d.At.Format(time.RFC3339), d.To.Channel, d.Class, d.Code)
		}
		if len(all) == l.Limit {
			fmt.Fprintf(w, "the latest %d messages that were given up; for more: --limit\n", len(all))
		} else {
			fmt.Fprintf(w, "%d messages were given up\n", len(all))
		}
		return w.Flush()
	})
}

func (l deadListCommand) lines(all []store.DeadRow, t terminal) error {
	out := json.NewEncoder(t.out)
	for _, d := range all {
		line := map[string]any{
			"id": d.ID, "at": d.At, "created": d.Created, "conversation": d.Conversation,
			"channel": d.To.Channel, "account": d.To.Account, "address": d.To.ID,
			"class": d.Class, "code": d.Code, "message": d.Body,
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// which says which dead letters are meant.
type which struct {
	IDs []string `arg:"" optional:"" name:"id" help:"Ids that \"sauda dead list\" shows."`
	All bool     `help:"All there are now."`
}

// each calls fn for each of them.
func (w which) each(ctx context.Context, s *store.Store, fn func(id string) error) (n int, err error) {
	if w.All == (len(w.IDs) > 0) {
		return 0, usageError{errors.New("dead: name ids, which \"sauda dead list\" shows, or --all")}
	}
	for before := int64(0); w.All; {
		page, err := s.DeadLetters(ctx, before, 100)
		if err != nil || len(page) == 0 {
			return n, err
		}
		for _, d := range page {
			before = d.N
			switch err := fn(d.ID); {
			case err == nil:
				n++
			case !errors.Is(err, store.ErrNotFound): // that is: somebody else was first
				return n, err
			}
		}
	}
	for _, id := range w.IDs {
		if err := fn(id); err != nil {
			return n, fmt.Errorf("dead: %q: %w; \"sauda dead list\" shows those there are", id, err)
		}
		n++
	}
	return n, nil
}

// say reports what was done, before an error or without one.
func say(t terminal, n int, err error, what string) error {
	if n > 0 || err == nil {
		fmt.Fprintf(t.out, "%d messages %s.\n", n, what)
	}
	return err
}

// deadResendCommand sends dead letters again.
type deadResendCommand struct{ which }

// Run puts them at the end of their lanes; a server sends them.
func (r deadResendCommand) Run(ctx context.Context, c *commands, t terminal) error {
	return c.withRecords(ctx, t, func(s *store.Store) error {
		if err := s.Migrate(ctx); err != nil {
			return err
		}
		n, err := r.each(ctx, s, func(id string) error { return s.Resend(ctx, id, time.Now()) })
		return say(t, n, err, "will be sent again by \"sauda serve\"")
	})
}

// deadDiscardCommand forgets dead letters.
type deadDiscardCommand struct{ which }

// Run deletes them.
func (d deadDiscardCommand) Run(ctx context.Context, c *commands, t terminal) error {
	return c.withRecords(ctx, t, func(s *store.Store) error {
		if err := s.Migrate(ctx); err != nil {
			return err
		}
		n, err := d.each(ctx, s, func(id string) error { return s.Discard(ctx, id) })
		return say(t, n, err, "are forgotten")
	})
}

// withRecords runs fn on the records of a shop that is there.
func (c *commands) withRecords(ctx context.Context, t terminal, fn func(*store.Store) error) error {
	cfg, err := c.settings(t, nil)
	if err != nil {
		return err
	}
	s, err := c.records(ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(fn(s), s.Close())
}
