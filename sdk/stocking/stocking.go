// Package stocking brings products from their source into the store and from
// the store into the index.
//
// The store stands between so that a restart does not wait for the source, a
// source that is down leaves the shop open, and every process follows one
// change log: an import beside a running server shows up in it.
package stocking

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// ErrTooManyGone says that a full listing lacks more than half of the products:
// a broken feed looks like that. They were kept; allow it if it is meant.
var ErrTooManyGone = errors.New("stocking: more than half of the products are gone from the source; they were kept")

// Config is what a Stocker needs.
type Config struct {
	Store  *store.Store
	Index  catalog.Index
	Source catalog.Source // nil: only follow what others import
	// Name of the source, for its cursor. Defaults to "default".
	Name string
	// Refresh is how often the source is asked. Defaults to 15 min.
	Refresh time.Duration
	// Follow is how often the change log is read. Defaults to 2 s.
	Follow time.Duration
	// AllowDelete lets a full listing drop more than half of the products.
	AllowDelete bool
	Now         func() time.Time
	Logger      *slog.Logger
	// Progress is called now and then during Sync. Optional.
	Progress func(Report)
}

// Report says what a Sync did.
type Report struct {
	Read    int                 // products read from the source
	Deleted int                 // products dropped
	Bad     []*catalog.RowError // rows that could not be read, the first 100
	Skipped int                 // how many there were in all

	nameless int // rows that could not be read and do not say whose they are
}

// Stocker keeps the store and the index in step with a source. Use New.
type Stocker struct {
	Config
	seen int64 // number of the last change that is in the index
}

// New returns a Stocker.
func New(c Config) *Stocker {
	if c.Name == "" {
		c.Name = "default"
	}
	if c.Refresh == 0 {
		c.Refresh = 15 * time.Minute
	}
	if c.Follow == 0 {
		c.Follow = 2 * time.Second
	}
	return &Stocker{Config: c}
}

// batch is how many changes share a commit.
const batch = 200

// Sync asks the source once and stores what it says. An error leaves the
// products that were stored before; those read until then are stored too.
func (s *Stocker) Sync(ctx context.Context) (Report, error) {
	var r Report
	if s.Source == nil {
		return r, nil
	}
	cursor, err := s.Store.Cursor(ctx, s.Name)
	if err != nil {
		return r, err
	}
	listing := s.Now().UnixMicro()
	var pending []store.Statement
	for change, err := range s.Source.Changes(ctx, cursor) {
		if bad, ok := errors.AsType[*catalog.RowError](err); ok {
			r.report(bad)
			pending = append(pending, s.spare(bad, listing)...)
			continue
		}
		if err != nil {
			return r, errors.Join(fmt.Errorf("stocking: source %s: %w", s.Name, err), s.flush(ctx, &pending))
		}
		if change.Done != nil {
			if err := s.flush(ctx, &pending); err != nil {
				return r, err
			}
			return r, s.finish(ctx, &r, *change.Done, listing)
		}
		pending = append(pending, s.write(&r, change, listing)...)
		if len(pending) >= batch {
			if err := s.flush(ctx, &pending); err != nil {
				return r, err
			}
			s.progress(r)
		}
	}
	return r, errors.Join(fmt.Errorf("stocking: source %s ended without Done", s.Name), s.flush(ctx, &pending))
}

func (s *Stocker) write(r *Report, c catalog.Change, listing int64) []store.Statement {
	if c.Put == nil {
		r.Deleted++
		return store.DropProduct(s.Name, c.Delete, s.Now())
	}
	r.Read++
	return append(store.PutProduct(s.Name, *c.Put, s.Now()), store.MarkProduct(s.Name, c.Put.ID, listing))
}

// spare keeps a product whose row could not be read from being taken for gone:
// it stays as it was.
func (s *Stocker) spare(bad *catalog.RowError, listing int64) []store.Statement {
	if bad.ID == "" {
		return nil
	}
	return []store.Statement{store.MarkProduct(s.Name, bad.ID, listing)}
}

