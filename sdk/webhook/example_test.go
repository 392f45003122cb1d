package webhook_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
	"github.com/sauda-commerce/sauda/sdk/timer"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// A receiver checks the signature before it reads anything, and answers 2xx
// when it has kept what it was told.
func Example() {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil || webhook.Verify(secret, r.Header, body, time.Now()) != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		e, err := hook.Parse(r.Header.Get("webhook-id"), body)
		if paid, ok := e.(hook.OrderPaid); err == nil && ok {
			fmt.Println("ship", paid.Order.Number)
		}
	}))
	defer receiver.Close()

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

	desk, err := webhook.New(webhook.Config{Store: s, Webhooks: []webhook.Endpoint{
		{URL: receiver.URL, Secrets: []string{secret}, Events: []string{"order.paid"}, Private: true},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	// The writes go into the commit that makes the order paid.
	writes, _ := desk.Telling(hook.Stamp(hook.OrderPaid{Order: hook.Order{ID: "1", Number: "1001"}}, "1", time.Now()))
	_ = s.Commit(ctx, store.Batch{Writes: writes})
	timer.New(timer.Config{Store: s, Handlers: map[string]timer.Handler{webhook.Timer: desk.Handle}}).Once(ctx)
	// Output: ship 1001
}
