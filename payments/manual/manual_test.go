package manual

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paymentstest"
)

var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// All that package payments promises its callers.
func TestConformance(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, paymentstest.Harness{New: func(t *testing.T) paymentstest.Rig {
		m := method(t, Config{})
		return paymentstest.Rig{
			Provider: m,
			Pay: func(ctx context.Context, ref string, how paymentstest.Outcome) error {
				p, err := m.Claim(ctx, ref)
				if err != nil || how == paymentstest.Pending || p.State != payments.StateProcessing {
					return err
				}
				_, err = m.Confirm(ctx, ref, payments.Verdict{Paid: how == paymentstest.Succeed, By: "a person"})
				return err
			},
			Checkouts: func(order string) (n int) {
				records := m.cfg.Records.(*Memory)
				records.mu.Lock()
				defer records.mu.Unlock()
				for _, e := range records.all {
					if bytes.Contains(e.data, []byte(`"order":"`+order+`"`)) {
						n++
					}
				}
				return n
			},
		}
	}})
}

func method(t *testing.T, c Config) *Method {
	t.Helper()
	if c.Records == nil {
		c.Records = NewMemory()
	}
	c.Name, c.Phone = "Kaspi", "+7 701 000 00 00"
	m, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func intent(key string) payments.Intent {
	return payments.Intent{Key: key, Order: "o1", Amount: money.New(500_00, "KZT")}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	huge := append(picture.Bytes(), make([]byte, maxQR)...)
	for _, tt := range []struct {
		name string
		edit func(*Config)
		bad  string // a part of the error; "" if it is good
	}{
		{"phone", func(*Config) {}, ""},
		{"spaces around", func(c *Config) { c.Name = " Kaspi Gold " }, ""},
		{"picture alone", func(c *Config) { c.Phone, c.QR = "", picture.Bytes() }, ""},
		{"link alone", func(c *Config) { c.Phone, c.URL = "", "https://paypal.me/shop" }, ""},
		{"at the door", func(c *Config) { c.Phone, c.OnDelivery = "", true }, ""},
		{"no name", func(c *Config) { c.Name = " " }, "Config.Name"},
		{"name in other letters", func(c *Config) { c.Name = "Каспи" }, "Config.Title"},
		{"name as a path", func(c *Config) { c.Name = "../x" }, "Config.Name"},
		{"long name", func(c *Config) { c.Name = strings.Repeat("a", 41) }, "Config.Name"},
		{"no records", func(c *Config) { c.Records = nil }, "Config.Records"},
		{"reserve in the past", func(c *Config) { c.Reserve = -1 }, "Config.Reserve"},
		{"nothing to go by", func(c *Config) { c.Phone, c.Text = "", map[string]string{"en": " \n"} }, "Config.Text"},
		{"long text", func(c *Config) { c.Text = map[string]string{"ru": strings.Repeat("я", 2001)} }, `Config.Text["ru"]`},
		{"strange currency", func(c *Config) { c.Currencies = []string{"tenge"} }, "Config.Currencies"},
		{"strange country", func(c *Config) { c.Countries = []string{"kz"} }, "Config.Countries"},
		{"script as link", func(c *Config) { c.URL = "javascript:alert(1)" }, "Config.URL"},
		{"plain http", func(c *Config) { c.URL = "http://paypal.me/shop" }, "Config.URL"},
		{"page as picture", func(c *Config) { c.QR = []byte("<svg onload=alert(1)>") }, "Config.QR"},
		{"half a picture", func(c *Config) { c.QR = picture.Bytes()[:12] }, "Config.QR is a damaged picture"},
		{"huge picture", func(c *Config) { c.QR = huge }, "Config.QR"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := Config{Name: "Kaspi", Phone: "+7 701 000 00 00", Records: NewMemory()}
			tt.edit(&c)
			_, err := New(c)
			if tt.bad == "" && err != nil || tt.bad != "" && (err == nil || !strings.Contains(err.Error(), tt.bad)) {
				t.Errorf("got %v, want an error about %q", err, tt.bad)
			}
		})
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	m, err := New(Config{Name: "Kaspi  Gold", OnDelivery: true, Records: NewMemory(), Currencies: []string{"KZT"}, Countries: []string{"KZ"}})
	if err != nil {
		t.Fatal(err)
	}
	if m.Name() != "manual-kaspi-gold" {
		t.Errorf("the name is %q", m.Name())
	}
	want := payments.Capabilities{
		Countries: []string{"KZ"}, Currencies: []string{"KZT"}, MinLife: 48 * time.Hour, Reserve: 48 * time.Hour,
		Title: map[string]string{"": "Kaspi  Gold"},
	}
	if diff := cmp.Diff(want, m.Capabilities()); diff != "" {
		t.Error(diff)
	}
}

func TestInstructionsInTheNearestLanguage(t *testing.T) {
	t.Parallel()
	m := method(t, Config{Text: map[string]string{"kk": "аударыңыз", "ru": "переведите", "": "transfer"}})
	for lang, want := range map[string]string{"kk-KZ": "аударыңыз", "ru": "переведите", "de": "transfer", "": "transfer"} {
		if got := m.Instructions(lang).Text; got != want {
			t.Errorf("in %q: %q, want %q", lang, got, want)
		}
	}
	m = method(t, Config{Text: map[string]string{"ru": "переведите", "kk": "аударыңыз"}})
	if got := m.Instructions("de"); got.Text != "аударыңыз" || got.Lang != "kk" {
		t.Errorf("without words for others: %q in %q", got.Text, got.Lang)
	}
}

// Time closes what nobody claimed, and nothing else; and it pays nothing.
func TestTime(t *testing.T) {
	t.Parallel()
	var now atomic.Int64
	m := method(t, Config{Reserve: time.Hour, Now: func() time.Time { return noon.Add(time.Duration(now.Load())) }})
	for _, key := range []string{"open", "claimed", "late"} {
		in := intent(key)
		in.Expires = noon.Add(2 * time.Hour)
		c, err := m.Start(t.Context(), in)
		if err != nil || !c.Expires.Equal(in.Expires) || c.URL != "" {
			t.Fatalf("%+v, %v", c, err)
		}
	}
	if _, err := m.Claim(t.Context(), "claimed"); err != nil {
		t.Fatal(err)
	}
	check := func(key string, want payments.State) {
		t.Helper()
		if p, err := m.Fetch(t.Context(), key); err != nil || p.State != want {
			t.Errorf("%s is %q (%v), want %q", key, p.State, err, want)
		}
	}
	check("open", payments.StatePending)
	now.Store(int64(2 * time.Hour))
	check("open", payments.StateExpired)
	now.Store(int64(time.Hour)) // the clock of another node
	check("open", payments.StateExpired)
	now.Store(int64(1000 * time.Hour))
	check("claimed", payments.StateProcessing)
	if p, err := m.Claim(t.Context(), "open"); err != nil || p.State != payments.StateExpired {
		t.Errorf("a claim of what has expired gave %q, %v", p.State, err)
	}
	if p, err := m.Confirm(t.Context(), "late", payments.Verdict{Paid: true}); err != nil || p.State != payments.StateSucceeded {
		t.Errorf("money that came late gave %q, %v", p.State, err)
	}
}

// Stock is kept for as long as the checkout is open: a wish for less is moved.
func TestShortestLife(t *testing.T) {
	t.Parallel()
	m := method(t, Config{Now: func() time.Time { return noon }})
	for _, wish := range []time.Time{{}, noon.Add(time.Minute)} {
		in := intent("k" + wish.Format("05"))
		in.Expires = wish
		if c, err := m.Start(t.Context(), in); err != nil || !c.Expires.Equal(noon.Add(DefaultReserve)) {
			t.Errorf("wish %v: ends %v, %v", wish, c.Expires, err)
		}
	}
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	m := method(t, Config{})
	sum := money.New(500_00, "KZT")
	for _, tt := range []struct {
		name  string
		words []payments.Verdict
		want  payments.Payment // State, Amount and Code
		err   error            // of the last
	}{
		{"came", []payments.Verdict{{Paid: true}}, payments.Payment{State: payments.StateSucceeded, Amount: sum}, nil},
		{"less came", []payments.Verdict{{Paid: true, Amount: money.New(1, "KZT")}}, payments.Payment{State: payments.StateSucceeded, Amount: money.New(1, "KZT")}, nil},
		{"other money came", []payments.Verdict{{Paid: true, Amount: money.New(1, "USD")}}, payments.Payment{State: payments.StateSucceeded, Amount: money.New(1, "USD")}, nil},
		{"did not come", []payments.Verdict{{}}, payments.Payment{State: payments.StateFailed, Amount: sum, Code: payments.DeclineNotReceived}, nil},
		{"came after all", []payments.Verdict{{}, {Paid: true}}, payments.Payment{State: payments.StateSucceeded, Amount: sum}, nil},
		{"came, then did not", []payments.Verdict{{Paid: true}, {}}, payments.Payment{State: payments.StateSucceeded, Amount: sum}, payments.ErrConflict},
		{"came, then less", []payments.Verdict{{Paid: true}, {Paid: true, Amount: money.New(1, "KZT")}}, payments.Payment{State: payments.StateSucceeded, Amount: sum}, payments.ErrConflict},
		{"said twice, in full", []payments.Verdict{{Paid: true}, {Paid: true, Amount: sum}}, payments.Payment{State: payments.StateSucceeded, Amount: sum}, nil},
		{"less than nothing", []payments.Verdict{{Paid: true, Amount: money.New(-1, "KZT")}}, payments.Payment{State: payments.StatePending, Amount: sum}, payments.ErrMalformed},
		{"no currency", []payments.Verdict{{Paid: true, Amount: money.New(1, "")}}, payments.Payment{State: payments.StatePending, Amount: sum}, payments.ErrMalformed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ref := strings.NewReplacer(" ", "-", ",", "").Replace(tt.name)
			if _, err := m.Start(t.Context(), intent(ref)); err != nil {
				t.Fatal(err)
			}
			var err error
			for _, v := range tt.words {
				_, err = m.Confirm(t.Context(), ref, v)
			}
			if !errors.Is(err, tt.err) {
				t.Errorf("the last word gave %v, want %v", err, tt.err)
			}
			p, err := m.Fetch(t.Context(), ref)
			if got := (payments.Payment{State: p.State, Amount: p.Amount, Code: p.Code}); err != nil || got != tt.want {
				t.Errorf("got %+v, %v; want %+v", got, err, tt.want)
			}
		})
	}
}

