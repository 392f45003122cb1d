package outbox_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/outbox"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// A message is put into the store in some commit, and the outbox delivers it.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "outbox")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	s, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()

	to := message.Address{Channel: "parrot", ID: "ann"}
	row := store.Row{ID: "1", Conversation: "c", To: to, Created: time.Now(), Body: message.Outbound{Text: "Your order is on its way."}}
	parrot := &platform{name: "parrot", send: func(_ context.Context, to message.Address, m channel.Message) error {
		fmt.Println(to.ID, "reads:", m.Text)
		return nil
	}}
	r := outbox.New(outbox.Config{Store: s, Channels: map[string]channel.Channel{"parrot": parrot}})

	if err := s.Migrate(ctx); err != nil {
		fmt.Println(err)
		return
	}
	if err := s.Commit(ctx, store.Batch{Writes: store.Enqueue(row)}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("lanes served:", r.Once(ctx))
	// Output:
	// ann reads: Your order is on its way.
	// lanes served: 1
}
