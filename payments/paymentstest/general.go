package paymentstest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

func generalCases() []Case {
	return []Case{
		{"the name is a constant key", nameIsConstant},
		{"the capabilities are constant", capabilitiesAreConstant},
		{"a call ends with its context", contextEndsCalls},
		{"errors are typed", errorsAreTyped},
		{"errors and logs hold no secrets", nothingLeaks},
	}
}

var namePattern = regexp.MustCompile(`^[a-z0-9-]+$`)

func nameIsConstant(_ context.Context, r Rig) error {
	name := r.Provider.Name()
	if !namePattern.MatchString(name) {
		return fmt.Errorf("name %q: want lower-case letters, digits and hyphens", name)
	}
	if again := r.Provider.Name(); again != name {
		return fmt.Errorf("name changed from %q to %q", name, again)
	}
	return nil
}

func capabilitiesAreConstant(ctx context.Context, r Rig) error {
	before := r.Provider.Capabilities()
	if _, _, err := r.start(ctx); err != nil {
		return err
	}
	if after := r.Provider.Capabilities(); !reflect.DeepEqual(before, after) {
		return fmt.Errorf("capabilities changed from %+v to %+v", before, after)
	}
	return nil
}

// contextEndsCalls gives calls a context that is over: they must say so, and
// soon.
func contextEndsCalls(ctx context.Context, r Rig) error {
	over, cancel := context.WithCancel(ctx)
	cancel()
	for op, call := range r.calls(r.intent(), "pay_unknown") {
		done := make(chan error, 1)
		go func() { done <- call(over) }()
		select {
		case err := <-done:
			if err := wantError(err, context.Canceled, op+" with a cancelled context"); err != nil {
				return err
			}
		case <-time.After(5 * time.Second):
			return fmt.Errorf("%s is still running 5 s after its context ended", op)
		}
	}
	return nil
}

// calls are the calls of the contract that report *payments.Error.
func (r Rig) calls(in payments.Intent, ref string) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"start": func(ctx context.Context) error { _, err := r.Provider.Start(ctx, in); return err },
		"fetch": func(ctx context.Context) error { _, err := r.Provider.Fetch(ctx, ref); return err },
		"refund": func(ctx context.Context) error {
			_, err := r.Provider.Refund(ctx, payments.Refund{Key: "r1", Ref: ref, Amount: in.Amount})
			return err
		},
	}
}

func errorsAreTyped(ctx context.Context, r Rig) error {
	bad := r.intent()
	bad.Amount = money.New(0, bad.Amount.Currency)
	for op, call := range r.calls(bad, "pay_unknown") {
		err := call(ctx)
		if err == nil {
			continue // another case's concern
		}
		typed, ok := errors.AsType[*payments.Error](err)
		switch {
		case !ok:
			return fmt.Errorf("%s: not a *payments.Error: %w", op, err)
		case typed.Provider != r.Provider.Name() || typed.Op != op || typed.Retry:
			return fmt.Errorf("%s: error says provider %q, op %q, retry %v; want %q, %q, false",
				op, typed.Provider, typed.Op, typed.Retry, r.Provider.Name(), op)
		}
	}
	return nil
}

// nothingLeaks makes every call fail, and looks for what must not be told.
func nothingLeaks(ctx context.Context, r Rig) error {
	var told []string
	note := func(err error) {
		if err != nil {
			told = append(told, err.Error())
		}
	}
	bad := r.intent()
	bad.ReturnURL = "nowhere"
	for _, call := range r.calls(bad, "pay_unknown") {
		note(call(ctx))
	}
	_, err := r.Provider.ParseEvents(ctx, payments.Delivery{Body: []byte("{}"), Received: r.now()})
	note(err)
	if r.Logs != nil {
		told = append(told, r.Logs())
	}
	private := append([]string{bad.Payer.Name, bad.Payer.Email, bad.Payer.Phone}, r.Private...)
	for _, text := range told {
		for i, secret := range private {
			if secret != "" && strings.Contains(text, secret) {
				return fmt.Errorf("private text %d of %d stands in an error or a log line", i+1, len(private))
			}
		}
	}
	return nil
}
