package gateway

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	modernc "modernc.org/sqlite"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/gateway/storefront"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// platform is a chat platform without signatures: its deliveries are events.
type platform struct{}

func (platform) Name() string { return "plain" }

func (platform) Capabilities() channel.Capabilities { return channel.Capabilities{Text: 1000} }

func (platform) Parse(d channel.Delivery) (events []message.Event, _ *channel.Reply, err error) {
	return events, nil, json.Unmarshal(d.Body, &events)
}

func (platform) Send(context.Context, message.Address, channel.Message) (channel.Receipt, error) {
	return channel.Receipt{}, nil
}

// till is a provider whose callbacks are about somebody else's order.
type till struct{ payments.Provider }

func (till) Name() string { return "till" }

func (till) ParseEvents(_ context.Context, d payments.Delivery) ([]payments.Event, error) {
	return []payments.Event{{ID: string(d.Body), Order: "another shop's", Ref: "r", Kind: payments.EventSucceeded, Amount: money.New(100, "USD")}}, nil
}

// faultSite is a whole shop on a store that will be in trouble.
func faultSite(t *testing.T, s *store.Store) *site {
	t.Helper()
	var front *storefront.Handler // before any request
	o := Options{
		Limits:     Limits{Messages: 1e6, Burst: 1e6},
		Storefront: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { front.ServeHTTP(w, r) }),
	}
	site := newSiteOf(t, "", o, func(c *sdk.Config) {
		c.Store = s
		c.Channels = append(c.Channels, platform{})
		c.Payments = append(c.Payments, till{c.Payments[0]})
	})
	var err error
	if front, err = storefront.New(site.shop); err != nil {
		t.Fatal(err)
	}
	return site
}

// status makes a request and returns its status.
func (v *visitor) status(method, path, body string) int {
	v.t.Helper()
	res, _ := v.do(method, path, body, v.bearer()...)
	return res.StatusCode
}

// say posts a message and returns the status.
func (v *visitor) say(text string) int {
	v.t.Helper()
	return v.status("POST", "/webchat/messages", fmt.Sprintf(`{"id":%q,"text":%q}`, uuid.NewString(), text))
}

// deliver posts what a platform and a provider deliver and returns the statuses.
func (v *visitor) deliver() [2]int {
	v.t.Helper()
	event := fmt.Sprintf(`[{"id":%q,"from":{"channel":"plain","account":"shop","id":"ann"},"kind":"message","text":"help"}]`, uuid.NewString())
	return [2]int{v.status("POST", "/channels/plain", event), v.status("POST", "/payments/till", uuid.NewString())}
}

// standing wants what needs no store to be answered.
func (v *visitor) standing() {
	v.t.Helper()
	for _, path := range []string{"/healthz", "/widget.js", "/widget/", "/metrics", "/", "/?q=tent"} {
		if got := v.status("GET", path, ""); got != 200 {
			v.t.Errorf("%s without the store: %d", path, got)
		}
	}
}

// down wants everything that needs the store to be refused, and the rest
// answered.
func (v *visitor) down() {
	v.t.Helper()
	if got := v.status("GET", "/readyz", ""); got != 503 {
		v.t.Errorf("ready: %d", got)
	}
	if got := v.say("lost"); got != 503 {
		v.t.Errorf("a message of the web chat: %d", got)
	}
	if got := v.status("POST", "/webchat/sessions", "{}"); got != 503 {
		v.t.Errorf("a new session: %d", got)
	}
	if got := v.deliver(); got != [2]int{503, 503} {
		v.t.Errorf("callbacks of a platform and a provider: %v", got)
	}
	v.standing()
}

// recovers wants the shop to be ready within 30 s, and to answer again.
func (v *visitor) recovers() {
	v.t.Helper()
	begin := time.Now()
	for v.status("GET", "/readyz", "") != 200 {
		if time.Since(begin) > 30*time.Second {
			v.t.Fatal("it is not ready 30 s after the store is back")
		}
		time.Sleep(50 * time.Millisecond)
	}
	v.t.Logf("ready after %v", time.Since(begin))
	if got := v.deliver(); got != [2]int{200, 200} {
		v.t.Errorf("callbacks afterwards: %v", got)
	}
	if got := v.say("help"); got != 202 {
		v.t.Errorf("a message afterwards: %d", got)
	}
	v.hears("I find products")
}

