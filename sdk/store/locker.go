package store

import "context"

// Locker is a [Conn] of a database on which others write meanwhile.
type Locker interface {
	// Lock keeps what guards are about as it is until the end of the
	// transaction, whether they hold or not.
	Lock(ctx context.Context, all []Guard) error
}

// Limiter is a [Conn] whose transactions may not take long.
type Limiter interface {
	// Unlimit lets the transaction take as long as it does.
	Unlimit(ctx context.Context) error
}
