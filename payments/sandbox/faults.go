package sandbox

import (
	"context"
	"errors"

	"github.com/sauda-commerce/sauda/payments"
)

// Fault is a way in which a call goes wrong.
type Fault string

// Faults of one call.
const (
	FaultNone   Fault = ""       // it works
	FaultRefuse Fault = "refuse" // nothing is done; the answer is an error that may be retried
	FaultLose   Fault = "lose"   // it is done, but the answer is lost: a timeout at once
	FaultHang   Fault = "hang"   // it is done, but no answer comes until the caller gives up
)

// Faults are switches that make the sandbox behave badly. The zero value
// switches all of them off.
type Faults struct {
	Start, Fetch, Refund, Cancel Fault // of every call of the method

	Copies         int  // how many times more each callback is sent
	Hold           bool // no callback is sent until this is switched off
	Reverse        bool // of the callbacks that are due, the newest is sent first
	RefundsPending bool // new refunds stay pending until SettleRefund
}

// SetFaults sets all switches; it is for tests and demonstrations.
func (s *Sandbox) SetFaults(f Faults) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
	s.rouse() // callbacks may have been held
}

// errNoAnswer is what a caller sees of a lost answer.
var errNoAnswer = errors.New("sandbox: no answer")

// call runs one call of the contract under its switch, and turns what went
// wrong into a *payments.Error.
func (s *Sandbox) call(ctx context.Context, op string, pick func(Faults) Fault, do func() error) error {
	if ctx.Err() != nil {
		return s.fail(op, payments.CodeTimeout, true, ctx.Err())
	}
	s.mu.Lock()
	fault := pick(s.faults)
	s.mu.Unlock()
	if fault == FaultRefuse {
		return s.fail(op, payments.CodeUnavailable, true, nil)
	}
	if err := do(); err != nil {
		return s.classify(op, err)
	}
	switch fault {
	case FaultLose:
		return s.fail(op, payments.CodeTimeout, true, errNoAnswer)
	case FaultHang:
		<-ctx.Done()
		return s.fail(op, payments.CodeTimeout, true, ctx.Err())
	}
	return nil
}

// classify says which failures are worth another try: those of the journal,
// not those of the request.
func (s *Sandbox) classify(op string, err error) error {
	for _, final := range []error{payments.ErrMalformed, payments.ErrUnsupported, payments.ErrNotFound, payments.ErrConflict} {
		if errors.Is(err, final) {
			return s.fail(op, "", false, err)
		}
	}
	return s.fail(op, payments.CodeUnavailable, true, err)
}

func (s *Sandbox) fail(op, code string, retry bool, err error) error {
	return &payments.Error{Provider: s.config.Name, Op: op, Code: code, Retry: retry, Err: err}
}
