package postgres

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// Commit implements [store.DB].
func (db *DB) Commit(ctx context.Context, b store.Batch) error {
	if b.Empty() {
		return nil
	}
	j := db.job(b)
	if err := db.queue.add(j); err != nil {
		return err
	}
	if err := db.gate.refusal(); err != nil { // nobody may be left to take it
		db.queue.fail(err)
	}
	return wait(ctx, j.done, &j.err)
}

// wait waits for the end of work, or for that of the caller's context.
func wait(ctx context.Context, done <-chan struct{}, err *error) error {
	select {
	case <-done:
		return *err
	case <-ctx.Done():
	}
	select {
	case <-done: // both at once: the truth is better than the clock
		return *err
	default:
		return ctx.Err()
	}
}

// job makes a batch ready on the caller's goroutine.
func (db *DB) job(b store.Batch) *job {
	j := &job{guards: b.Guards, writes: b.Writes, done: make(chan struct{})}
	for i, g := range j.guards {
		j.guards[i].Args = toArgs(g.Args)
		if k := (key{g.Table, g.Key}); g.Table != "" && !slices.Contains(j.wants, k) {
			j.wants = append(j.wants, k)
		}
	}
	for _, w := range j.writes {
		if k, ok := db.target(w.SQL).key(w.Args); ok {
			j.locks = append(j.locks, k)
		}
		toArgs(w.Args)
	}
	return j
}

// target is targetOf, kept.
func (db *DB) target(text string) target {
	if t, ok := db.targets.Load(text); ok {
		return t.(target)
	}
	t := targetOf(text)
	db.targets.Store(text, t)
	return t
}

// writer commits groups of batches, one group at a time.
type writer struct {
	db      *DB
	session *session
}

// run does what waits until the queue is closed and empty.
func (w *writer) run() {
	for {
		jobs := w.db.queue.take()
		if jobs == nil {
			return
		}
		w.together(slices.Clone(jobs))
		w.db.queue.release(jobs)
	}
}

// outs is how many batches are taken out of a group, because they failed,
// before each is done alone.
const outs = 3

// together commits jobs as one. Nobody is told before the commit. A batch that
// fails is done again alone, the others without it.
func (w *writer) together(jobs []*job) {
	for range outs {
		if len(jobs) < 2 {
			break
		}
		guilty, err := w.persist(jobs)
		switch {
		case err == nil:
			return
		case errors.Is(err, store.ErrUnavailable): // it would be so for each
			for _, j := range jobs {
				j.finish(err)
			}
			w.db.queue.fail(err)
			return
		case guilty < 0:
			w.each(jobs)
			return
		}
		w.alone(jobs[guilty])
		jobs = slices.Delete(jobs, guilty, guilty+1)
	}
	w.each(jobs)
}

func (w *writer) each(jobs []*job) {
	for _, j := range jobs {
		w.alone(j)
	}
}

func (w *writer) alone(j *job) {
	if _, err := w.persist([]*job{j}); err != nil {
		j.finish(err)
	}
}

// persist runs a group until it is committed, or fails in a way that the next
// run would, too. Only then, and if it returns nil, the jobs are finished.
func (w *writer) persist(jobs []*job) (guilty int, err error) {
	err = persist(func() error {
		guilty, err = w.group(jobs)
		return err
	})
	return guilty, err
}

// persist runs fn until it succeeds or fails for good; with pauses, because
// others that met the same deadlock do the same.
func persist(fn func() error) error {
	begun := time.Now()
	for pause := 2 * time.Millisecond; ; pause *= 2 {
		err := fn()
		if err == nil || !again(err) || time.Since(begun) > patience/2 {
			return err
		}
		time.Sleep(pause/2 + rand.N(pause))
	}
}

// group runs jobs in one transaction. It returns an error when that was not
// committed, and whose fault it is; -1: nobody's. Otherwise every job is
// finished.
func (w *writer) group(jobs []*job) (guilty int, err error) {
	t, err := w.session.begin()
	if err != nil {
		return -1, err
	}
	defer t.end()
	holds := make([]bool, len(jobs))
	if guilty, err = t.judge(jobs, holds); err != nil {
		return guilty, err
	}
	if guilty, err = t.write(jobs, holds); err != nil {
		return guilty, err
	}
	for i, j := range jobs {
		if holds[i] {
			j.finish(nil)
		} else {
			j.finish(store.ErrConflict)
		}
	}
	return -1, nil
}

// judge is the first trip: it begins the transaction, locks, and sets holds
// where every guard of a job holds.
func (t *transaction) judge(jobs []*job, holds []bool) (guilty int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), trip)
	defer cancel()
	d, b := t.s.db.dialect, t.opening(markKeyed)
	locking := t.locking(jobs)
	for _, s := range locking {
		queued(b, d, s)
	}
	for _, j := range jobs {
		for _, g := range j.guards {
			queued(b, d, store.Statement{SQL: g.SQL, Args: g.Args})
		}
	}
	r := t.send(ctx, b)
	defer r.Close()
	if err := r.opened(t.s); err != nil {
		return -1, err
	}
	for range locking {
		if _, err := r.next(); err != nil {
			return -1, err
		}
	}
	for i, j := range jobs {
		holds[i] = true
		for range j.guards {
			n, err := r.next()
			if err != nil {
				return i, err
			}
			holds[i] = holds[i] && n > 0
		}
	}
	return -1, translate(t.c, r.Close())
}

// locking are the statements that lock what jobs are about.
func (t *transaction) locking(jobs []*job) []store.Statement {
	p := newPlan()
	for _, j := range jobs {
		for _, g := range j.guards {
			p.guard(t.s.db.schema, g)
		}
		for _, k := range j.locks {
			p.add(k)
		}
	}
	return p.statements()
}

// write is the second trip: what jobs whose guards hold write, and the commit.
func (t *transaction) write(jobs []*job, holds []bool) (guilty int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), trip)
	defer cancel()
	b := &pgx.Batch{}
	turns := order(jobs, holds)
	for _, i := range turns {
		for _, s := range jobs[i].writes {
			queued(b, t.s.db.dialect, s)
		}
	}
	b.Queue("COMMIT")
	r := t.send(ctx, b)
	defer r.Close()
	for _, i := range turns {
		for range jobs[i].writes {
			if _, err := r.next(); err != nil {
				if errors.Is(err, errLost) {
					return -1, t.s.look(err)
				}
				return i, err
			}
		}
	}
	return -1, t.committed(r.Exec())
}

// order says in which order jobs are written: first those with guards, because
// what they were judged by is how it was before any of them; then the others,
// those about the same row as they came. All begin with their first row, so
// that two groups that make the same new rows do not wait for each other.
func order(jobs []*job, holds []bool) []int {
	var turns []int
	for i := range jobs {
		if holds[i] {
			turns = append(turns, i)
		}
	}
	slices.SortStableFunc(turns, func(a, b int) int {
		if g, h := len(jobs[a].guards) > 0, len(jobs[b].guards) > 0; g != h {
			if g {
				return -1
			}
			return 1
		}
		return first(jobs[a]).compare(first(jobs[b]))
	})
	return turns
}

func first(j *job) key {
	if len(j.locks) == 0 {
		return key{}
	}
	return j.locks[0]
}

func (k key) compare(other key) int {
	if c := strings.Compare(k.table, other.table); c != 0 {
		return c
	}
	return strings.Compare(k.value, other.value)
}
