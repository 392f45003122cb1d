// Package stocking brings products from their source into the store and from
// the store into the index.
//
// The store stands between so that a restart does not wait for the source, a
// source that is down leaves the shop open, and every process follows one
// change log: an import beside a running server shows up in it.
package stocking

import (
	"cmp"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// ErrTooManyGone says that a full listing lacks more than half of the products:
// a broken feed looks like that. They were kept; allow it if it is meant.
var ErrTooManyGone = errors.New("stocking: more than half of the products are gone from the source; they were kept")

// Config is what a Stocker needs. Store and Index are required.
type Config struct {
	Store *store.Store
	Index catalog.Index
	// AllowDelete lets a full listing drop more than half of the products.
	AllowDelete bool
	// Follow is how often the change log is read. Defaults to 2 s.
	Follow time.Duration
	// Logger takes what fails. Defaults to nothing being logged.
	Logger *slog.Logger
	// Name of the source, for its cursor and its products. Defaults to
	// "default".
	Name string
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Progress is called now and then during Sync. Defaults to nobody being
	// told.
	Progress func(Report)
	// Refresh is how often the source is asked; one that failed is asked again
	// after a minute, if that is sooner. Defaults to 15 min.
	Refresh time.Duration
	// Source is asked for products. Defaults to none: the Stocker only follows
	// what others import.
	Source catalog.Source
}

// Stocker keeps the store and the index in step with a source. Use New; it is
// safe for concurrent use.
type Stocker struct {
	Config
	syncing sync.Mutex   // one Sync at a time
	index   sync.Mutex   // one change of the index at a time; guards seen
	seen    int64        // number of the last change that is in the index
	reached atomic.Int64 // when the source was last read to its end, in ns since 1970; at first when the Stocker was made
}

// New returns a Stocker.
func New(c Config) *Stocker {
	c.Name = cmp.Or(c.Name, "default")
	c.Refresh = cmp.Or(c.Refresh, 15*time.Minute)
	c.Follow = cmp.Or(c.Follow, 2*time.Second)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Progress == nil {
		c.Progress = func(Report) {}
	}
	s := &Stocker{Config: c}
	s.reached.Store(c.Now().UnixNano())
	return s
}

// Stale says whether the source has failed for so long that prices may be
// others by now: four times Refresh, an hour at least. What is sold without a
// source is never stale. It does not wait.
func (s *Stocker) Stale() bool {
	age := s.Now().Sub(time.Unix(0, s.reached.Load()))
	return s.Source != nil && age > max(4*s.Refresh, time.Hour)
}