func (s *Stocker) flush(ctx context.Context, pending *[]store.Statement) error {
	if len(*pending) == 0 {
		return nil
	}
	err := s.Store.Commit(ctx, store.Batch{Writes: *pending})
	*pending = nil
	return err
}

// finish drops what a full listing did not name, and keeps the cursor.
func (s *Stocker) finish(ctx context.Context, r *Report, d catalog.Done, listing int64) error {
	if !d.Full {
		return s.Store.Commit(ctx, store.Batch{Writes: []store.Statement{store.SetCursor(s.Name, d.Cursor)}})
	}
	if r.nameless > 0 && !s.AllowDelete { // what seems gone may be one of them
		return s.Store.Commit(ctx, store.Batch{Writes: []store.Statement{store.SetCursor(s.Name, d.Cursor)}})
	}
	missing, all, err := s.Store.Unseen(ctx, s.Name, listing)
	if err != nil {
		return err
	}
	if 2*missing > all && all > 1 && !s.AllowDelete {
		return fmt.Errorf("%w (%d of %d)", ErrTooManyGone, missing, all)
	}
	for dropped := -1; dropped != 0; r.Deleted += dropped {
		if dropped, err = s.Store.DropUnseen(ctx, s.Name, listing, s.Now(), batch); err != nil {
			return err
		}
	}
	return s.Store.Commit(ctx, store.Batch{Writes: []store.Statement{store.SetCursor(s.Name, d.Cursor)}})
}

// Load fills the index from the store.
func (s *Stocker) Load(ctx context.Context) error {
	last, err := s.Store.LastChange(ctx)
	if err != nil {
		return err
	}
	var changes []catalog.Change
	for p, err := range s.Store.Products(ctx) {
		if err != nil {
			return err
		}
		changes = append(changes, catalog.Change{Put: &p})
	}
	if err := s.Index.Apply(ctx, changes); err != nil {
		return err
	}
	s.seen = last
	return nil
}

// CatchUp applies what was stored since Load or the last CatchUp.
func (s *Stocker) CatchUp(ctx context.Context) error {
	for {
		log, err := s.Store.Changes(ctx, s.seen, batch)
		if err != nil || len(log) == 0 {
			return err
		}
		changes := make([]catalog.Change, len(log))
		for i, c := range log {
			changes[i] = c.Change
		}
		if err := s.Index.Apply(ctx, changes); err != nil {
			return err
		}
		s.seen = log[len(log)-1].Number
	}
}

// Run follows the change log and asks the source again and again, until ctx
// ends. A source that is down is logged and tried at the next refresh.
func (s *Stocker) Run(ctx context.Context) {
	follow, refresh := time.NewTicker(s.Follow), time.NewTicker(s.Refresh)
	defer follow.Stop()
	defer refresh.Stop()
	s.sync(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-follow.C:
			s.catchUp(ctx)
		case <-refresh.C:
			s.sync(ctx)
		}
	}
}

func (s *Stocker) sync(ctx context.Context) {
	r, err := s.Sync(ctx)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		s.Logger.Warn("stocking: the source failed; the shop goes on with what it has", "error", err)
	}
	s.catchUp(ctx)
	if r.Skipped > 0 {
		s.Logger.Warn("stocking: rows were left out", "rows", r.Skipped, "first", r.Bad[0].Error())
	}
}

func (s *Stocker) catchUp(ctx context.Context) {
	if err := s.CatchUp(ctx); err != nil && ctx.Err() == nil {
		s.Logger.Warn("stocking: following the change log failed", "error", err)
	}
}

func (s *Stocker) progress(r Report) {
	if s.Progress != nil {
		s.Progress(r)
	}
}

// report keeps the first bad rows and counts the rest.
func (r *Report) report(e *catalog.RowError) {
	const kept = 100
	r.Skipped++
	if e.ID == "" {
		r.nameless++
	}
	if len(r.Bad) < kept {
		r.Bad = append(r.Bad, e)
	}
}
