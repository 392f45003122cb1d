package checkout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Errors of what the host says of orders by its references.
var (
	// ErrRefUsed says that the reference is that of something else.
	ErrRefUsed = errors.New("checkout: the ref is used for something else")
	// ErrOlder says that something newer is known; nothing was changed.
	ErrOlder = errors.New("checkout: something newer is known already")
	// ErrNoChat says that there is no conversation to send a link into.
	ErrNoChat = errors.New("checkout: nobody chats about the order")
)

// orderSpace is the space of the ids of orders that the host names. They are
// made of its references, so that two calls at once make one order.
var orderSpace = uuid.MustParse("1f0a3c5e-7f0b-4c8e-9d51-6c7a1f2e8b43")

func idOf(ref string) string { return uuid.NewSHA1(orderSpace, []byte(ref)).String() }

// Link is what a pay link is made of.
type Link struct {
	Ref      string // the host's: one link each
	Title    string // what it is for
	Amount   money.Amount
	Lines    []quote.Line // their totals are the amount; none: the title alone
	Contact  string       // whose it is; "" for anybody's
	Customer string       // her id at the host, if she has one
	Details  order.Details
	Expires  time.Time // zero: after the Desk's Life
}

// Link makes a pay link, or returns the order of the one there is for the ref;
// true if it was made. One for an order of the host's asks for that order's
// total. A contact who chats is sent it, once. ErrRefUsed says that the ref is
// used for another amount; order.ErrTransition, that the order wants no money.
func (d *Desk) Link(ctx context.Context, l Link) (o order.Order, made bool, err error) {
	err = d.retry(ctx, func() error {
		o, made, err = d.link(ctx, l)
		return err
	})
	return o, made, err
}

func (d *Desk) link(ctx context.Context, l Link) (order.Order, bool, error) {
	o, err := d.Store.OrderByRef(ctx, l.Ref)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return d.newLink(ctx, l)
	case err != nil:
		return o, false, err
	case o.Quote.Total != l.Amount:
		return o, false, fmt.Errorf("%w: for %s; give another amount a ref of its own", ErrRefUsed, o.Quote.Total)
	case o.PayToken != "":
		return o, false, nil
	case !o.Payable():
		return o, false, fmt.Errorf("%w: the order is %s", order.ErrTransition, o.State)
	}
	is := o
	is.PayToken, is.PayExpires, is.Title = token(), d.ends(l), l.Title
	sent, err := d.sending(ctx, &is)
	if err != nil {
		return o, false, err
	}
	if err := d.commit(ctx, o, is, nil, sent...); err != nil {
		return o, false, err
	}
	is.Version++
	return is, true, nil
}

// newLink stores the order that a link is for, when nothing else is known of it.
func (d *Desk) newLink(ctx context.Context, l Link) (order.Order, bool, error) {
	now := d.Now()
	o := order.Order{
		ID: idOf(l.Ref), Number: l.Ref, HostRef: l.Ref, Origin: order.FromLink, State: order.Open, Title: l.Title,
		Contact: l.Contact, Customer: l.Customer, Details: l.Details, Quote: asked(l),
		PayToken: token(), PayExpires: d.ends(l), Created: now, Updated: now,
	}
	sent, err := d.sending(ctx, &o)
	if err != nil {
		return o, false, err
	}
	b := store.Batch{Writes: append(store.InsertOrder(o), d.expiring(o))}
	b.Write(sent...)
	if err := d.Store.Commit(ctx, b); err != nil {
		return o, false, err
	}
	d.Wake()
	d.toldOf(ctx, o)
	o.Version = 1
	return o, true, nil
}

func (d *Desk) ends(l Link) time.Time {
	if l.Expires.IsZero() {
		return d.Now().Add(d.Life)
	}
	return l.Expires
}

// asked is the quote of a link.
func asked(l Link) quote.Quote {
	none := money.New(0, l.Amount.Currency)
	q := quote.Quote{Lines: l.Lines, Subtotal: l.Amount, Discount: none, Tax: none, Total: l.Amount}
	if len(q.Lines) == 0 {
		q.Lines = []quote.Line{{Title: l.Title, Quantity: 1, Unit: l.Amount, Total: l.Amount}}
	}
	return q
}

