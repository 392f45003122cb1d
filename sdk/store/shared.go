package store

import "context"

// Announcer is a DB that several processes share and that carries short notices
// between them, outside any transaction of the store. Notices are a courtesy:
// one may be lost or come twice, so whoever relies on one also looks now and
// then.
type Announcer interface {
	// Announce tells every listener of every process on the same store, the
	// caller's own among them. Notice is at most 7,000 bytes of UTF-8.
	Announce(ctx context.Context, notice string) error
	// Listen calls fn for each notice, one at a time, until ctx ends, which is
	// no error, or the connection is lost: then something may have been missed,
	// and the caller looks for itself and listens again.
	Listen(ctx context.Context, fn func(notice string)) error
}

// Announcer returns what carries notices to the other processes on this store;
// false where there are none to tell.
func (s *Store) Announcer() (Announcer, bool) {
	a, ok := s.db.(Announcer)
	return a, ok
}

// Snapshotter is a DB that can read many statements from one moment.
type Snapshotter interface {
	// Snapshot runs fn with a Querier that sees the store as it was when it
	// began, while others go on writing. Rows are read one query at a time.
	Snapshot(ctx context.Context, fn func(Querier) error) error
}
