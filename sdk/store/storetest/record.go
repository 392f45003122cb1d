package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var recordCases = []Case{
	{"a conversation is read as it was written", func(ctx context.Context, s *store.Store) error {
		c := conversation.Conversation{ID: "c", Address: shopper(1), Contact: "p", Version: 1, Created: begin}
		if err := write(ctx, s, store.InsertConversation(c), store.InsertConversation(c)); err != nil {
			return err
		}
		c.WithStaff, c.Since, c.Reason, c.Said, c.Locale, c.Contact = true, begin, "asked", 7, "kk", "q"
		if err := write(ctx, s, store.PutConversation(c)); err != nil {
			return err
		}
		c.Version = 2
		one, err := s.Conversation(ctx, "c")
		staffed, err2 := s.WithStaff(ctx, 10)
		hers, err3 := s.ConversationsOf(ctx, "q")
		all := []conversation.Conversation{c}
		return errors.Join(err, err2, err3, same("one", one, c), same("with staff", staffed, all), same("hers", hers, all))
	}},
	{"a transcript is in order and in pages", transcript},
	{"a cart is read as it was written", func(ctx context.Context, s *store.Store) error {
		none, err := s.Cart(ctx, "p")
		if err := errors.Join(err, same("none", none, cart.Cart{Contact: "p"})); err != nil {
			return err
		}
		c := cart.Cart{Contact: "p", Lines: []cart.Line{{Ref: thing, Title: long, Quantity: 2, Price: money.New(1, "KWD")}}, Updated: begin}
		if err := write(ctx, s, store.PutCart(c)); err != nil {
			return err
		}
		c.Version = 1
		got, err := s.Cart(ctx, "p")
		return errors.Join(err, same("cart", got, c))
	}},
	{"a contact changes by version", func(ctx context.Context, s *store.Store) error {
		c := contact.Contact{ID: "p", Name: "Әлия", Phone: "+77010000000", Created: begin}
		put := func(c contact.Contact) error {
			return s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardContact(c)}, Writes: []store.Statement{store.PutContact(c)}})
		}
		if err := put(c); err != nil {
			return err
		}
		if err := is("made twice", put(c), store.ErrConflict); err != nil {
			return err
		}
		c.Version, c.OptedOut, c.OptedOutAt = 1, true, begin
		if err := put(c); err != nil {
			return err
		}
		if err := is("changed twice", put(c), store.ErrConflict); err != nil {
			return err
		}
		c.Version = 2
		got, err := s.Contact(ctx, "p")
		if err := errors.Join(err, same("contact", got, c)); err != nil {
			return err
		}
		c.OptedOutAt = time.Time{} // who says no time has opted out all the same
		if err := put(c); err != nil {
			return err
		}
		got, err = s.Contact(ctx, "p")
		return errors.Join(err, same("opted out, without a time", got.OptedOut, true))
	}},
	{"an opt-out is in force as soon as it is received", optOut},
	{"the consent ledger keeps every word", func(ctx context.Context, s *store.Store) error {
		grant := store.Consent{ID: "1", Contact: "p", Channel: "web", Purpose: "marketing", Action: store.ConsentGrant,
			Method: "button", Wording: "Жаңалықтар?", Event: "e", At: begin}
		stop := grant
		stop.ID, stop.Action, stop.At = "0", store.ConsentWithdraw, begin.Add(time.Microsecond)
		if err := write(ctx, s, store.AppendConsent(stop), store.AppendConsent(grant)); err != nil {
			return err
		}
		got, err := s.Consents(ctx, "p")
		return errors.Join(err, same("ledger", got, []store.Consent{grant, stop}))
	}},
	{"absent records are not found", notFound},
	{"times, Unicode, NUL and long texts survive", survive},
	{"a deep link is used once", deepLink},
	{"meta keeps the last value", func(ctx context.Context, s *store.Store) error {
		if err := write(ctx, s, store.SetMeta("k", "1"), store.SetMeta("k", long)); err != nil {
			return err
		}
		got, err := s.Meta(ctx, "k")
		return errors.Join(err, same("meta", got, long))
	}},
}

// deepLink is used by the first conversation only, and forgotten some time after
// it has expired.
func deepLink(ctx context.Context, s *store.Store) error {
	l := store.DeepLink{Hash: "h", Customer: "Әлия", Referral: "product:tent", Expires: begin}
	late := store.DeepLink{Hash: "i", Customer: "b", Expires: begin.Add(time.Microsecond)}
	if err := write(ctx, s, store.AddDeepLink(l), store.AddDeepLink(late)); err != nil {
		return err
	}
	if err := is("added twice", write(ctx, s, store.AddDeepLink(l)), store.ErrConflict); err != nil {
		return err
	}
	use := func(conversation string) error {
		return s.Commit(ctx, store.Batch{
			Guards: []store.Guard{store.GuardDeepLink("h")}, Writes: []store.Statement{store.UseDeepLink("h", conversation)},
		})
	}
	if err := errors.Join(use("c"), is("used twice", use("d"), store.ErrConflict)); err != nil {
		return err
	}
	l.Conversation = "c"
	got, err := s.DeepLink(ctx, "h")
	if err := errors.Join(err, same("link", got, l)); err != nil {
		return err
	}
	n, err := s.Sweep(ctx, late.Expires, 10)
	if err := errors.Join(err, same("swept", n, 1)); err != nil {
		return err
	}
	_, err = s.DeepLink(ctx, "h")
	got, err2 := s.DeepLink(ctx, "i")
	return errors.Join(is("forgotten", err, store.ErrNotFound), err2, same("not yet", got, late))
}

