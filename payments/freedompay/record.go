package freedompay

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// Kinds of records: payments by pg_order_id, which payment a refund's key is of,
// and the refunds of a payment by pg_payment_id.
const (
	kindPayment = "freedompay"
	kindKey     = "freedompay-refund"
	kindRefunds = "freedompay-refunds"
)

// lease is how long a call may be under way on another node, which may have died.
// It is longer than two requests.
const lease = 40 * time.Second

// load reads a record of a kind; version 0 says that there is none.
func load[T any](ctx context.Context, p *Provider, op, kind, key string) (is T, version int64, err error) {
	if err := ctx.Err(); err != nil {
		return is, 0, lost(ctx, op, err)
	}
	data, version, err := p.cfg.Records.Record(ctx, kind, key)
	if err != nil {
		return is, 0, lost(ctx, op, err)
	}
	if version > 0 && json.Unmarshal(data, &is) != nil {
		return is, 0, refused(op, errors.New("the record cannot be read: it was not written by this version"))
	}
	return is, version, nil
}

// save stores a record in place of a version; somebody who was quicker is an
// error to retry that wraps errRace.
func (p *Provider) save(ctx context.Context, op, kind, key string, version int64, is any) error {
	data, err := json.Marshal(is)
	if err != nil {
		return refused(op, err)
	}
	err = p.cfg.Records.PutRecord(ctx, kind, key, version, data)
	switch {
	case errors.Is(err, payments.ErrConflict):
		return again(op, "busy", errRace)
	case err != nil:
		return lost(ctx, op, err)
	}
	return nil
}

var errRace = errors.New("the same is under way elsewhere")

// keep saves what must be known whether or not the caller still waits.
func (p *Provider) keep(ctx context.Context, op, kind, key string, version int64, is any) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
	defer cancel()
	return p.save(ctx, op, kind, key, version, is)
}
