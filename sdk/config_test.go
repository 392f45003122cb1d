package sdk_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// openStore opens a store in a folder of its own.
func openStore(t testing.TB) *store.Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "shop.db"))
}

func openAt(t testing.TB, path string) *store.Store {
	t.Helper()
	db, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func openSandbox(t testing.TB, c sandbox.Config) *sandbox.Sandbox {
	t.Helper()
	box, err := sandbox.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return box
}

// Every mistake in a Config is named, with the mend, before anything is
// written.
func TestConfigMistakes(t *testing.T) {
	t.Parallel()
	method := func(id string, price, free money.Amount) sdk.Config {
		return sdk.Config{Rules: quote.Rules{Methods: []quote.Method{{ID: id, Price: price, FreeOver: free}}}}
	}
	promotions := func(all ...quote.Promotion) sdk.Config { return sdk.Config{Rules: quote.Rules{Promotions: all}} }
	place := func(p dialogue.Place) sdk.Config {
		return sdk.Config{Profile: sdk.Profile{Places: []dialogue.Place{p}}}
	}
	home := catalog.Text{"": "18 Abay Avenue"}
	usd, kzt := money.New(1, "USD"), money.New(1, "KZT")
	tenge := openSandbox(t, sandbox.Config{Currencies: []string{"KZT"}})
	tests := map[string]struct {
		change sdk.Config
		want   string
	}{
		"backlog":           {sdk.Config{Limits: sdk.Limits{Backlog: -1}}, "Config.Limits must not be negative"},
		"turns":             {sdk.Config{Limits: sdk.Limits{Turns: -1}}, "Config.Limits must not be negative"},
		"life":              {sdk.Config{Links: sdk.Links{Life: -time.Hour}}, "Config.Links must not be negative"},
		"reservation":       {sdk.Config{Links: sdk.Links{Reservation: -time.Hour}}, "Config.Links must not be negative"},
		"path":              {sdk.Config{Links: sdk.Links{Path: "pay"}}, `Config.Links.Path "pay" must begin and end with a slash: write /pay/`},
		"base":              {sdk.Config{BaseURL: "chat.example.com"}, `Config.BaseURL "chat.example.com" is not a complete address: write https://chat.example.com`},
		"base with a query": {sdk.Config{BaseURL: "https://chat.example.com/?shop=1"}, "Config.BaseURL"},
		"negative delivery": {method("courier", money.New(-1, "USD"), money.Amount{}), `delivery "courier": prices must not be negative`},
		"negative free":     {method("courier", usd, money.New(-1, "USD")), `delivery "courier": prices must not be negative`},
		"webhook":           {sdk.Config{Webhooks: []webhook.Endpoint{{URL: "hooks?token=secret"}}}, "Config: webhook 1: its URL is not a complete address"},
		"hook":              {sdk.Config{Hooks: []hook.Hook{{}}}, "Config: hook 1: hook: On takes a function"},
		"quiet":             {sdk.Config{Reminders: sdk.Reminders{Quiet: policy.Quiet{From: 21, To: 1500}}}, "Config.Reminders.Quiet must be in minutes from midnight"},
		"currency":          {sdk.Config{Profile: sdk.Profile{Currency: "EURO"}}, `Config.Profile.Currency "EURO" is not a currency of ISO 4217: write USD or KZT`},
		"language":          {sdk.Config{Profile: sdk.Profile{Locale: "english!"}}, `Config.Profile.Locale "english!" is not a language tag: write en or pt-BR`},
		"time zone":         {sdk.Config{Profile: sdk.Profile{TimeZone: "Alma-Ata"}}, `Config.Profile.TimeZone "Alma-Ata" is not an IANA time zone: write Asia/Almaty or UTC`},
		"languages":         {sdk.Config{Profile: sdk.Profile{Languages: []string{"en", "fr"}}}, `Config.Profile.Languages: locale: bad texts: there are no texts in "fr", only in en, kk, ru`},
		"tone":              {sdk.Config{Profile: sdk.Profile{Tone: "rude"}}, `Config.Profile.Tone "rude" is not a tone: write formal or friendly`},
		"place's address":   {place(dialogue.Place{Map: "https://maps.example.com"}), "Config.Profile.Places[0]: a place needs an Address"},
		"place's map":       {place(dialogue.Place{Address: home, Map: "javascript:alert(1)"}), `Map "javascript:alert(1)" is not a complete address`},
		"place's degrees":   {place(dialogue.Place{Address: home, Lat: 432389}), "Lat and Lon are in degrees"},
		"delivery's price":  {method("courier", kzt, money.Amount{}), `delivery "courier" is priced in KZT, the shop sells in USD`},
		"free delivery":     {method("courier", usd, kzt), `delivery "courier" is priced in KZT, the shop sells in USD`},
		"delivery's id":     {method("", usd, usd), "every method needs an ID of its own"},
		"code of nothing":   {promotions(quote.Promotion{PerMillion: 1}), "Promotions[0] has no Code"},
		"two of one code":   {promotions(quote.Promotion{Code: "Spring"}, quote.Promotion{Code: "spring "}), `"spring " is there twice`},
		"code in another":   {promotions(quote.Promotion{Code: "A", Amount: kzt}), `"A" is in KZT, the shop sells in USD`},
		"minimum in it":     {promotions(quote.Promotion{Code: "A", PerMillion: 1, Min: kzt}), `"A" is in KZT, the shop sells in USD`},
		"code takes more":   {promotions(quote.Promotion{Code: "A", PerMillion: 1_000_001}), `"A" takes more than everything, or less than nothing`},
		"code adds":         {promotions(quote.Promotion{Code: "A", Amount: money.New(-1, "USD")}), `"A" takes more than everything, or less than nothing`},
		"code like a card":  {promotions(quote.Promotion{Code: "4242424242424242", PerMillion: 1}), "like the number of a card"},
		"tax twice":         {sdk.Config{Rules: quote.Rules{Tax: quote.Tax{Rates: []quote.Rate{{Category: "Books"}, {Category: "books", PerMillion: 5}}}}}, `the tax of "books" is there twice`},
		"negative tax":      {sdk.Config{Rules: quote.Rules{Tax: quote.Tax{PerMillion: -1}}}, "tax must be from 0 to 10,000,000 parts of a million"},
		"delivery's tax":    {sdk.Config{Rules: quote.Rules{Tax: quote.Tax{Delivery: 10_000_001}}}, "tax must be from 0 to 10,000,000 parts of a million"},
		"category's tax":    {sdk.Config{Rules: quote.Rules{Tax: quote.Tax{Rates: []quote.Rate{{Category: "a", PerMillion: -1}}}}}, "tax must be from 0 to 10,000,000 parts of a million"},
		"two deliveries":    {sdk.Config{Rules: quote.Rules{Methods: []quote.Method{{ID: "a"}, {ID: "a"}}}}, "every method needs an ID of its own"},
		"two channels":      {sdk.Config{Channels: []channel.Channel{webchat.New(webchat.Config{}), webchat.New(webchat.Config{})}}, `Config.Channels: two are named "webchat"`},
		"no channel":        {sdk.Config{Channels: []channel.Channel{nil}}, "Config.Channels[0] is nil: leave it out"},
		"two providers":     {sdk.Config{Payments: []payments.Provider{tenge, tenge}}, `Config.Payments: two are named "sandbox"`},
		"no provider":       {sdk.Config{Payments: []payments.Provider{nil}}, "Config.Payments[0] is nil: leave it out"},
		"other money":       {sdk.Config{Payments: []payments.Provider{tenge}}, "Config.Payments: none of them takes USD, the shop's currency"},
		"short secret":      {sdk.Config{Secrets: [][]byte{[]byte("short")}}, "Config.Secrets"},
		"name of the host":  {sdk.Config{Stocking: sdk.Stocking{Name: "host"}}, `Config.Stocking.Name "host" is the name for products that are put by call`},
		"texts not in YAML": {sdk.Config{Texts: fstest.MapFS{"en/mine.yaml": {Data: []byte("a: [")}}}, "mine.yaml"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "shop.db")
			c := tt.change
			c.Store, c.Catalog = openAt(t, path), catalog.New(demo.Source())
			secrets := len(c.Secrets) > 0 || c.Texts != nil
			_, err := sdk.New(c)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v\nwant: %s", err, tt.want)
			}
			if err != nil && (strings.Contains(err.Error(), "token=") || strings.Contains(err.Error(), "short")) {
				t.Errorf("a secret is shown: %v", err)
			}
			if _, err := os.Stat(path + ".secret"); !secrets && err == nil {
				t.Error("a secret was made for a shop that cannot be")
			}
		})
	}
}

