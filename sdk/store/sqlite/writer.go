package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"sync"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// group is how many batches share a commit at most.
const group = 64

// yields is how often the writer lets others run before it begins.
const yields = 2

var errClosed = errors.New("sqlite: closed")

// job is one batch, or one function, and who waits for it.
type job struct {
	batch store.Batch
	fn    func(context.Context, store.Conn) error // nil: the batch
	err   error                                   // set before done is closed
	done  chan struct{}
}

// writer is the one goroutine that writes, and its queue.
type writer struct {
	session *session
	queue   chan *job

	mu      sync.RWMutex // held for reading while handing over, so that close sees the last
	closed  bool
	stopped chan struct{}
	err     error // of closing; set before stopped is closed
}

func newWriter(db *sql.DB, d *store.Dialect, owned bool) *writer {
	w := &writer{
		session: &session{db: db, dialect: d, owned: owned},
		queue:   make(chan *job, group),
		stopped: make(chan struct{}),
	}
	go w.run()
	return w
}

// do hands a job over and waits for it. When ctx ends first the job may still
// be done.
func (w *writer) do(ctx context.Context, j *job) error {
	j.done = make(chan struct{})
	if err := w.hand(ctx, j); err != nil {
		return err
	}
	select {
	case <-j.done:
		return j.err
	case <-ctx.Done():
	}
	select {
	case <-j.done: // both at once: the truth is better than the clock
		return j.err
	default:
		return ctx.Err()
	}
}

func (w *writer) hand(ctx context.Context, j *job) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return translate(errClosed)
	}
	select {
	case w.queue <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run takes what waits, up to a group, until the queue is closed and empty.
func (w *writer) run() {
	defer close(w.stopped)
	jobs := make([]*job, 0, group)
	for j := range w.queue {
		jobs = w.gather(append(jobs[:0], j))
		w.write(jobs)
		clear(jobs)
	}
	w.err = w.session.close()
}

// gather adds what waits. It lets others run before it is content: callers that
// have just been answered hand over their next, and fuller groups are fewer
// commits.
func (w *writer) gather(jobs []*job) []*job {
	for range 1 + yields {
		jobs = w.drain(jobs)
		if len(jobs) == group {
			break
		}
		runtime.Gosched()
	}
	return jobs
}

// drain adds what waits now.
func (w *writer) drain(jobs []*job) []*job {
	for len(jobs) < group {
		select {
		case j, ok := <-w.queue:
			if !ok {
				return jobs
			}
			jobs = append(jobs, j)
		default:
			return jobs
		}
	}
	return jobs
}

// write does the jobs in order: runs of batches together, each function alone.
func (w *writer) write(jobs []*job) {
	for len(jobs) > 0 {
		n := 0
		for n < len(jobs) && jobs[n].fn == nil {
			n++
		}
		if n == 0 {
			w.alone(jobs[0])
			jobs = jobs[1:]
			continue
		}
		w.together(jobs[:n])
		jobs = jobs[n:]
	}
}

// together commits batches as one. Nobody is told before the commit. Most
// groups have nothing wrong with them, so it goes without savepoints first;
// with one for each when some write failed; and if the transaction itself is
// lost, each is tried once more, alone.
func (w *writer) together(jobs []*job) {
	if len(jobs) == 1 {
		w.alone(jobs[0])
		return
	}
	for _, run := range []func(*conn, store.Batch) (lost bool, err error){(*conn).straight, (*conn).savepoint} {
		if w.group(jobs, run) == nil {
			for _, j := range jobs {
				close(j.done)
			}
			return
		}
	}
	for _, j := range jobs {
		w.alone(j)
	}
}

// group runs jobs in one transaction. It returns an error when that failed, and
// then no job is done.
func (w *writer) group(jobs []*job, run func(*conn, store.Batch) (lost bool, err error)) error {
	return w.session.transaction(func(c *conn) error {
		for _, j := range jobs {
			lost, err := run(c, j.batch)
			if lost {
				return err
			}
			j.err = err
		}
		return nil
	})
}

// alone runs one job in a transaction of its own.
func (w *writer) alone(j *job) {
	j.err = w.session.transaction(func(c *conn) error {
		if j.fn != nil {
			return c.call(j.fn)
		}
		return c.batch(j.batch)
	})
	close(j.done)
}

// close lets the writer finish what was handed over.
func (w *writer) close() error {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.stopped
	return w.err
}