func transcript(ctx context.Context, s *store.Store) error {
	var all []conversation.Message
	var b store.Batch
	for i, id := range []string{"b", "a", "c", "e", "g", "f"} {
		m := conversation.Message{ID: id, Conversation: "x", Seq: int64(i + 1), From: conversation.Shop, At: begin, Event: "e",
			Body: message.Outbound{Text: id, Choices: []message.Choice{{Label: "Pay", Action: message.Action{Name: "pay"}}}}}
		all = append(all, m)
	}
	b.Write(store.AppendMessage(all[0]))
	b.Write(store.AppendMessages(all[1:])...)
	if err := s.Commit(ctx, b); err != nil {
		return err
	}
	page := func(after int64, limit int, want []conversation.Message) error {
		got, err := s.Transcript(ctx, "x", after, limit)
		return errors.Join(err, same("page", got, want))
	}
	one, err := s.Message(ctx, "x", "c")
	_, other := s.Message(ctx, "y", "c")
	taken := all[2]
	taken.ID = "d"
	return errors.Join(err, page(0, 2, all[:2]), page(2, 2, all[2:4]), page(5, 2, all[5:]), page(6, 2, nil), same("one", one, all[2]),
		is("of another conversation", other, store.ErrNotFound),
		is("a taken seq", write(ctx, s, store.AppendMessage(taken)), store.ErrConflict))
}

func notFound(ctx context.Context, s *store.Store) error {
	read := map[string]func() error{
		"conversation": func() error { _, err := s.Conversation(ctx, ""); return err },
		"turn":         func() error { _, err := s.Turn(ctx, ""); return err },
		"message":      func() error { _, err := s.Message(ctx, "", ""); return err },
		"contact":      func() error { _, err := s.Contact(ctx, ""); return err },
		"order":        func() error { _, err := s.Order(ctx, ""); return err },
		"token":        func() error { _, err := s.OrderByToken(ctx, ""); return err },
		"checkout":     func() error { _, err := s.OrderByCheckout(ctx, "", ""); return err },
		"attempt":      func() error { _, err := s.AttemptByRef(ctx, "", ""); return err },
		"timer":        func() error { _, err := s.Timer(ctx, ""); return err },
		"sent":         func() error { _, err := s.Sent(ctx, "", "", ""); return err },
		"product":      func() error { _, err := s.Product(ctx, ""); return err },
		"meta":         func() error { _, err := s.Meta(ctx, ""); return err },
	}
	for name, fn := range read {
		if err := is(name, fn(), store.ErrNotFound); err != nil {
			return err
		}
	}
	return nil
}

// odd is a key of a kilobyte with all that makes texts hard, and bytes that are
// no text at all. Longer keys need not be kept.
var odd = long[:900] + "\xff\xed\xa0\x80\uFDD0ff\uFDD0\x00\u2028%_"

func survive(ctx context.Context, s *store.Store) error {
	for i, at := range []time.Time{{}, begin, time.Date(1969, 7, 20, 20, 17, 40, 1000, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)} {
		m := conversation.Message{ID: at.String() + odd, Conversation: odd, Seq: int64(i + 1), From: conversation.Shopper,
			At: at, Event: long + odd, Body: message.Outbound{Text: long}}
		if err := write(ctx, s, store.AppendMessage(m)); err != nil {
			return err
		}
		got, err := s.Message(ctx, odd, m.ID)
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(got, m) { // too long to print
			return fmt.Errorf("a message at %v came back changed, at %v", at, got.At)
		}
	}
	return nil
}

func optOut(ctx context.Context, s *store.Store) error {
	stop := said(shopper(1), "stop")
	out := func() error {
		return write(ctx, s, append(store.Receive(stop, begin), store.OptOut(stop, begin))...)
	}
	if err := out(); err != nil {
		return err
	}
	id := conversation.GuestOf(stop.From)
	c, err := s.Contact(ctx, id)
	want := contact.Contact{ID: id, Version: 2, OptedOut: true, OptedOutAt: begin, Created: begin}
	if err := errors.Join(err, same("contact", c, want)); err != nil {
		return err
	}
	// Saying it again, later, changes nothing: she has been left alone since the first.
	again, later := said(shopper(1), "stop again"), begin.Add(time.Minute)
	if err := write(ctx, s, append(store.Receive(again, later), store.OptOut(again, later))...); err != nil {
		return err
	}
	c, err = s.Contact(ctx, id)
	if err := errors.Join(err, same("contact who says it again", c, want)); err != nil {
		return err
	}
	t, err := s.Turn(ctx, conversation.IDOf(stop.From))
	if err := errors.Join(err, same("contact of the turn", t.Contact, want), handle(ctx, s, stop.From)); err != nil {
		return err
	}
	// She comes back; the old event is delivered again.
	back := want
	back.OptedOut, back.OptedOutAt = false, time.Time{}
	if err := errors.Join(write(ctx, s, store.PutContact(back)), out()); err != nil {
		return err
	}
	back.Version = 3
	c, err = s.Contact(ctx, id)
	return errors.Join(err, same("contact who came back", c, back))
}
