package manual

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// Records keep the checkouts.
type Records = payments.Records

// record is one checkout. The kind is the method's name, the key the ref.
type record struct {
	Order    string         `json:"order"`
	Amount   money.Amount   `json:"amount"`            // to pay
	Paid     money.Amount   `json:"paid,omitzero"`     // that a person found
	Refunded money.Amount   `json:"refunded,omitzero"` // by hand, in all
	State    payments.State `json:"state"`
	Code     string         `json:"code,omitempty"`
	By       string         `json:"by,omitempty"` // who said so
	Expires  time.Time      `json:"expires"`
	At       time.Time      `json:"at"` // of the last change
}

// lapse ends a checkout that nobody claimed in time. It is stored when it is
// seen, so that a node whose clock is behind does not open it again.
func (r *record) lapse(now time.Time) {
	if r.State == payments.StatePending && !now.Before(r.Expires) {
		r.State = payments.StateExpired
	}
}

func (r record) payment(ref string) payments.Payment {
	return payments.Payment{
		Ref: ref, Order: r.Order, Key: ref, State: r.State, Amount: cmp.Or(r.Paid, r.Amount),
		Refunded: r.Refunded, Code: r.Code, At: r.At,
	}
}

// about changes the record of a checkout that is there.
func (m *Method) about(ctx context.Context, op, ref string, decide func(*record) error) (payments.Payment, error) {
	r, err := m.change(ctx, op, ref, false, decide)
	if err != nil {
		return payments.Payment{}, err
	}
	return r.payment(ref), nil
}

// change lets decide look at a record as it stands now, and stores what it
// makes of it; again, when somebody was quicker.
func (m *Method) change(ctx context.Context, op, ref string, create bool, decide func(*record) error) (record, error) {
	const tries = 50
	for range tries {
		if err := ctx.Err(); err != nil {
			return record{}, m.lost(op, err)
		}
		is, version, err := m.load(ctx, op, ref)
		switch {
		case err != nil:
			return record{}, err
		case version == 0 && !create:
			return record{}, m.refused(op, fmt.Errorf("%w: no such checkout", payments.ErrNotFound))
		}
		was := is
		is.lapse(m.cfg.Now())
		if err := decide(&is); err != nil {
			return record{}, m.refused(op, err)
		}
		if is == was {
			return is, nil
		}
		is.At = m.cfg.Now().UTC()
		if err = m.save(ctx, op, ref, version, is); !errors.Is(err, payments.ErrConflict) {
			return is, err
		}
	}
	return record{}, m.lost(op, errors.New("too many others change it"))
}

// load reads a record; version 0 says that there is none.
func (m *Method) load(ctx context.Context, op, ref string) (record, int64, error) {
	data, version, err := m.cfg.Records.Record(ctx, m.name, ref)
	if err != nil {
		return record{}, 0, m.lost(op, err)
	}
	var r record
	if version == 0 {
		return r, 0, nil
	}
	if err := json.Unmarshal(data, &r); err != nil || !r.State.Valid() {
		return record{}, 0, m.refused(op, errors.New("the record of the checkout cannot be read: it was not written by this version"))
	}
	return r, version, nil
}

// save stores a record; a bare payments.ErrConflict says that it has changed.
func (m *Method) save(ctx context.Context, op, ref string, version int64, r record) error {
	data, err := json.Marshal(r)
	if err != nil {
		return m.refused(op, err)
	}
	err = m.cfg.Records.PutRecord(ctx, m.name, ref, version, data)
	if err != nil && !errors.Is(err, payments.ErrConflict) {
		return m.lost(op, err)
	}
	return err
}

// refused is an error of a call that will never succeed.
func (m *Method) refused(op string, err error) error {
	return &payments.Error{Provider: m.name, Op: op, Err: err}
}

// lost is an error of a call that may succeed later: each can be repeated.
func (m *Method) lost(op string, err error) error {
	code := payments.CodeUnavailable
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		code = payments.CodeTimeout
	}
	return &payments.Error{Provider: m.name, Op: op, Code: code, Retry: true, Err: err}
}

// Memory is Records that end with the process, for tests.
type Memory struct {
	mu  sync.Mutex
	all map[[2]string]entry
}

type entry struct {
	data    []byte
	version int64
}

// NewMemory returns a Memory without records.
func NewMemory() *Memory { return &Memory{all: map[[2]string]entry{}} }

// Record returns a record, or nil and 0.
func (m *Memory) Record(ctx context.Context, kind, key string) ([]byte, int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.all[[2]string{kind, key}]
	return e.data, e.version, ctx.Err()
}

// PutRecord stores a record in place of a version.
func (m *Memory) PutRecord(ctx context.Context, kind, key string, version int64, data []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	at := [2]string{kind, key}
	if m.all[at].version != version {
		return fmt.Errorf("%w: version %d is stored, not %d", payments.ErrConflict, m.all[at].version, version)
	}
	m.all[at] = entry{data, version + 1}
	return nil
}
