package rush

import (
	"context"
	"errors"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
)

// bank is a sandbox that refuses, says nothing of what it did, and whose events
// come late, twice and in any order.
type bank struct {
	m     *market
	clock *clock
	name  string
	box   *sandbox.Sandbox
	end   context.CancelFunc
	trouble
	ledger

	mu   sync.Mutex
	late [][]byte // events that were not delivered yet
}

func newBank(m *market, c *clock) *bank {
	const name = "bank"
	b := &bank{m: m, clock: c, name: name, trouble: newTrouble(2), ledger: newLedger()}
	box, err := sandbox.Open(sandbox.Config{Name: name, BaseURL: "https://" + name + ".example", Now: c.Now, Deliver: b.tells, Secrets: []string{"secret"}})
	if err != nil {
		panic(err) // in memory it cannot fail
	}
	b.box = box
	ctx, end := context.WithCancel(context.Background())
	b.end = end
	go func() { _ = box.Run(ctx) }() // it ends with ctx
	return b
}

func (b *bank) close() {
	b.end()
	_ = b.box.Close() // in memory
}

func (b *bank) provider() payments.Provider { return counter{b} }

// counter is where the shop's nodes ask.
type counter struct{ *bank }

func (c counter) Name() string                        { return c.name }
func (c counter) Capabilities() payments.Capabilities { return c.box.Capabilities() }

func (c counter) ParseEvents(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
	return c.box.ParseEvents(ctx, d)
}

func (c counter) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	return faulty(&c.trouble, "start", func() (payments.Checkout, error) {
		at, err := c.box.Start(ctx, in)
		if err == nil && c.isNew(in.Order, at.Ref) {
			c.m.created(in.Order)
		}
		return at, err
	})
}

func (c counter) Fetch(ctx context.Context, ref string) (payments.Payment, error) {
	return faulty(&c.trouble, "fetch", func() (payments.Payment, error) { return c.box.Fetch(ctx, ref) })
}

func (c counter) Cancel(ctx context.Context, ref string) (payments.Payment, error) {
	return faulty(&c.trouble, "cancel", func() (payments.Payment, error) { return c.box.Cancel(ctx, ref) })
}

func (c counter) Refund(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
	return faulty(&c.trouble, "refund", func() (payments.RefundState, error) { return c.box.Refund(ctx, r) })
}

func (b *bank) open(order string) (n int) {
	for _, ref := range b.refs(order) {
		if b.truth(ref).State == payments.StatePending {
			n++
		}
	}
	return n
}

func (b *bank) truth(ref string) payments.Payment {
	p, err := b.box.Fetch(context.Background(), ref)
	if err != nil {
		b.m.t.Error(err)
	}
	return p
}

func (b *bank) at(page string) string {
	if !strings.HasPrefix(page, "https://"+b.name+".example/") {
		return ""
	}
	return path.Base(page)
}

// ends ends a payment. Of those that pay on a page that is closed, some have paid
// all the same.
func (b *bank) ends(ref string, how outcome) error {
	err := b.box.Settle(ref, map[outcome]sandbox.Outcome{pays: sandbox.Succeed, declined: sandbox.Decline, waits: sandbox.Pending, fails: sandbox.Decline}[how])
	if how == pays && errors.Is(err, payments.ErrConflict) && b.chance(30) {
		return b.box.Settle(ref, sandbox.SucceedLate)
	}
	return err
}

// tells takes an event and delivers it, or another one that is late.
func (b *bank) tells(_ context.Context, d payments.Delivery) error {
	event := d.Body
	if b.chance(20) {
		b.mu.Lock()
		b.late = append(b.late, event)
		i := b.below(len(b.late))
		event, b.late[i] = b.late[i], b.late[len(b.late)-1]
		b.late = b.late[:len(b.late)-1]
		b.mu.Unlock()
	}
	for range 3 {
		b.hand(event)
		if !b.chance(30) {
			return nil
		}
	}
	return nil
}

// hand hands an event to some node. While nobody takes it, it comes again.
func (b *bank) hand(event []byte) {
	n, now := b.m.any(b.m.luck()), b.clock.Now()
	header := http.Header{sandbox.SignatureHeader: {sandbox.Sign("secret", now, event)}}
	err := n.ReceivePayment(context.Background(), b.name, payments.Delivery{Method: http.MethodPost, Header: header, Body: event, Received: now})
	if err != nil || n.dead.Load() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.late = append(b.late, event)
	}
}

func (b *bank) again(ref string) {
	for _, d := range b.box.Callbacks(ref) {
		b.hand(d.Body)
	}
}

// settled delivers what is late.
func (b *bank) settled() {
	for range 100 {
		if err := b.box.Flush(context.Background()); err != nil {
			b.m.t.Error(err)
		}
		b.mu.Lock()
		late := b.late
		b.late = nil
		b.mu.Unlock()
		if len(late) == 0 {
			return
		}
		for _, event := range late {
			b.hand(event)
		}
	}
	b.m.t.Error("events are not taken")
}
