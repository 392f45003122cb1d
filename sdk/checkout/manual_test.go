package checkout_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// till is a provider whose payments people confirm, in memory.
type till struct {
	mu         sync.Mutex
	books      map[string]payments.Payment
	onDelivery bool
	lost       error // what its next note is answered with, though it is made
}

func newTill() *till { return &till{books: map[string]payments.Payment{}} }

func (p *till) Name() string                        { return "manual-till" }
func (p *till) Capabilities() payments.Capabilities { return payments.Capabilities{} }

func (p *till) Instructions(string) payments.Instructions {
	return payments.Instructions{Text: "Pay Aigerim.", OnDelivery: p.onDelivery}
}

func (p *till) Start(_ context.Context, in payments.Intent) (payments.Checkout, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.books[in.Key]; !ok {
		p.books[in.Key] = payments.Payment{Ref: in.Key, Key: in.Key, Order: in.Order, State: payments.StatePending, Amount: in.Amount}
	}
	return payments.Checkout{Ref: in.Key, Expires: in.Expires, Amount: in.Amount, State: p.books[in.Key].State}, nil
}

func (p *till) Fetch(_ context.Context, ref string) (payments.Payment, error) {
	return p.note(ref, func(*payments.Payment) error { return nil })
}

func (p *till) Refund(context.Context, payments.Refund) (payments.RefundState, error) {
	return "", payments.ErrUnsupported
}

func (p *till) ParseEvents(context.Context, payments.Delivery) ([]payments.Event, error) {
	return nil, payments.ErrSignature
}

func (p *till) Claim(_ context.Context, ref string) (payments.Payment, error) {
	return p.note(ref, func(is *payments.Payment) error {
		if is.State == payments.StatePending {
			is.State = payments.StateProcessing
		}
		return nil
	})
}

func (p *till) Confirm(_ context.Context, ref string, v payments.Verdict) (payments.Payment, error) {
	return p.note(ref, func(is *payments.Payment) error {
		switch {
		case v.Paid:
			is.State, is.Code = payments.StateSucceeded, ""
			if v.Amount.Minor > 0 {
				is.Amount = v.Amount
			}
		case is.State == payments.StateSucceeded:
			return payments.ErrConflict
		default:
			is.State, is.Code = payments.StateFailed, payments.DeclineNotReceived
		}
		return nil
	})
}

func (p *till) GiveBack(_ context.Context, ref string, total money.Amount) (payments.Payment, error) {
	return p.note(ref, func(is *payments.Payment) error {
		if total.Minor > is.Amount.Minor {
			return payments.ErrConflict
		}
		if total.Minor > is.Refunded.Minor {
			is.Refunded = total
		}
		return nil
	})
}

func (p *till) note(ref string, change func(*payments.Payment) error) (payments.Payment, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	is, ok := p.books[ref]
	if !ok {
		return is, payments.ErrNotFound
	}
	err := change(&is)
	p.books[ref] = is
	if p.lost != nil {
		err, p.lost = p.lost, nil
	}
	return is, err
}

// newTillRig is a rig with a till, and an order of a tent whose pay link is open.
func newTillRig(t testing.TB, onDelivery bool) (*rig, *till, order.Order) {
	t.Helper()
	p := newTill()
	p.onDelivery = onDelivery
	r := newRig(t, checkout.Config{Providers: []payments.Provider{p}})
	o := r.place("ann", tent)
	r.open(o)
	return r, p, r.order(o.ID)
}

