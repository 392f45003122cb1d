package paymentstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

func signatureCases() []Case {
	return []Case{
		{"a callback without signature is refused", unsigned},
		{"a callback that was changed is refused", tampered},
		{"a callback of another account is refused", signedBy(Foreign, 0, false)},
		{"an old callback is refused", signedBy(Current, -time.Hour, false)},
		{"a callback from the future is refused", signedBy(Current, time.Hour, false)},
		{"a rotated secret is accepted", signedBy(Previous, 0, true)},
	}
}

func unsigned(ctx context.Context, r Rig) error {
	d, err := r.callback(ctx)
	if err != nil {
		return err
	}
	if r.Unsign != nil {
		d = r.Unsign(d)
	} else {
		d.Header = http.Header{"Content-Type": d.Header["Content-Type"]}
	}
	_, err = r.Provider.ParseEvents(ctx, d)
	return wantError(err, payments.ErrSignature, "a callback without its headers")
}

// tampered changes one digit or letter at a time, so that the body may still
// be a good one.
func tampered(ctx context.Context, r Rig) error {
	d, err := r.callback(ctx)
	if err != nil {
		return err
	}
	genuine := d.Body
	before, err := r.Provider.ParseEvents(ctx, d)
	if err != nil {
		return err
	}
	for i, b := range genuine {
		if (b < '0' || b > '9') && (b < 'a' || b > 'z') {
			continue
		}
		d.Body = bytes.Clone(genuine)
		d.Body[i] ^= 1
		events, err := r.Provider.ParseEvents(ctx, d)
		if r.ValuesOnly && (errors.Is(err, payments.ErrMalformed) || err == nil && slices.EqualFunc(events, before, sameBut)) {
			continue
		}
		if err := wantError(err, payments.ErrSignature, fmt.Sprintf("a callback with byte %d changed", i)); err != nil {
			return err
		}
	}
	return nil
}

// sameBut says whether two events say the same, but for the time.
func sameBut(a, b payments.Event) bool {
	a.At = b.At
	return a == b
}

// signedBy signs a genuine body anew, with a key and at a distance from now.
func signedBy(key Secret, ago time.Duration, good bool) func(context.Context, Rig) error {
	return func(ctx context.Context, r Rig) error {
		switch {
		case r.Sign == nil:
			return skip("the rig cannot sign")
		case r.Timeless && ago != 0:
			return skip("its callbacks bear no time")
		}
		d, err := r.callback(ctx)
		if err != nil {
			return err
		}
		forged := r.Sign(key, r.now().Add(ago), d.Body)
		forged.Received = r.now()
		events, err := r.Provider.ParseEvents(ctx, forged)
		if !good {
			return wantError(err, payments.ErrSignature, fmt.Sprintf("signed with the %s secret, %s from now", key, ago))
		}
		if err == nil && len(events) == 0 {
			err = errors.New("there are no events")
		}
		if err != nil {
			return fmt.Errorf("signed with the %s secret: %w", key, err)
		}
		return nil
	}
}
