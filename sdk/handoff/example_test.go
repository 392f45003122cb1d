package handoff_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/handoff"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// The staff see who waits, answer, and hand back. In a shop the desk is
// Shop.Handoff().
func Example() {
	dir, _ := os.MkdirTemp("", "sauda")
	defer os.RemoveAll(dir)
	s, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	ctx := context.Background()
	_ = s.Migrate(ctx)
	to := message.Address{Channel: "webchat", ID: "ann"}
	c := conversation.Conversation{ID: conversation.IDOf(to), Address: to, Contact: conversation.GuestOf(to), WithStaff: true, Reason: "help"}
	_ = s.Commit(ctx, store.Batch{Writes: []store.Statement{store.InsertConversation(c)}})

	desk := handoff.New(handoff.Config{Store: s})
	waiting, _ := desk.Waiting(ctx, 10)
	fmt.Println(len(waiting), waiting[0].Reason)
	fmt.Println(desk.Say(ctx, waiting[0].ID, "Zoe", "Hello, this is Zoe."))
	fmt.Println(errors.Is(desk.Say(ctx, waiting[0].ID, "Zoe", ""), handoff.ErrText))
	fmt.Println(desk.Back(ctx, waiting[0].ID, "Zoe"))
	// Output:
	// 1 help
	// <nil>
	// true
	// <nil>
}