func (r *rig) wants(o order.Order, state order.State, told, called []string) {
	r.t.Helper()
	if is := r.order(o.ID); is.State != state {
		r.t.Errorf("the order is %s (%s), want %s", is.State, is.Reason, state)
	}
	if diff := cmp.Diff(told, r.told(o)); diff != "" {
		r.t.Errorf("told (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(called, r.calledOnce()); diff != "" {
		r.t.Errorf("called (-want +got)\n%s", diff)
	}
}

// She says she has paid, as often as she likes: one person is called, once more
// after a day, and she is told; nothing is paid until that person says so.
func TestClaimAndConfirm(t *testing.T) {
	t.Parallel()
	r, _, o := newTillRig(t, false)
	for range 3 {
		r.must(r.Claim(t.Context(), o.PayToken))
	}
	r.wants(o, order.Processing, []string{"checkout.placed", checkout.ToldWaiting}, []string{"payment_waiting"})
	r.later(23 * time.Hour)
	r.wants(o, order.Processing, []string{"checkout.placed", checkout.ToldWaiting}, []string{"payment_waiting"})
	r.later(2 * time.Hour)
	r.later(30 * 24 * time.Hour)
	r.wants(o, order.Processing, []string{"checkout.placed", checkout.ToldWaiting}, []string{"payment_waiting", "payment_waiting"})
	for range 3 {
		is, err := r.Confirm(t.Context(), o.Number, payments.Verdict{Paid: true, By: "Dana"})
		if err != nil || is.State != order.Paid {
			t.Errorf("confirmed: %s, %v", is.State, err)
		}
	}
	r.wants(o, order.Paid, []string{"checkout.placed", checkout.ToldWaiting, checkout.ToldSucceeded}, []string{"payment_waiting", "payment_waiting"})
	if _, err := r.Confirm(t.Context(), o.ID, payments.Verdict{}); !errors.Is(err, order.ErrTransition) {
		t.Errorf("refused after it was confirmed: %v", err)
	}
	if got := r.holds(o); !slices.Equal(got, []string{"1 sold"}) {
		t.Errorf("holds %v", got)
	}
}

// A person who does not find the money sends her to try again; refused twice, a
// later attempt is not.
func TestRefused(t *testing.T) {
	t.Parallel()
	r, _, o := newTillRig(t, false)
	r.must(r.Claim(t.Context(), o.PayToken))
	for range 2 {
		if is, err := r.Confirm(t.Context(), o.ID, payments.Verdict{By: "Dana"}); err != nil || is.State != order.Open {
			t.Errorf("refused: %s, %v", is.State, err)
		}
	}
	if v, err := r.View(t.Context(), o.PayToken); err != nil || !v.Declined || !v.NotReceived {
		t.Errorf("the link says %+v, %v", v, err)
	}
	r.open(o)
	if is, err := r.Confirm(t.Context(), o.ID, payments.Verdict{}); err != nil || is.State != order.Open {
		t.Errorf("refused again: %s, %v", is.State, err)
	}
	if all := r.attempts(o.ID); len(all) != 2 || all[1].Payment.State != payments.StatePending {
		t.Errorf("attempts: %+v", all)
	}
	r.wants(o, order.Open, []string{"checkout.placed", checkout.ToldWaiting, checkout.ToldUnseen}, []string{"payment_waiting"})
	r.later(25 * time.Hour) // nobody is reminded of what was looked at
	r.wants(o, order.Open, []string{"checkout.placed", checkout.ToldWaiting, checkout.ToldUnseen}, []string{"payment_waiting"})
}

// Another sum than was asked for holds the order.
func TestConfirmAnotherSum(t *testing.T) {
	t.Parallel()
	r, _, o := newTillRig(t, false)
	r.must(r.Claim(t.Context(), o.PayToken))
	for _, bad := range []money.Amount{usd(0), usd(-5), money.New(100_00, "KZT"), {Minor: 5}} {
		_, err := r.Confirm(t.Context(), o.ID, payments.Verdict{Paid: true, Amount: bad})
		if wrong, ok := errors.AsType[field.Errors](err); !ok || wrong[0].Name != "amount" {
			t.Errorf("%v came: %v", bad, err)
		}
	}
	is, err := r.Confirm(t.Context(), o.ID, payments.Verdict{Paid: true, Amount: usd(1)})
	if err != nil || is.State != order.Processing || is.Reason != checkout.HeldAmount {
		t.Errorf("%s %s, %v", is.State, is.Reason, err)
	}
	r.wants(o, order.Processing, []string{"checkout.placed", checkout.ToldWaiting, checkout.ToldHeld}, []string{"payment_waiting", "payment_held"})
}

// A process that dies between the provider's note and ours loses nothing: a look
// finds it.
func TestNotedAndLost(t *testing.T) {
	t.Parallel()
	r, p, o := newTillRig(t, false)
	p.lost = errors.New("killed")
	if err := r.Claim(t.Context(), o.PayToken); err == nil {
		t.Fatal("claimed")
	}
	r.later(3 * time.Minute)
	r.wants(o, order.Processing, []string{"checkout.placed", checkout.ToldWaiting}, []string{"payment_waiting"})
	p.lost = errors.New("killed")
	if _, err := r.Confirm(t.Context(), o.ID, payments.Verdict{Paid: true}); err == nil {
		t.Fatal("confirmed")
	}
	r.later(3 * time.Minute)
	r.wants(o, order.Paid, []string{"checkout.placed", checkout.ToldWaiting, checkout.ToldSucceeded}, []string{"payment_waiting"})
}

// Nobody can claim what she was not shown how to pay, or what has ended.
func TestClaimRefuses(t *testing.T) {
	t.Parallel()
	r, _, o := newTillRig(t, false)
	other := r.place("bob", mug)
	var no *checkout.Refusal
	if err := r.Claim(t.Context(), other.PayToken); !errors.As(err, &no) || no.Reason != checkout.ReasonNotOpen {
		t.Errorf("not open: %v", err)
	}
	if err := r.Claim(t.Context(), "nobody's"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	if _, err := r.Confirm(t.Context(), other.ID, payments.Verdict{Paid: true}); !errors.Is(err, order.ErrTransition) {
		t.Errorf("confirmed what nobody was to pay: %v", err)
	}
	if _, err := r.Confirm(t.Context(), o.ID, payments.Verdict{}); !errors.Is(err, order.ErrTransition) {
		t.Errorf("refused what nobody says was paid: %v", err)
	}
	r.cancel(o)
	if err := r.Claim(t.Context(), o.PayToken); !errors.As(err, &no) || no.Reason != checkout.ReasonClosed {
		t.Errorf("cancelled: %v", err)
	}
}

// What nobody claims is closed with its pay link; what is claimed waits.
func TestUnclaimedExpires(t *testing.T) {
	t.Parallel()
	r, _, o := newTillRig(t, false)
	r.later(10 * 24 * time.Hour)
	r.later(time.Minute) // both of two timers that were due at once have been heard
	if is := r.order(o.ID); is.State != order.Cancelled || is.Reason != checkout.CancelledExpired {
		t.Errorf("unclaimed: %s %s", is.State, is.Reason)
	}
}

var (
	png  = append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 20)...)
	heic = []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
)

