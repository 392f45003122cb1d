package floor_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/internal/floor"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// turns has the floor do n turns in one conversation of a new store.
func turns(dir string, n int) (conversation.Conversation, []store.Row, error) {
	var c conversation.Conversation
	path := filepath.Join(dir, "shop.db")
	s, err := sqlite.Open(path)
	if err != nil {
		return c, nil, err
	}
	defer s.Close()
	a := message.Address{Channel: "web", Account: "shop", ID: "ann"}
	c = conversation.Conversation{ID: conversation.IDOf(a), Address: a, Contact: conversation.GuestOf(a), Created: time.Unix(1, 0)}
	ctx, insert := context.Background(), store.Batch{Writes: []store.Statement{store.InsertConversation(c)}}
	if err := s.Migrate(ctx); err != nil {
		return c, nil, err
	}
	if err := s.Commit(ctx, insert); err != nil {
		return c, nil, err
	}
	f, err := floor.Open(path)
	if err != nil {
		return c, nil, err
	}
	defer f.Close()
	if err := f.Turns([]string{c.ID}, []floor.Said{{Event: `{}`, Reply: `{"text":"hello"}`}}, 0, n); err != nil {
		return c, nil, err
	}
	got, err := s.Conversation(ctx, c.ID)
	if err != nil {
		return c, nil, err
	}
	rows, err := s.LaneRows(ctx, store.Lane{Conversation: c.ID}, 2*n)
	return got, rows, err
}

// The floor writes what a store can read: it is a turn, only bare.
func TestFloorIsATurn(t *testing.T) {
	t.Parallel()
	c, rows, err := turns(t.TempDir(), 100)
	if err != nil {
		t.Fatal(err)
	}
	if c.Done != 100 || c.Received != 100 || len(rows) != 100 || rows[0].Body.Text != "hello" {
		t.Errorf("done %d, received %d, %d messages; want 100 of each", c.Done, c.Received, len(rows))
	}
}

func ExampleFloor() {
	dir, err := os.MkdirTemp("", "floor")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	c, rows, err := turns(dir, 3)
	fmt.Println(c.Done, len(rows), err)
	// Output: 3 3 <nil>
}
