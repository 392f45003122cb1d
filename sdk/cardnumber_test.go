package sdk_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// lines are what several goroutines write.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// A card's number that she types wherever she is asked something is no answer,
// and is in no file, no log and no event that the host hears.
func TestCardNumberIsKeptNowhere(t *testing.T) {
	t.Parallel()
	var log, heard lines
	dir := t.TempDir()
	db, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s := shoptest.New(t, sdk.Config{
		Catalog: catalog.New(demo.Source()), Store: db,
		Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Hooks: []hook.Hook{sdk.On(func(_ context.Context, e hook.OrderPlaced) error {
			_, err := fmt.Fprintf(&heard, "%+v\n", e)
			return err
		})},
	})
	const card, told = "4242 4242 4242 4242", "Please never write the number of a card here."
	says := func(words string) {
		t.Helper()
		s.Says(words)
		s.Sees(told)
	}
	says(card)
	s.Says("show me tents under 400")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	says(card + ", 12/29, 737")
	says("Ann " + card)
	s.Says("Ann Lee, +1 202 555 0143")
	s.Sees("Your order")
	s.Taps("Pay")
	says("take it from 4242424242424242 cvc 737")
	s.Pays()
	s.Sees("Thank you")
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte("4242 4242 4242")) || bytes.Contains(raw, []byte("424242424242")) || bytes.Contains(raw, []byte("12/29")) {
			t.Errorf("%s holds the number", filepath.Base(name))
		}
	}
	for name, text := range map[string]string{"the log": log.String(), "what the host heard": heard.String()} {
		if strings.Contains(text, "4242 4242 4242") || strings.Contains(text, "424242424242") {
			t.Errorf("%s holds the number", name)
		}
	}
}
