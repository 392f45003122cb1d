// Package replay answers a request that is made again under the same key the
// way it was answered the first time, and lets it have no second effect: on
// any number of nodes, for a day.
//
// Only answers are kept. A request that failed, or was refused, had no effect
// and uses up no key.
package replay

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// Keep is how long an answer is known.
const Keep = 24 * time.Hour

// Errors that callers branch on.
var (
	// ErrOther says that the key was used for another request.
	ErrOther = errors.New("replay: the key was used for another request; use one key for one request")
	// ErrUnderWay says that the same request is being answered and was not ready
	// in time: ask again.
	ErrUnderWay = errors.New("replay: the same request is being answered")
)

// lease is how long a claim holds. Whoever finds an answer has half of it, so
// that he is done before another takes over.
const lease = 30 * time.Second

// Waiting for somebody else's answer.
const (
	waitFirst = 10 * time.Millisecond
	waitMost  = 250 * time.Millisecond
)

// Config is what a Desk needs. Store is required.
type Config struct {
	Store *store.Store
	Now   func() time.Time // Defaults to time.Now
}

// Desk keeps answers. Use New; it is safe for concurrent use.
type Desk struct{ Config }

// New returns a Desk.
func New(c Config) *Desk {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Desk{c}
}

// Request is what is asked.
type Request struct {
	Owner string // whose key it is: keys of different owners are different
	Key   string // as the owner chose it
	What  []byte // all of what is asked: method, path, body
}

// Answer is what is answered, whole.
type Answer struct {
	Status int // HTTP
	Body   []byte
}

// Do returns the answer to a request: the one that is kept, or the one that
// find finds, which is kept then. Of several at once one finds and the others
// wait for it. find is called at most once, with a deadline of 15 s; its error
// is returned, nothing is kept, and the key is free again.
//
// Errors: ErrOther, ErrUnderWay when ctx ends before somebody else's answer is
// there, store.ErrUnavailable, and those of find.
func (d *Desk) Do(ctx context.Context, r Request, find func(context.Context) (Answer, error)) (a Answer, replayed bool, err error) {
	mine := store.Answer{Key: digest([]byte(r.Owner), []byte(r.Key)), Request: digest(r.What), Claim: uuid.NewString()}
	waited := false
	for wait := waitFirst; ; wait = min(2*wait, waitMost) {
		now := d.Now()
		mine.At = now
		found, err := d.Store.Answer(ctx, mine.Key)
		switch {
		case errors.Is(err, store.ErrNotFound):
			err = d.Store.Commit(ctx, store.Batch{Writes: []store.Statement{store.InsertAnswer(mine)}})
		case err != nil && waited && ctx.Err() != nil:
			return Answer{}, false, fmt.Errorf("%w: %w", ErrUnderWay, ctx.Err())
		case err != nil:
			return Answer{}, false, err
		case over(found, now):
			err = d.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardAnswer(found)}, Writes: []store.Statement{store.PutAnswer(mine)}})
		case found.Request != mine.Request:
			return Answer{}, false, ErrOther
		case found.Claim == "":
			return Answer{found.Status, found.Body}, true, nil
		default: // somebody is at it
			waited = true
			if err := pause(ctx, wait); err != nil {
				return Answer{}, false, fmt.Errorf("%w: %w", ErrUnderWay, err)
			}
			continue
		}
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		if err != nil {
			return Answer{}, false, err
		}
		a, err = d.find(ctx, mine, find)
		return a, false, err
	}
}

// over says whether an answer is to be forgotten, or its finder is gone.
func over(a store.Answer, now time.Time) bool {
	if a.Claim != "" {
		return now.Sub(a.At) > lease
	}
	return now.Sub(a.At) > Keep
}

// find finds the answer to a claimed request and keeps it, or gives the claim
// back. Neither waits for a client who is gone.
func (d *Desk) find(ctx context.Context, mine store.Answer, find func(context.Context) (Answer, error)) (a Answer, err error) {
	found := false
	defer func() {
		if found {
			return
		}
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), lease/2)
		defer cancel()
		b := store.Batch{Guards: []store.Guard{store.GuardAnswer(mine)}, Writes: []store.Statement{store.DropAnswer(mine.Key)}}
		if back := d.Store.Commit(end, b); back != nil && err != nil && !errors.Is(back, store.ErrConflict) {
			err = errors.Join(err, back)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, lease/2)
	defer cancel()
	if a, err = find(ctx); err != nil {
		return Answer{}, err
	}
	found = true // from here on it had its effect: the key is used
	done := mine
	done.Claim, done.At, done.Status, done.Body = "", d.Now(), a.Status, a.Body
	b := store.Batch{Guards: []store.Guard{store.GuardAnswer(mine)}, Writes: []store.Statement{store.PutAnswer(done)}}
	end, stop := context.WithTimeout(context.WithoutCancel(ctx), lease/2)
	defer stop()
	if err := d.Store.Commit(end, b); err != nil {
		return Answer{}, fmt.Errorf("replay: keep an answer: %w", err)
	}
	return a, nil
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// digest is of several parts, none of which can pass for the end of another.
func digest(parts ...[]byte) string {
	sum := sha256.New()
	for _, p := range parts {
		one := sha256.Sum256(p)
		sum.Write(one[:])
	}
	return hex.EncodeToString(sum.Sum(nil))
}