// sending returns the writes that send a link into the chat, and has the order
// spoken of there from then on; none where its contact does not chat.
func (d *Desk) sending(ctx context.Context, o *order.Order) ([]store.Statement, error) {
	c, ok, err := d.where(ctx, *o)
	if err != nil || !ok {
		return nil, err
	}
	o.Conversation = c.ID
	if o.Details.Locale == "" {
		o.Details.Locale = c.Locale
	}
	return d.tell(c.Address, "link:"+o.ID, dialogue.EventPayLink, dialogue.OrderEvent{Order: o.ID})
}

// Resend sends the pay link of an order, by its ref, id or number, into the chat
// once more. Of several in a minute one is sent. Errors: store.ErrNotFound;
// order.ErrTransition, when it cannot be paid now; ErrNoChat.
func (d *Desk) Resend(ctx context.Context, ref string) (o order.Order, err error) {
	err = d.retry(ctx, func() error {
		if o, err = d.Named(ctx, ref); err != nil {
			return err
		}
		return d.resend(ctx, o)
	})
	return o, err
}

func (d *Desk) resend(ctx context.Context, o order.Order) error {
	if o.PayToken == "" {
		return fmt.Errorf("%w: pay link", store.ErrNotFound)
	}
	if reason := d.closed(o); reason != "" {
		return fmt.Errorf("%w: it cannot be paid now: %s", order.ErrTransition, reason)
	}
	id := fmt.Sprintf("link:%s:%d", o.ID, d.Now().Unix()/60)
	said, err := d.tellOrder(ctx, o, id, dialogue.EventPayLink, dialogue.OrderEvent{Order: o.ID})
	switch {
	case err != nil:
		return err
	case len(said) == 0:
		return ErrNoChat
	}
	if err := d.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardOrder(o)}, Writes: said}); err != nil {
		return err
	}
	d.toldOf(ctx, o)
	return nil
}

// expiring is the write that closes an order that is not paid in time.
func (d *Desk) expiring(o order.Order) store.Statement {
	return store.SetTimer(store.Timer{Key: TimerExpire + ":" + o.ID, Kind: TimerExpire, Due: o.PayExpires, Payload: []byte(o.ID)})
}

// Takes says whether some provider takes a currency.
func (d *Desk) Takes(currency string) bool {
	return slices.ContainsFunc(d.Providers, func(p payments.Provider) bool { return p.Capabilities().Accepts(currency) })
}

// LinkOf returns the order of the pay link with a ref, or store.ErrNotFound.
func (d *Desk) LinkOf(ctx context.Context, ref string) (order.Order, error) {
	o, err := d.Store.OrderByRef(ctx, ref)
	if err == nil && o.PayToken == "" {
		err = fmt.Errorf("%w: pay link", store.ErrNotFound)
	}
	return o, err
}

// Unlink ends the pay link with a ref. An order that was made for it is
// cancelled; one of the host's stays as it is. It is idempotent;
// order.ErrTransition says that it is paid.
func (d *Desk) Unlink(ctx context.Context, ref string) (o order.Order, err error) {
	err = d.retry(ctx, func() error {
		if o, err = d.LinkOf(ctx, ref); err != nil {
			return err
		}
		o, err = d.unlink(ctx, o)
		return err
	})
	return o, err
}

func (d *Desk) unlink(ctx context.Context, o order.Order) (order.Order, error) {
	now := d.Now()
	switch {
	case o.Origin == order.FromChat:
		return o, fmt.Errorf("%w: it was bought in the chat: cancel the order", order.ErrTransition)
	case o.State == order.Cancelled, o.Payable() && o.Origin != order.FromLink && !now.Before(o.PayExpires):
		return o, nil
	case !o.Payable():
		return o, fmt.Errorf("%w: the order is %s", order.ErrTransition, o.State)
	}
	all, err := d.Store.Attempts(ctx, o.ID)
	if err != nil {
		return o, err
	}
	is := o
	var writes []store.Statement
	if is.Origin == order.FromLink {
		is.State, is.Reason = order.Cancelled, order.CancelledByHost
		writes = d.moved(o, is, all)
	} else {
		is.PayExpires = now
		writes = d.looking(is, all)
	}
	if err := d.commit(ctx, o, is, nil, writes...); err != nil {
		return o, err
	}
	is.Version++
	return is, nil
}