// Receipts are what their bytes are, few, and of one order; the first claims.
func TestReceipts(t *testing.T) {
	t.Parallel()
	r, _, o := newTillRig(t, false)
	add := func(data []byte) error { return r.AddReceipt(t.Context(), o.PayToken, data) }
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":      {nil, checkout.ErrReceiptSize},
		"too large":    {append(slices.Clone(png), make([]byte, checkout.MaxReceipt)...), checkout.ErrReceiptSize},
		"a page":       {[]byte("<html><script>alert(1)</script>"), checkout.ErrReceiptType},
		"a drawing":    {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), checkout.ErrReceiptType},
		"a film":       {[]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), checkout.ErrReceiptType},
		"cut off":      {[]byte("\x00\x00\x00\x18ftyp"), checkout.ErrReceiptType},
		"a program":    {[]byte("MZ\x90\x00"), checkout.ErrReceiptType},
		"a moving GIF": {[]byte("GIF89a"), checkout.ErrReceiptType},
	} {
		if err := add(c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r.wants(o, order.Open, []string{"checkout.placed"}, []string{})
	for _, data := range [][]byte{heic, heic, png, []byte("%PDF-1.7\n"), []byte("\xff\xd8\xff\xe0"), []byte("RIFF\x00\x00\x00\x00WEBPVP8 ")} {
		r.must(add(data))
	}
	if err := add([]byte("%PDF-2.0\n")); !errors.Is(err, checkout.ErrReceiptMany) {
		t.Errorf("a sixth: %v", err)
	}
	r.must(add(png)) // the same is no other
	r.wants(o, order.Processing, []string{"checkout.placed", checkout.ToldWaiting}, []string{"payment_waiting"})
	all, err := r.Receipts(t.Context(), o.Number)
	r.must(err)
	var kinds []string
	for _, one := range all {
		kinds = append(kinds, one.Type)
	}
	slices.Sort(kinds)
	if diff := cmp.Diff([]string{"application/pdf", "image/heic", "image/jpeg", "image/png", "image/webp"}, kinds); diff != "" {
		t.Errorf("kinds (-want +got)\n%s", diff)
	}
	one, err := r.Receipt(t.Context(), o.ID, all[0].ID)
	if err != nil || len(one.Data) != all[0].Size {
		t.Errorf("one: %d bytes, %v", len(one.Data), err)
	}
	other := r.place("bob", mug)
	if _, err := r.Receipt(t.Context(), other.ID, all[0].ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("of another order: %v", err)
	}
	if err := r.AddReceipt(t.Context(), other.PayToken, png); err == nil {
		t.Error("a receipt of what she was not shown how to pay")
	}
	waiting, err := r.Waiting(t.Context(), "", 0, 10)
	if err != nil || len(waiting) != 1 || waiting[0].Order.ID != o.ID || waiting[0].Receipts != 5 {
		t.Errorf("waiting: %+v, %v", waiting, err)
	}
}

// Many people at once confirm and refuse: one word stands, and all is told once.
func TestVerdictsAtOnce(t *testing.T) {
	t.Parallel()
	r, _, o := newTillRig(t, false)
	r.must(r.Claim(t.Context(), o.PayToken))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := r.Confirm(t.Context(), o.ID, payments.Verdict{Paid: true}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	r.wants(o, order.Paid, []string{"checkout.placed", checkout.ToldWaiting, checkout.ToldSucceeded}, []string{"payment_waiting"})
}

// A link is sent again to a shopper who can pay by it, once a minute at most.
func TestResend(t *testing.T) {
	t.Parallel()
	r, _, o := newTillRig(t, false)
	for range 3 {
		if _, err := r.Resend(t.Context(), o.Number); err != nil {
			t.Fatal(err)
		}
	}
	r.later(time.Minute)
	if _, err := r.Resend(t.Context(), o.ID); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"checkout.placed", "checkout.link", "checkout.link"}, r.told(o)); diff != "" {
		t.Errorf("told (-want +got)\n%s", diff)
	}
	r.must(r.Claim(t.Context(), o.PayToken))
	if _, err := r.Resend(t.Context(), o.ID); !errors.Is(err, order.ErrTransition) {
		t.Errorf("a payment is under way: %v", err)
	}
	link, _, err := r.Link(t.Context(), checkout.Link{Ref: "L-1", Title: "Repair", Amount: usd(5)})
	r.must(err)
	if _, err := r.Resend(t.Context(), link.HostRef); !errors.Is(err, checkout.ErrNoChat) {
		t.Errorf("anybody's: %v", err)
	}
	if _, err := r.Resend(t.Context(), "none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
}
