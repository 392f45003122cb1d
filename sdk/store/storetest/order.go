package storetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var orderCases = []Case{
	{"an order is read as it was written", func(ctx context.Context, s *store.Store) error {
		o := anOrder("o1", "")
		if err := write(ctx, s, store.InsertOrder(o)...); err != nil {
			return err
		}
		o.Number, o.Version = "1001", 1
		return readOrder(ctx, s, o)
	}},
	{"an order keeps a number that it has", func(ctx context.Context, s *store.Store) error {
		if err := write(ctx, s, store.InsertOrder(anOrder("o1", "A-7"))...); err != nil {
			return err
		}
		if err := write(ctx, s, store.InsertOrder(anOrder("o2", ""))...); err != nil {
			return err
		}
		one, err1 := s.Order(ctx, "o1")
		two, err2 := s.Order(ctx, "o2")
		return errors.Join(err1, err2, same("numbers", []string{one.Number, two.Number}, []string{"A-7", "1001"}))
	}},
	{"a number is written by its pattern, out of the one count", func(ctx context.Context, s *store.Store) error {
		patterns := []order.Pattern{{Before: "ALEM-", Digits: 6}, {}, {Before: "№ ", Digits: 2, After: "/26"}, {Digits: 4}}
		var got []string
		for i, p := range patterns {
			id := fmt.Sprint(i)
			if err := write(ctx, s, store.InsertNumbered(anOrder(id, ""), p)...); err != nil {
				return err
			}
			o, err := s.Order(ctx, id)
			if err != nil {
				return err
			}
			got = append(got, o.Number)
		}
		if err := write(ctx, s, store.InsertNumbered(anOrder("own", "A-7"), patterns[0])...); err != nil {
			return err
		}
		own, err := s.Order(ctx, "own")
		return errors.Join(err, same("numbers", append(got, own.Number), []string{"ALEM-001001", "1002", "№ 1003/26", "1004", "A-7"}))
	}},
	{"numbers of orders have no gaps and no doubles", func(ctx context.Context, s *store.Store) error {
		const n = 40
		err := crowd(n, func(i int) error {
			if i%4 == 3 { // fails after it took a number
				return refused("invalid", write(ctx, s, append(store.InsertOrder(anOrder(fmt.Sprint(i), "")), invalid())...))
			}
			return write(ctx, s, store.InsertOrder(anOrder(fmt.Sprint(i), ""))...)
		})
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for i := range n {
			if o, err := s.Order(ctx, fmt.Sprint(i)); err == nil {
				seen[o.Number] = true
			}
		}
		for i := range n * 3 / 4 {
			if number := fmt.Sprint(1001 + i); !seen[number] {
				return fmt.Errorf("no order has number %s", number)
			}
		}
		return nil
	}},
	{"an order changes by version", func(ctx context.Context, s *store.Store) error {
		if err := write(ctx, s, store.InsertOrder(anOrder("o1", ""))...); err != nil {
			return err
		}
		o, err := s.Order(ctx, "o1")
		if err != nil {
			return err
		}
		paid := o
		paid.State, paid.PaidAmount = order.Paid, o.Quote.Total
		b := store.Batch{Guards: []store.Guard{store.GuardOrder(o)}, Writes: []store.Statement{store.PutOrder(paid)}}
		if err := s.Commit(ctx, b); err != nil {
			return err
		}
		if err := is("again", s.Commit(ctx, b), store.ErrConflict); err != nil {
			return err
		}
		paid.Version = 2
		return readOrder(ctx, s, paid)
	}},
	{"orders of a contact come newest first", func(ctx context.Context, s *store.Store) error {
		for i, id := range []string{"b", "c", "a"} {
			o := anOrder(id, "")
			o.Created = begin.Add(time.Duration(i) * time.Second)
			if err := write(ctx, s, store.InsertOrder(o)...); err != nil {
				return err
			}
		}
		all, err := s.OrdersOf(ctx, "contact", 2)
		if err != nil {
			return err
		}
		return same("orders", []string{all[0].ID, all[1].ID}, []string{"a", "c"})
	}},
	{"an order is found by the host's ref and by its number", func(ctx context.Context, s *store.Store) error {
		old, o, none := anOrder("o1", "A-7"), anOrder("o2", "A-8"), anOrder("o3", "A-9")
		old.HostRef, o.HostRef = "W-1", "W-1"
		old.Created = begin.Add(-time.Second)
		for _, o := range []order.Order{o, old, none} {
			if err := write(ctx, s, store.InsertOrder(o)...); err != nil {
				return err
			}
		}
		byRef, err1 := s.OrderByRef(ctx, "W-1")
		byNumber, err2 := s.OrderByNumber(ctx, "A-7")
		_, err3 := s.OrderByRef(ctx, "")
		if err := errors.Join(err1, err2, is("no ref", err3, store.ErrNotFound), same("orders", []string{byRef.ID, byNumber.ID}, []string{"o2", "o1"})); err != nil {
			return err
		}
		byRef.HostRef = "W-2"
		if err := write(ctx, s, store.PutOrder(byRef)); err != nil {
			return err
		}
		_, err := s.OrderByRef(ctx, "W-2")
		taken := store.Batch{Guards: []store.Guard{store.GuardNoRef("W-2")}}
		free := store.Batch{Guards: []store.Guard{store.GuardNoRef("W-3"), store.GuardNoRef("")}}
		return errors.Join(err, is("a ref that is taken", s.Commit(ctx, taken), store.ErrConflict), s.Commit(ctx, free))
	}},
	{"all orders are listed, newest first, a page at a time", func(ctx context.Context, s *store.Store) error {
		for i, id := range []string{"b", "a", "d", "c"} {
			o := anOrder(id, "")
			o.Created = begin.Add(time.Duration(i/2) * time.Second) // two of one moment
			if err := write(ctx, s, store.InsertOrder(o)...); err != nil {
				return err
			}
		}
		var got []string
		last := order.Order{}
		for {
			page, err := s.OrdersBefore(ctx, last.Created, last.ID, 3)
			if err != nil || len(page) == 0 {
				return errors.Join(err, same("orders", got, []string{"d", "c", "b", "a"}))
			}
			for _, o := range page {
				got = append(got, o.ID)
			}
			last = page[len(page)-1]
		}
	}},
	{"what is one contact's becomes another's", moved},
	{"an attempt is found by its ref, and so is its order", attempts},
	{"a payment event is kept once", func(ctx context.Context, s *store.Store) error {
		e := payments.Event{ID: "evt", Kind: payments.EventSucceeded, Ref: "cs_1", Order: "o1", Key: "k", Amount: money.New(1250, "USD"), At: begin}
		late := e
		late.ID = "evt2"
		for _, e := range []payments.Event{e, e, late} {
			if err := write(ctx, s, store.InsertPaymentEvent("sandbox", e, []byte("raw\x00\xff"), begin)); err != nil {
				return err
			}
		}
		if err := write(ctx, s, store.InsertPaymentEvent("other", payments.Event{ID: "evt", Order: "o2"}, nil, begin)); err != nil {
			return err
		}
		got, err := s.PaymentEvents(ctx, "o1")
		if err != nil {
			return err
		}
		if err := same("events", got, []payments.Event{e, late}); err != nil {
			return err
		}
		for of, want := range map[[2]string]bool{{"sandbox", "evt"}: true, {"other", "evt"}: true, {"other", "evt2"}: false, {"sandbox", ""}: false} {
			known, err := s.KnowsPaymentEvent(ctx, of[0], of[1])
			if err != nil {
				return err
			}
			if known != want {
				return fmt.Errorf("event %v is known: %v", of, known)
			}
		}
		return nil
	}},
}

