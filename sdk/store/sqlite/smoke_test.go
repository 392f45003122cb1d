package sqlite

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

func TestSmoke(t *testing.T) {
	ctx := t.Context()
	s, err := Open(filepath.Join(t.TempDir(), "a ?%#b.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.Migrate(ctx))
	must(s.Migrate(ctx))
	must(s.Ping(ctx))
	now := time.Now()
	e := message.Event{ID: "e1", From: message.Address{Channel: "web", Account: "a", ID: "x"}, Kind: message.KindText, Text: "hi"}
	for range 2 {
		must(s.Commit(ctx, store.Batch{Writes: store.Receive(e, now)}))
	}
	ids, err := s.Pending(ctx, 10)
	must(err)
	tn, err := s.Turn(ctx, ids[0])
	must(err)
	t.Logf("%+v", tn)
	c := tn.Conversation
	c.Done++
	var b store.Batch
	b.Require(store.GuardTurn(tn.Conversation), store.GuardCart(tn.Cart), store.GuardContact(tn.Contact))
	b.Write(store.PutConversation(c), store.PutCart(tn.Cart), store.PutContact(tn.Contact))
	b.Write(store.InsertOrder(order.Order{ID: "o1", State: order.Open})...)
	b.Write(store.PutProduct("s", catalog.Product{ID: "p"}, now)...)
	b.Write(store.Enqueue(store.Row{ID: "r", Conversation: c.ID, Created: now})...)
	must(s.Commit(ctx, b))
	if err := s.Commit(ctx, b); err == nil {
		t.Fatal("twice")
	}
	o, err := s.Order(ctx, "o1")
	must(err)
	t.Log(o.Number)
	ls, err := s.ClaimLanes(ctx, now.Add(time.Second), time.Minute, 10)
	must(err)
	t.Log(ls)
	ch, err := s.Changes(context.Background(), 0, 10)
	must(err)
	t.Log(ch)
	_, err = s.Sweep(ctx, now.Add(time.Hour), 10)
	must(err)
}
