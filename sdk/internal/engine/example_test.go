package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/internal/engine"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// Receive puts an event on disk, however often it comes; a turn answers it once.
func Example() {
	if err := example(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// shopper: good day
	// shop: echo good day
}

func example(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "engine")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	e, err := exampleEngine(s)
	if err != nil {
		return err
	}
	body, err := json.Marshal([]message.Event{text("1", "good day")})
	if err != nil {
		return err
	}
	for range 2 {
		if _, err := e.Receive(ctx, "talk", channel.Delivery{Body: body}); err != nil {
			return err
		}
	}
	if _, err := e.Settle(ctx); err != nil {
		return err
	}
	all, err := s.Transcript(ctx, conversation.IDOf(ann), 0, 10)
	for _, m := range all {
		fmt.Printf("%s: %s\n", m.From, m.Body.Text)
	}
	return err
}

func exampleEngine(s *store.Store) (*engine.Engine, error) {
	texts, err := locale.New()
	if err != nil {
		return nil, err
	}
	ring, err := sign.NewRing(bytes.Repeat([]byte("k"), 32))
	if err != nil {
		return nil, err
	}
	return engine.New(engine.Config{
		Store: s, Channels: map[string]channel.Channel{"talk": &talk{caps: transcript}}, Texts: texts,
		Catalog: catalog.New(nil).WithIndex(search.New(search.Config{})),
		Router:  dialogue.NewRouter(echo, lost), Choices: ring.Key("choice"),
		Shop: dialogue.Shop{Name: "Alem", Currency: "USD", Locale: "en", Zone: time.UTC},
	}), nil
}
