package stocking

import (
	"context"
	"errors"
	"fmt"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Report says what a Sync did.
type Report struct {
	Read    int                 // products read from the source
	Deleted int                 // products dropped
	Bad     []*catalog.RowError // rows that could not be read, the first 100
	Skipped int                 // how many rows there were of that kind in all
}

// batch is how many changes share a commit.
const batch = 200

// Sync asks the source once and stores what it says; the index follows with
// CatchUp. An error leaves the products that were stored before, and those read
// until then are stored too. It returns ErrTooManyGone, the store's errors, or
// the source's.
func (s *Stocker) Sync(ctx context.Context) (Report, error) {
	if s.Source == nil {
		return Report{}, nil
	}
	s.syncing.Lock()
	defer s.syncing.Unlock()
	cursor, err := s.Store.Cursor(ctx, s.Name)
	if err != nil {
		return Report{}, err
	}
	listing, err := s.Store.BeginListing(ctx, s.Name)
	if err != nil {
		return Report{}, err
	}
	r := &run{Stocker: s, listing: listing}
	done, err := r.read(ctx, cursor)
	if err := errors.Join(err, r.flush(ctx)); err != nil {
		return r.Report, err
	}
	s.reached.Store(s.Now().UnixNano())
	err = r.finish(ctx, done)
	return r.Report, err
}

// run is one reading of the source.
type run struct {
	*Stocker
	Report
	listing int64
	pending []store.Statement
	changes int // in pending
}

// read stores what the source yields, up to its Done. A panic of the source is
// an error of the source.
func (r *run) read(ctx context.Context, cursor string) (done catalog.Done, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("stocking: source %s: panic: %v", r.Name, p)
		}
	}()
	for change, err := range r.Source.Changes(ctx, cursor) {
		if bad, ok := errors.AsType[*catalog.RowError](err); ok {
			r.skip(bad)
			continue
		}
		if err != nil {
			return done, fmt.Errorf("stocking: source %s: %w", r.Name, err)
		}
		if change.Done != nil {
			return *change.Done, nil
		}
		r.take(change)
		if r.changes < batch {
			continue
		}
		if err := r.flush(ctx); err != nil {
			return done, err
		}
		r.Progress(r.Report)
	}
	return done, fmt.Errorf("stocking: source %s ended without Done", r.Name)
}

func (r *run) take(c catalog.Change) {
	r.changes++
	if c.Put == nil {
		r.Deleted++
		r.pending = append(r.pending, store.DropProduct(r.Name, c.Delete, r.Now())...)
		return
	}
	r.Read++
	r.pending = append(r.pending, store.PutProduct(r.Name, *c.Put, r.Now())...)
	r.pending = append(r.pending, store.MarkProduct(r.Name, c.Put.ID, r.listing))
}

// skip keeps the first bad rows and counts the rest. A product whose row is bad
// is not gone.
func (r *run) skip(e *catalog.RowError) {
	const kept = 100
	r.Skipped++
	if len(r.Bad) < kept {
		r.Bad = append(r.Bad, e)
	}
	if e.ID != "" {
		r.changes++
		r.pending = append(r.pending, store.MarkProduct(r.Name, e.ID, r.listing))
	}
}

func (r *run) flush(ctx context.Context) error {
	if len(r.pending) == 0 {
		return nil
	}
	err := r.Store.Commit(ctx, store.Batch{Writes: r.pending})
	r.pending, r.changes = nil, 0
	return err
}

// finish drops what a full listing did not name, and keeps the cursor.
func (r *run) finish(ctx context.Context, d catalog.Done) error {
	if d.Full {
		if err := r.drop(ctx); err != nil {
			return err
		}
	}
	return r.Store.Commit(ctx, store.Batch{Writes: []store.Statement{store.SetCursor(r.Name, d.Cursor)}})
}

func (r *run) drop(ctx context.Context) error {
	missing, all, err := r.Store.Unseen(ctx, r.Name, r.listing)
	if err != nil {
		return err
	}
	if 2*missing > all && all > 1 && !r.AllowDelete {
		return fmt.Errorf("%w (%d of %d)", ErrTooManyGone, missing, all)
	}
	for dropped := -1; dropped != 0; {
		if dropped, err = r.Store.DropUnseen(ctx, r.Name, r.listing, r.Now(), batch); err != nil {
			return err
		}
		r.Deleted += dropped
	}
	return nil
}
