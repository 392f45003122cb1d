package postgres

import (
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
)

const (
	// fill is how many wait at least for each group under way before another is
	// begun beside it, or for how long the first has: fuller groups are fewer
	// commits, but one that hangs on somebody's lock must not keep the others.
	fill    = 24
	fillFor = 10 * time.Millisecond
	// yields is how often others may run before a first group is picked: callers
	// that have just been answered hand over their next.
	yields = 2
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
	since  time.Time
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
	active  int // groups under way
	alarm   *time.Timer
	closed  bool
}

func newQueue() *queue {
	q := &queue{busy: map[key]struct{}{}}
	q.some.L = &q.mu
	q.alarm = time.AfterFunc(time.Hour, q.some.Signal)
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
	j.since = time.Now()
	q.waiting = append(q.waiting, j)
	if q.active > 0 && len(q.waiting) == 1 {
		q.alarm.Reset(fillFor)
	}
	q.some.Signal()
	return nil
}

// take waits for jobs and returns those that can be done together, the oldest
// first; none when the queue is closed and empty.
func (q *queue) take() []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if q.worth() {
			q.yield()
			if jobs := q.pick(); len(jobs) > 0 {
				q.active++
				return jobs
			}
		}
		if q.closed && len(q.waiting) == 0 {
			return nil
		}
		q.some.Wait()
	}
}

// worth says whether a group should begin now.
func (q *queue) worth() bool {
	return len(q.waiting) > 0 && (q.active == 0 || q.closed || len(q.waiting) >= fill*q.active ||
		time.Since(q.waiting[0].since) >= fillFor)
}

// yield lets others run, and hand over.
func (q *queue) yield() {
	if q.active > 0 {
		return
	}
	q.active++ // nobody else begins meanwhile
	for range yields {
		q.mu.Unlock()
		runtime.Gosched()
		q.mu.Lock()
	}
	q.active--
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

// release ends a group: it gives back what its jobs wanted.
func (q *queue) release(jobs []*job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.active--
	for _, j := range jobs {
		for _, k := range j.wants {
			delete(q.busy, k)
		}
	}
	if len(q.waiting) > 0 && q.active > 0 {
		q.alarm.Reset(fillFor)
	}
	q.some.Broadcast()
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
	q.alarm.Stop()
	q.some.Broadcast()
}
