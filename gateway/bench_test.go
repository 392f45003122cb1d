package gateway

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

const (
	benchShoppers = 64 // who write at the same time
	benchMessages = 20 // each
)

// BenchmarkAcknowledge measures how long a message takes until its 202, beside
// the floor: gin, the raw body, the same insert, and nothing else. The rounds
// of both alternate, so that noise falls on both. No turns run meanwhile.
func BenchmarkAcknowledge(b *testing.B) {
	floor, tokenless := floorHandler(b)
	ours, tokens := ackHandler(b)
	var bare, full time.Duration
	for b.Loop() {
		bare += ackRound(b, floor, tokenless)
		full += ackRound(b, ours, tokens)
	}
	n := float64(b.N * benchShoppers * benchMessages)
	b.ReportMetric(n/bare.Seconds(), "floor/s")
	b.ReportMetric(n/full.Seconds(), "ack/s")
	b.ReportMetric(bare.Seconds()/full.Seconds(), "of-floor")
}

// ackRound sends benchMessages of each shopper, all shoppers at once.
func ackRound(b *testing.B, h http.Handler, tokens []string) time.Duration {
	b.Helper()
	var refused atomic.Int64
	begun := time.Now()
	done := make(chan struct{})
	for _, token := range tokens {
		go func() {
			defer func() { done <- struct{}{} }()
			for range benchMessages {
				body := `{"id":"` + uuid.NewString() + `","text":"show me tents under 200, please, and a good lamp"}`
				r := httptest.NewRequest(http.MethodPost, "/webchat/messages", strings.NewReader(body))
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("Authorization", "Bearer "+token)
				w := httptest.NewRecorder()
				if h.ServeHTTP(w, r); w.Code != http.StatusAccepted {
					refused.Add(1)
				}
			}
		}()
	}
	for range tokens {
		<-done
	}
	if n := refused.Load(); n > 0 {
		b.Fatalf("%d messages were refused", n)
	}
	return time.Since(begun)
}

func benchStore(b *testing.B) *store.Store {
	b.Helper()
	db, err := sqlite.Open(filepath.Join(b.TempDir(), "shop.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	return db
}

func floorHandler(b *testing.B) (http.Handler, []string) {
	b.Helper()
	db := benchStore(b)
	if err := db.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	g := gin.New()
	g.POST("/webchat/messages", func(c *gin.Context) {
		raw, err := c.GetRawData()
		if err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		e := message.Event{
			ID: string(raw[:len(`{"id":"`)+36]), Kind: message.KindText, Text: string(raw),
			From: message.Address{Channel: "webchat", Account: "webchat", ID: c.GetHeader("Authorization")},
		}
		if err := db.Commit(c, store.Batch{Writes: store.Receive(e, time.Now())}); err != nil {
			c.Status(http.StatusServiceUnavailable)
			return
		}
		c.Status(http.StatusAccepted)
	})
	tokens := make([]string, benchShoppers)
	for i := range tokens {
		tokens[i] = uuid.NewString()
	}
	return g, tokens
}

func ackHandler(b *testing.B) (http.Handler, []string) {
	b.Helper()
	shop, err := sdk.New(sdk.Config{
		Catalog: catalog.New(demo.Source()), Store: benchStore(b), Limits: sdk.Limits{Backlog: 1 << 30},
		Channels: []channel.Channel{webchat.New(webchat.Config{})}, Secrets: [][]byte{bytes.Repeat([]byte("s"), 32)},
	})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := shop.Sync(b.Context()); err != nil {
		b.Fatal(err)
	}
	h := Must(New(shop, Options{Limits: Limits{Messages: 1e9, Burst: 1 << 30, Requests: 1 << 30, Sessions: 1 << 30}}))
	tokens := make([]string, benchShoppers)
	for i := range tokens {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/webchat/sessions", strings.NewReader(`{"locale":"en"}`)))
		var got struct{ Token string }
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got.Token == "" {
			b.Fatalf("session: %d %s", w.Code, w.Body)
		}
		tokens[i] = got.Token
	}
	return h, tokens
}
