package ordertest

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/order"
)

func findCases() []Case {
	return []Case{
		{"a placed order is found as it is", findPlaced},
		{"the newest orders come first, and no more than asked for", findNewest},
		{"nobody sees another's orders", findOthers},
		{"a customer's orders are found from every chat", findElsewhere},
		{"a context that has ended is an error", ended},
	}
}

func findPlaced(ctx context.Context, r Rig) error {
	o, err := r.quoted(ctx)
	if err != nil {
		return err
	}
	p, err := r.accepts(ctx, o)
	if err != nil {
		return err
	}
	f, err := r.found(ctx, o)
	switch {
	case err != nil:
		return err
	case !f.Payable():
		return fmt.Errorf("an order that waits for its money is %q", f.State)
	case f.Quote.Total != o.Quote.Total:
		return fmt.Errorf("an order of %v is found at %v", o.Quote.Total, f.Quote.Total)
	case p.Number != "" && f.Number != p.Number:
		return fmt.Errorf("order %q is found as %q", p.Number, f.Number)
	case f.Created.IsZero():
		return errors.New("an order is found without its date")
	}
	return nil
}

func findNewest(ctx context.Context, r Rig) error {
	var all [3]order.Order
	for i := range all {
		var err error
		if all[i], err = r.placed(ctx); err != nil {
			return err
		}
	}
	found, err := r.Backend.Find(ctx, r.Customer, 2)
	switch {
	case err != nil:
		return fmt.Errorf("find: %w", err)
	case len(found) != 2:
		return fmt.Errorf("%d orders found, of 3, at a limit of 2", len(found))
	case found[0].ID != all[2].ID, found[1].ID != all[1].ID:
		return errors.New("the two that are found are not the newest two, newest first")
	}
	return nil
}

// findOthers: somebody whom the host has never seen has no orders, and that is
// no error.
func findOthers(ctx context.Context, r Rig) error {
	if _, err := r.placed(ctx); err != nil {
		return err
	}
	for what, c := range map[string]order.Customer{
		"a guest":          {Contact: contact.Contact{ID: uuid.NewString()}},
		"another customer": {ID: uuid.NewString(), Contact: contact.Contact{ID: uuid.NewString()}},
		"somebody unnamed": {},
	} {
		found, err := r.Backend.Find(ctx, c, most)
		if err != nil {
			return fmt.Errorf("find for %s: %w", what, err)
		}
		if len(found) > 0 {
			return fmt.Errorf("%s sees %d orders of another's", what, len(found))
		}
	}
	return nil
}

// findElsewhere: a customer is one person in all her chats, known by her id.
func findElsewhere(ctx context.Context, r Rig) error {
	if r.Customer.ID == "" {
		return skip("the rig's customer is not logged in")
	}
	o, err := r.placed(ctx)
	if err != nil {
		return err
	}
	r.Customer.Contact = contact.Contact{ID: uuid.NewString(), Customer: r.Customer.ID}
	_, err = r.found(ctx, o)
	return err
}

// ended: nobody waits for the answer, so nothing may begin.
func ended(ctx context.Context, r Rig) error {
	o, err := r.placed(ctx)
	if err != nil {
		return err
	}
	next := r.order(o.Quote)
	over, end := context.WithCancel(ctx)
	end()
	calls := map[string]func() error{
		"Quote":  func() error { _, err := r.Backend.Quote(over, r.draft()); return err },
		"Place":  func() error { _, err := r.Backend.Place(over, next); return err },
		"Paid":   func() error { return r.Backend.Paid(over, o, payments.Payment{Order: o.ID, Amount: o.Quote.Total}) },
		"Cancel": func() error { return r.Backend.Cancel(over, o, "shopper") },
		"Find":   func() error { _, err := r.Backend.Find(over, r.Customer, most); return err },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, context.Canceled) {
			return fmt.Errorf("%s in a context that has ended: %v, want the context's error", name, err)
		}
	}
	return r.counts(ctx, next, 0)
}
