package checkout

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// wish is what a shopper wants of a payment that people confirm, in the chat.
type wish struct {
	Order string `json:"order"`
	Way   string `json:"way,omitempty"`   // she wants to pay by it
	Claim bool   `json:"claim,omitempty"` // she says that she has paid
}

// PayBy returns the write by which an order is opened in a way that people
// confirm, soon and durably: Grant does it, and tells the conversation.
func (d *Desk) PayBy(e dialogue.PayBy) (store.Statement, error) {
	return d.wishes(wish{Order: e.Order, Way: e.Provider})
}

// ClaimPaid returns the write by which a shopper's word that she has paid is
// noted, as PayBy does.
func (d *Desk) ClaimPaid(e dialogue.ClaimPaid) (store.Statement, error) {
	return d.wishes(wish{Order: e.Order, Claim: true})
}

func (d *Desk) wishes(w wish) (store.Statement, error) {
	raw, err := json.Marshal(w)
	if err != nil {
		return store.Statement{}, fmt.Errorf("checkout: wish for order %s: %w", w.Order, err)
	}
	key := TimerWish + ":" + w.Order
	if w.Claim {
		key += ":claim"
	}
	return store.SetTimer(store.Timer{Key: key, Kind: TimerWish, Due: d.Now(), Payload: raw}), nil
}

// Grant does what a shopper wants of a payment that people confirm, and tells
// her: how to pay, or why that cannot be. That her word was noted she hears as
// news of the payment.
func (d *Desk) Grant(ctx context.Context, t store.Timer) error {
	var w wish
	if err := json.Unmarshal(t.Payload, &w); err != nil {
		return fmt.Errorf("checkout: timer %s: %w", t.Key, err)
	}
	o, err := d.Store.Order(ctx, w.Order)
	if errors.Is(err, store.ErrNotFound) {
		return d.finish(ctx, t, store.FinishTimer(t))
	}
	if err != nil {
		return err
	}
	e := dialogue.OrderEvent{Order: o.ID, Way: w.Way}
	if w.Claim {
		err = d.Claim(ctx, o.PayToken)
	} else {
		var at Opened
		at, err = d.Open(ctx, o.PayToken, Choice{Provider: w.Way})
		e.Way = at.Provider
	}
	refusal, refused := errors.AsType[*Refusal](err)
	if err != nil && !refused {
		return err
	}
	writes := []store.Statement{store.FinishTimer(t)}
	if refused || !w.Claim && e.Way != "" { // else there was nothing to pay, and she hears that it is paid
		if refused {
			e.Code, e.Way = string(refusal.Reason), w.Way
		}
		said, err := d.tellOrder(ctx, o, "wish:"+t.Key+":"+t.Claim, dialogue.EventPayBy, e)
		if err != nil {
			return err
		}
		writes = append(writes, said...)
	}
	if err := d.finish(ctx, t, writes...); err != nil {
		return err
	}
	d.Wake()
	d.toldOf(ctx, o)
	return nil
}
