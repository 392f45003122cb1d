package reminder_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

func must[T any](v T, err error) T {
	check(err)
	return v
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// A shopper leaves a mug in her cart; an hour later its price has changed.
func Example() {
	ctx, now := context.Background(), noon
	dir := must(os.MkdirTemp("", "reminder"))
	defer os.RemoveAll(dir)
	db := must(sqlite.Open(filepath.Join(dir, "shop.db")))
	defer db.Close()
	check(db.Migrate(ctx))
	index := search.New(search.Config{})
	desk := reminder.New(reminder.Config{
		Store: db, Catalog: catalog.New(nil).WithIndex(index), Now: func() time.Time { return now },
		Quiet: policy.Quiet{From: 22 * 60, To: 7 * 60},
		Build: func(r reminder.Reminder) message.Outbound {
			return message.Outbound{Text: fmt.Sprintf("Your %s is still here: %s.", r.Lines[0].Title, r.Lines[0].Price)}
		},
		// In a shop, package engine does this: it writes to the transcript and the outbox.
		Deliver: func(c conversation.Conversation, all []message.Outbound) (conversation.Conversation, []store.Statement, error) {
			fmt.Println(all[0].Text)
			return c, nil, nil
		},
	})

	// In a shop, a turn of the conversation does this.
	ann := message.Address{Channel: "webchat", ID: "ann"}
	check(db.Commit(ctx, store.Batch{Writes: store.Receive(message.Event{ID: "1", From: ann, Kind: message.KindStarted}, now)}))
	talk := must(db.Conversation(ctx, conversation.IDOf(ann)))
	talk.Done, talk.Heard = 1, now
	mugs := cart.Cart{Contact: talk.Contact, Lines: []cart.Line{{Ref: mug, Title: "mug", Quantity: 1, Price: usd(12_00)}}}
	check(db.Commit(ctx, store.Batch{Writes: append(desk.Schedule(mugs, talk.ID, now), store.PutConversation(talk), store.PutCart(mugs))}))

	check(index.Apply(ctx, []catalog.Change{{Put: &catalog.Product{ID: "mug", Offer: catalog.Offer{Price: usd(10_00)}}}}))
	now = now.Add(time.Hour)
	for _, due := range must(db.ClaimTimers(ctx, now, time.Minute, 10)) {
		check(desk.Handle(ctx, due))
	}
	// Output: Your mug is still here: 10.00 USD.
}
