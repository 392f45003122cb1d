package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/stocking"
)

// importCommand reads products into the store.
type importCommand struct {
	From        string `arg:"" name:"feed" help:"File or http address: CSV, TSV, JSON Lines or Google merchant XML."`
	DryRun      bool   `help:"Read and report, and store nothing."`
	AllowDelete bool   `help:"Let the feed drop more than half of the products."`
	Format      string `default:"auto" enum:"auto,csv,tsv,jsonl,google" help:"auto, csv, tsv, jsonl or google."`
}

// Run imports. Rows that cannot be read are listed, and the rest is imported.
func (i importCommand) Run(ctx context.Context, c *commands, t terminal) error {
	cfg, err := c.settings(t, nil)
	if err != nil {
		return err
	}
	cfg.Catalog.Format = i.Format
	source, err := feedSource(cfg, i.From)
	if err != nil {
		return err
	}
	if i.DryRun {
		return i.dry(ctx, source, t)
	}
	a, err := c.open(ctx, quiet(cfg).unpaid(), t.err)
	if err != nil {
		return err
	}
	bar := progress(t.err)
	s := stocking.New(stocking.Config{
		Store: a.store, Index: a.shop.Catalog().Index(), Source: source, Name: a.sourceName(),
		AllowDelete: i.AllowDelete, Now: time.Now, Logger: a.log,
		Progress: func(r stocking.Report) { _ = bar.Set(r.Read) },
	})
	r, err := s.Sync(ctx)
	_ = bar.Finish()
	summary(t, r.Read, r.Deleted, r.Skipped, r.Bad)
	if errors.Is(err, stocking.ErrTooManyGone) {
		err = fmt.Errorf("%w; if it is meant, run it again with --allow-delete", err)
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(t.err, "What was read is kept; run it again for the rest.")
	}
	return errors.Join(err, a.close())
}

// dry reads the whole feed and stores nothing.
func (i importCommand) dry(ctx context.Context, source catalog.Source, t terminal) error {
	var read, skipped int
	var bad []*catalog.RowError
	bar := progress(t.err)
	for change, err := range source.Changes(ctx, "") {
		if row, ok := errors.AsType[*catalog.RowError](err); ok {
			skipped++
			bad = append(bad, row)
			continue
		}
		if err != nil {
			return err
		}
		if change.Put != nil {
			read++
			_ = bar.Add(1)
		}
	}
	_ = bar.Finish()
	summary(t, read, 0, skipped, bad)
	fmt.Fprintln(t.out, "Nothing was stored (--dry-run).")
	return nil
}

// progress shows how far reading has come. The spinner does not turn by itself:
// the library's goroutine for that races with the bar.
func progress(to io.Writer) *progressbar.ProgressBar {
	return progressbar.NewOptions(-1, progressbar.OptionSetWriter(to), progressbar.OptionSetDescription("reading products"),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetSpinnerChangeInterval(0),
		progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
}

func summary(t terminal, read, deleted, skipped int, bad []*catalog.RowError) {
	const shown = 20
	for n, row := range bad {
		if n == shown {
			fmt.Fprintf(t.err, "… and %d more\n", skipped-shown)
			break
		}
		fmt.Fprintln(t.err, row)
	}
	fmt.Fprintf(t.out, "%d products read, %d dropped, %d rows left out.\n", read, deleted, skipped)
}