// A hundred clicks and words at once, from two nodes, and somebody else's method
// in the same records: each change is seen by the next, and one state is left.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	records := NewMemory()
	nodes := []*Method{method(t, Config{Records: records}), method(t, Config{Records: records})}
	other, err := New(Config{Name: "Other", OnDelivery: true, Records: records})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Start(t.Context(), intent("k")); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var paid, refused atomic.Int64
	for i := range 100 {
		wg.Go(func() {
			m := nodes[i%2]
			_, _ = m.Start(t.Context(), intent("k"))
			_, _ = m.Claim(t.Context(), "k")
			switch _, err := m.Confirm(t.Context(), "k", payments.Verdict{Paid: true, Amount: money.New(int64(i%5+1), "KZT")}); {
			case err == nil:
				paid.Add(1)
			case errors.Is(err, payments.ErrConflict):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if paid.Load() != 20 || refused.Load() != 80 {
		t.Errorf("%d words that agree and %d that do not, want 20 and 80", paid.Load(), refused.Load())
	}
	if p, err := other.Fetch(t.Context(), "k"); err != nil || p.State != payments.StatePending {
		t.Errorf("the other method's is %q, %v", p.State, err)
	}
}

// flaky are records that fail as told.
type flaky struct {
	*Memory
	read, write error
}

func (f *flaky) Record(ctx context.Context, kind, key string) ([]byte, int64, error) {
	if f.read != nil {
		return nil, 0, f.read
	}
	return f.Memory.Record(ctx, kind, key)
}

func (f *flaky) PutRecord(ctx context.Context, kind, key string, version int64, data []byte) error {
	if f.write != nil {
		return f.write
	}
	return f.Memory.PutRecord(ctx, kind, key, version, data)
}

// What the records cannot do now is to be tried again; what they hold and nobody
// can read is not.
func TestRecordsThatFail(t *testing.T) {
	t.Parallel()
	down := errors.New("the disk is full")
	for _, tt := range []struct {
		name  string
		f     *flaky
		retry bool
	}{
		{"reading", &flaky{read: down}, true},
		{"writing", &flaky{write: down}, true},
		{"always another's", &flaky{write: payments.ErrConflict}, true},
		{"not ours", &flaky{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.f.Memory = NewMemory()
			m := method(t, Config{Records: tt.f})
			if err := tt.f.Memory.PutRecord(t.Context(), m.Name(), "bad", 0, []byte("{}")); err != nil {
				t.Fatal(err)
			}
			key := "new"
			if !tt.retry {
				key = "bad"
			}
			_, err := m.Start(t.Context(), intent(key))
			typed, ok := errors.AsType[*payments.Error](err)
			if !ok || typed.Retry != tt.retry || typed.Provider != "manual-kaspi" {
				t.Errorf("got %v (%+v), want an error with retry %v", err, typed, tt.retry)
			}
		})
	}
}

func TestRecordsNameNobody(t *testing.T) {
	t.Parallel()
	records := NewMemory()
	m := method(t, Config{Records: records})
	in := intent("k")
	in.Payer = payments.Payer{Name: "Zarina", Email: "zarina@shopper.example", Phone: "+77010000000"}
	if _, err := m.Start(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	data, _, err := records.Record(t.Context(), m.Name(), "k")
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc([]string{"Zarina", "shopper.example", "7701"}, func(s string) bool { return bytes.Contains(data, []byte(s)) }); i >= 0 {
		t.Errorf("the record names the payer: %s", data)
	}
}

// What she says she has sent is looked for before it is closed; what she only
// meant to bring is closed, and found all the same.
func TestCancelOfClaimed(t *testing.T) {
	t.Parallel()
	for atDoor, want := range map[bool]payments.State{false: payments.StateProcessing, true: payments.StateCancelled} {
		m := method(t, Config{OnDelivery: atDoor})
		_, err := m.Start(t.Context(), intent("k"))
		_, err2 := m.Claim(t.Context(), "k")
		p, err3 := m.Cancel(t.Context(), "k")
		if err := errors.Join(err, err2, err3); err != nil || p.State != want {
			t.Errorf("at the door %v: %s, %v", atDoor, p.State, err)
		}
		if p, err := m.Claim(t.Context(), "k"); err != nil || p.State != want {
			t.Errorf("at the door %v, claimed again: %s, %v", atDoor, p.State, err)
		}
		if p, err := m.Confirm(t.Context(), "k", payments.Verdict{Paid: true}); err != nil || p.State != payments.StateSucceeded {
			t.Errorf("at the door %v, found: %s, %v", atDoor, p.State, err)
		}
	}
}