func TestRequired(t *testing.T) {
	t.Parallel()
	if _, err := sdk.New(sdk.Config{}); err == nil || !strings.HasPrefix(err.Error(), "sdk: Config.Store is required") {
		t.Errorf("without a store: %v", err)
	}
	if _, err := sdk.New(sdk.Config{Store: openStore(t)}); err == nil || !strings.HasPrefix(err.Error(), "sdk: Config.Catalog is required") {
		t.Errorf("without a catalogue: %v", err)
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	s, err := sdk.New(sdk.Config{Store: openStore(t), Catalog: catalog.New(nil), BaseURL: "https://chat.example.com/"})
	if err != nil {
		t.Fatal(err)
	}
	p := s.Profile()
	if p.Name != "Shop" || p.Currency != "USD" || p.Locale != "en" || p.TimeZone != "UTC" || p.Tone != locale.Formal {
		t.Errorf("profile: %+v", p)
	}
	if s.BaseURL() != "https://chat.example.com" || s.Catalog().Index() == nil {
		t.Errorf("links begin with %q, index %v", s.BaseURL(), s.Catalog().Index())
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Errorf("not ready: %v", err)
	}
}

// A shop's tone is that of all it says.
func TestTone(t *testing.T) {
	t.Parallel()
	for tone, want := range map[locale.Tone]string{"": "Ваша корзина:", locale.Friendly: "Твоя корзина:"} {
		s, err := sdk.New(sdk.Config{Store: openStore(t), Catalog: catalog.New(nil), Profile: sdk.Profile{Locale: "ru", Tone: tone}})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Printer().T("cart.yours"); got != want {
			t.Errorf("tone %q says %q, want %q", tone, got, want)
		}
	}
}

// The secret beside the store is made once, for this user's eyes; buttons and
// sessions outlive a restart.
func TestSecretBesideTheStore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shop.db")
	var secret []byte
	var token string
	for start := range 2 {
		db := openAt(t, path)
		s, err := sdk.New(sdk.Config{Store: db, Catalog: catalog.New(nil), Channels: []channel.Channel{webchat.New(webchat.Config{})}})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(path + ".secret")
		if err != nil || len(raw) < 32 || start == 1 && !bytes.Equal(raw, secret) {
			t.Errorf("start %d: %d bytes of secret, %v; the same: %v", start, len(raw), err, bytes.Equal(raw, secret))
		}
		secret = raw
		web := channelOf(t, s)
		if start == 1 {
			if _, err := web.Verify(token); err != nil {
				t.Errorf("a session of before the restart: %v", err)
			}
		}
		session, _, err := web.Open(webchat.SessionRequest{})
		if err != nil {
			t.Fatal(err)
		}
		token = session.Token
	}
	info, err := os.Stat(path + ".secret")
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".secret-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

func channelOf(t testing.TB, s *sdk.Shop) *webchat.Channel {
	t.Helper()
	ch, _ := s.Channel("webchat")
	web, ok := ch.(*webchat.Channel)
	if !ok {
		t.Fatalf("the web chat is a %T", ch)
	}
	return web
}

// Many processes that start at once agree on one secret.
func TestSecretIsMadeOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shop.db")
	tokens := make(chan string, 8)
	for range cap(tokens) {
		db := openAt(t, path)
		go func() {
			token := ""
			defer func() { tokens <- token }()
			s, err := sdk.New(sdk.Config{Store: db, Catalog: catalog.New(nil), Channels: []channel.Channel{webchat.New(webchat.Config{})}})
			if err != nil {
				t.Error(err)
				return
			}
			ch, _ := s.Channel("webchat")
			session, _, err := ch.(*webchat.Channel).Open(webchat.SessionRequest{})
			if err != nil {
				t.Error(err)
			}
			token = session.Token
		}()
	}
	var all []string
	for range cap(tokens) {
		all = append(all, <-tokens)
	}
	last, err := sdk.New(sdk.Config{Store: openAt(t, path), Catalog: catalog.New(nil), Channels: []channel.Channel{webchat.New(webchat.Config{})}})
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range all {
		if _, err := channelOf(t, last).Verify(token); err != nil {
			t.Errorf("a session of another process: %v", err)
		}
	}
}