// broken is a database that fails while it is told to.
type broken struct {
	store.DB
	is atomic.Bool
}

func (b *broken) err() error {
	if b.is.Load() {
		return fmt.Errorf("%w: for a test", store.ErrUnavailable)
	}
	return nil
}

func (b *broken) Commit(ctx context.Context, batch store.Batch) error {
	if err := b.err(); err != nil {
		return err
	}
	return b.DB.Commit(ctx, batch)
}

func (b *broken) Update(ctx context.Context, fn func(context.Context, store.Conn) error) error {
	if err := b.err(); err != nil {
		return err
	}
	return b.DB.Update(ctx, fn)
}

func (b *broken) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	if err := b.err(); err != nil {
		return nil, err
	}
	return b.DB.Query(ctx, s)
}

// P13: a store that is down is 503 for whatever must be stored.
func TestStoreBreaks(t *testing.T) {
	t.Parallel()
	db, err := sqlite.OpenDB(filepath.Join(t.TempDir(), "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	b := &broken{DB: db}
	v := faultSite(t, store.New(b)).visitor()
	v.recovers()
	for range 3 {
		b.is.Store(true)
		v.down()
		b.is.Store(false)
		v.recovers()
	}
	if _, body := v.do("GET", "/metrics", ""); !strings.Contains(body, `sauda_store_failures_total{shop="Fernhill"}`) ||
		!strings.Contains(body, `sauda_events_waiting{channel="plain",shop="Fernhill"}`) || !strings.Contains(body, "sauda_turn_seconds_count") {
		t.Errorf("metrics:\n%s", body)
	}
}

// P13: on a disk that is full small commits may still fit. Readiness tells the
// truth all the same, and what was taken is answered when there is room.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	disk := &disk{path: filepath.Join(t.TempDir(), "full.db")}
	db := sql.OpenDB(disk)
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1) // the pragma below is one connection's
	v := faultSite(t, sqlite.New(db, "sauda")).visitor()
	pages := func(n int64) {
		t.Helper()
		var is int64
		if err := db.QueryRowContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count(%d)", n)).Scan(&is); err != nil {
			t.Fatal(err)
		}
		disk.pages.Store(is)
	}
	v.recovers()
	pages(1) // as many as there are
	taken := 0
	for i := 0; v.say("help "+strings.Repeat("x", 2000)) == 202; i++ {
		if taken++; i > 1000 {
			t.Fatal("the disk does not get full")
		}
	}
	if got := v.status("GET", "/readyz", ""); got != 503 {
		t.Errorf("ready on a full disk: %d", got)
	}
	v.standing()
	t.Logf("%d messages were taken before", taken)
	pages(1 << 20)
	v.recovers()
	_, body := v.do("GET", "/webchat/messages", "", v.bearer()...)
	if n := strings.Count(body, "xxxx\""); n != taken {
		t.Errorf("%d messages are there, %d were taken", n, taken)
	}
}

// disk opens SQLite on a disk of so many pages: on a new connection too, which
// the store makes after a failure.
type disk struct {
	path  string
	pages atomic.Int64
}

func (d *disk) Connect(context.Context) (driver.Conn, error) {
	pragmas := url.Values{"_pragma": {"journal_mode(WAL)"}}
	if n := d.pages.Load(); n > 0 {
		pragmas.Add("_pragma", fmt.Sprintf("max_page_count(%d)", n))
	}
	return d.Driver().Open("file:" + filepath.ToSlash(d.path) + "?" + pragmas.Encode())
}

func (*disk) Driver() driver.Driver { return &modernc.Driver{} }

// P13: PostgreSQL is stopped, as by a crash, and started again.
func TestPostgresStops(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Options{})
	s, err := postgres.Open(t.Context(), pgtest.In(server.DSN(), "shop"))
	if err != nil {
		t.Fatal(err)
	}
	v := faultSite(t, s).visitor()
	v.recovers()
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	v.down()
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	v.recovers()
}