// moved joins two contacts.
func moved(ctx context.Context, s *store.Store) error {
	o := anOrder("o1", "")
	o.Contact = "x"
	all := append(store.InsertOrder(o),
		store.PutIdentity(store.IdentityPhone, "+77012500000", "x"), store.PutIdentity(store.IdentityEmail, "a@b.c", "x"),
		store.PutIdentity(store.IdentityEmail, "a@b.c", "y"),
		store.AppendConsent(store.Consent{ID: "k", Contact: "x", Purpose: "all", Action: store.ConsentGrant, At: begin}))
	if err := write(ctx, s, all...); err != nil {
		return err
	}
	if err := write(ctx, s, store.MoveOrders("x", "z"), store.MoveIdentities("x", "z"), store.MoveConsents("x", "z"), store.MoveConversations("x", "z")); err != nil {
		return err
	}
	is, err1 := s.OrdersOf(ctx, "z", 5)
	phone, err2 := s.Identified(ctx, store.IdentityPhone, "+77012500000")
	email, err3 := s.Identified(ctx, store.IdentityEmail, "a@b.c")
	ledger, err4 := s.Consents(ctx, "z")
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	if len(is) != 1 || is[0].Contact != "z" || is[0].Version != 2 || len(ledger) != 1 {
		return fmt.Errorf("moved %+v and %v", is, ledger)
	}
	return same("identities", []string{phone, email}, []string{"z", "y"})
}

