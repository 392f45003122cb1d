package postgres

import (
	"slices"
	"sync"

	"github.com/sauda-commerce/sauda/sdk/store"
)

const (
	// group is how many batches share a transaction at most.
	group = 64
	// crowd is how many may wait: more are turned away.
	crowd = 8192
)

// job is one batch and who waits for it.
type job struct {
	guards []store.Guard
	writes []store.Statement
	wants  []key // what its guards are about: of two with a common one, only one is under way
	locks  []key // what its writes are about
	err    error // set before done is closed
	done   chan struct{}
}

func (j *job) finish(err error) {
	j.err = err
	close(j.done)
}

// queue holds the jobs that wait. Jobs whose guards are about the same are
// given out one after the other, so that each is judged by what the one before
// has done.
type queue struct {
	mu      sync.Mutex
	some    sync.Cond
	waiting []*job
	busy    map[key]struct{}
	closed  bool
}

func newQueue() *queue {
	q := &queue{busy: map[key]struct{}{}}
	q.some.L = &q.mu
	return q
}

// add hands a job over.
func (q *queue) add(j *job) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.closed:
		return errClosed
	case len(q.waiting) >= crowd:
		return errCrowded
	}
	q.waiting = append(q.waiting, j)
	q.some.Signal()
	return nil
}

// take waits for jobs and returns those that can be done together, the oldest
// first; none when the queue is closed and empty.
func (q *queue) take() []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if jobs := q.pick(); len(jobs) > 0 {
			return jobs
		}
		if q.closed && len(q.waiting) == 0 {
			return nil
		}
		q.some.Wait()
	}
}

func (q *queue) pick() []*job {
	var picked []*job
	left := q.waiting[:0]
	for i, j := range q.waiting {
		if len(picked) == group {
			left = append(left, q.waiting[i:]...)
			break
		}
		if q.blocked(j) {
			left = append(left, j)
			continue
		}
		for _, k := range j.wants {
			q.busy[k] = struct{}{}
		}
		picked = append(picked, j)
	}
	clear(q.waiting[len(left):])
	q.waiting = left
	return picked
}

func (q *queue) blocked(j *job) bool {
	return slices.ContainsFunc(j.wants, func(k key) bool {
		_, ok := q.busy[k]
		return ok
	})
}

// release gives back what jobs wanted, when they are done.
func (q *queue) release(jobs []*job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	freed := false
	for _, j := range jobs {
		for _, k := range j.wants {
			delete(q.busy, k)
			freed = true
		}
	}
	if freed || q.closed {
		q.some.Broadcast()
	}
}

// fail answers all that wait: there is no server.
func (q *queue) fail(err error) {
	q.mu.Lock()
	all := q.waiting
	q.waiting = nil
	q.mu.Unlock()
	for _, j := range all {
		j.finish(err)
	}
}

// close makes take return nothing once the queue is empty.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.some.Broadcast()
}