// A store that is not in a file has nowhere to keep a secret: the error says
// how to make one.
func TestSecretIsRequired(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	memory := sqlite.New(db, "shop")
	t.Cleanup(func() { _, _ = memory.Close(), db.Close() })
	_, err = sdk.New(sdk.Config{Store: memory, Catalog: catalog.New(nil)})
	if err == nil || !strings.Contains(err.Error(), "Config.Secrets is required") || !strings.Contains(err.Error(), "openssl rand -hex 32") {
		t.Errorf("in memory, without a secret: %v", err)
	}
}

// A text of the shop's own replaces ours, and links follow BaseURL and Path.
func TestOwnWordsAndLinks(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{
		Catalog: catalog.New(demo.Source()), BaseURL: "https://shop.example/chat", Links: sdk.Links{Path: "/p/"},
		Texts: fstest.MapFS{"en/checkout.yaml": {Data: []byte("pay: Buy it now\n")}},
	})
	s.Says("show me tents under 400")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	s.Taps("Buy it now")
	s.Sees("https://shop.example/chat/p/")
}

// A secret that was cut short is named with its file, not used.
func TestSecretCutShort(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shop.db")
	s := openAt(t, path)
	for _, left := range []string{"", "0123456789"} {
		if err := os.WriteFile(path+".secret", []byte(left), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := sdk.New(sdk.Config{Store: s, Catalog: catalog.New(demo.Source())})
		if err == nil || !strings.Contains(err.Error(), path+".secret") || left != "" && strings.Contains(err.Error(), left) {
			t.Errorf("%v, want the file's name and not what is in it", err)
		}
	}
}