func anOrder(id, number string) order.Order {
	total := money.New(12900, "USD")
	return order.Order{ID: id, Number: number, State: order.Open, Contact: "contact", Conversation: "conversation",
		Quote:   quote.Quote{Lines: []quote.Line{{Title: "Tent", Quantity: 1, Unit: total, Total: total}}, Subtotal: total, Total: total},
		Details: order.Details{Name: "Әлия", Phone: "+77010000000"}, PayToken: "token-" + id, PayExpires: begin.Add(time.Hour),
		Created: begin, Updated: begin}
}

// readOrder wants to find an order by its id and its pay link.
func readOrder(ctx context.Context, s *store.Store, want order.Order) error {
	got, err := s.Order(ctx, want.ID)
	if err != nil {
		return err
	}
	if err := same("order", got, want); err != nil {
		return err
	}
	got, err = s.OrderByToken(ctx, want.PayToken)
	if err != nil {
		return err
	}
	return same("order by token", got, want)
}

func attempts(ctx context.Context, s *store.Store) error {
	if err := write(ctx, s, store.InsertOrder(anOrder("o1", ""))...); err != nil {
		return err
	}
	a := store.Attempt{Order: "o1", Number: 1, Provider: "sandbox", Key: "o1/1", Amount: money.New(12900, "USD"),
		Expires: begin.Add(time.Hour), Payment: payments.Payment{State: payments.StatePending}, Created: begin}
	if err := write(ctx, s, store.PutAttempt(a)); err != nil {
		return err
	}
	a.Ref, a.URL, a.Payment.Refunded = "cs_1", "https://pay.example/1", money.New(100, "USD")
	b := a
	b.Number, b.Key, b.Ref = 2, "o1/2", "cs_2"
	if err := write(ctx, s, store.PutAttempt(a), store.PutAttempt(b)); err != nil {
		return err
	}
	all, err := s.Attempts(ctx, "o1")
	if err != nil {
		return err
	}
	if err := same("attempts", all, []store.Attempt{a, b}); err != nil {
		return err
	}
	got, err := s.AttemptByRef(ctx, "sandbox", "cs_2")
	if err != nil {
		return err
	}
	if err := same("attempt", got, b); err != nil {
		return err
	}
	o, err := s.OrderByCheckout(ctx, "sandbox", "cs_1")
	if err != nil {
		return err
	}
	if err := same("order", o.ID, "o1"); err != nil {
		return err
	}
	_, err = s.OrderByCheckout(ctx, "other", "cs_1")
	if err := is("another provider's", err, store.ErrNotFound); err != nil {
		return err
	}
	b.Order, b.Number = "o2", 1
	return is("a ref of another order", write(ctx, s, store.PutAttempt(b)), store.ErrConflict)
}
