package sdk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/advise"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	orders "github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// hooked is a shop with hooks of somebody's; log is what it says of them.
func hooked(t *testing.T, cfg sdk.Config) (s *shoptest.Shop, log *bytes.Buffer) {
	t.Helper()
	log = &bytes.Buffer{}
	if cfg.Catalog == nil {
		cfg.Catalog = caps()
	}
	cfg.Logger = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return shoptest.New(t, cfg), log
}

// A step that fails leaves the flow's own answer.
func TestStepThatFails(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]dialogue.Step{
		"panics": func(context.Context, dialogue.State, dialogue.Input, dialogue.Next) (dialogue.Outcome, error) {
			panic("index")
		},
		"errs": func(context.Context, dialogue.State, dialogue.Input, dialogue.Next) (dialogue.Outcome, error) {
			return dialogue.Outcome{}, errors.New("no idea")
		},
		"errs after the flow": func(ctx context.Context, s dialogue.State, in dialogue.Input, next dialogue.Next) (dialogue.Outcome, error) {
			out, _ := next(ctx, s, in)
			return out, errors.New("no idea")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, log := hooked(t, sdk.Config{Steps: map[string]dialogue.Step{"cart": step}})
			s.Says("what's in my cart")
			s.Sees("empty")
			if got := log.String(); !strings.Contains(got, "Steps: cart") || strings.Contains(got, "a turn failed") {
				t.Errorf("the log says %q", got)
			}
		})
	}
}

// A step may say that it does not understand, and a nil one is none.
func TestStepThatDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	lost := func(context.Context, dialogue.State, dialogue.Input, dialogue.Next) (dialogue.Outcome, error) {
		return dialogue.Outcome{}, dialogue.ErrNotUnderstood
	}
	s, log := hooked(t, sdk.Config{Steps: map[string]dialogue.Step{"cart": lost, "help": nil}})
	s.Says("what's in my cart")
	s.SeesNot("empty")
	s.Says("help")
	s.SeesNot("empty")
	if log.Len() > 0 {
		t.Errorf("the log says %q", log)
	}
}

func TestStepOfNoFlow(t *testing.T) {
	t.Parallel()
	_, err := sdk.New(sdk.Config{
		Store: openStore(t), Catalog: catalog.New(demo.Source()),
		Steps: map[string]dialogue.Step{"chekout": func(ctx context.Context, s dialogue.State, in dialogue.Input, next dialogue.Next) (dialogue.Outcome, error) {
			return next(ctx, s, in)
		}},
	})
	if err == nil || !strings.Contains(err.Error(), `Config.Steps`) || !strings.Contains(err.Error(), `"chekout"`) {
		t.Errorf("New says %v", err)
	}
}

// A step changes what a flow came to.
func TestStepChangesAnAnswer(t *testing.T) {
	t.Parallel()
	s, _ := hooked(t, sdk.Config{Steps: map[string]dialogue.Step{
		"cart": func(ctx context.Context, s dialogue.State, in dialogue.Input, next dialogue.Next) (dialogue.Outcome, error) {
			out, err := next(ctx, s, in)
			out.Say = append(out.Say, message.Outbound{Text: "Delivery is free today."})
			return out, err
		},
	}})
	s.Says("what's in my cart")
	s.Sees("empty", "Delivery is free today.")
}

// What is recommended and cannot be sold is not shown; where nothing is left,
// or the hook has a mistake, what is most alike is.
func TestRecommendationsThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		recommend func(catalog.Product) []catalog.ProductID
		want      string
		logs      bool
	}{
		"some": {func(catalog.Product) []catalog.ProductID {
			return []catalog.ProductID{"cap-3", "gone", "cap-1", "cap-3"}
		}, "[Wool cap]", false},
		"nothing of the shop": {func(catalog.Product) []catalog.ProductID { return []catalog.ProductID{"", "gone", "cap-1"} }, "[Rain cap Wool cap]", false},
		"none":                {func(catalog.Product) []catalog.ProductID { return nil }, "[Rain cap Wool cap]", false},
		"panics":              {func(catalog.Product) []catalog.ProductID { panic("index") }, "[Rain cap Wool cap]", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, log := hooked(t, sdk.Config{Recommend: tt.recommend})
			s.Says("show me the sun cap")
			s.Says("something similar")
			if got := fmt.Sprint(titles(s)); got != tt.want {
				t.Errorf("it shows %s, want %s", got, tt.want)
			}
			if logs := strings.Contains(log.String(), "hook=Recommend"); logs != tt.logs {
				t.Errorf("the log says %q", log)
			}
		})
	}
}

// A ranker with a mistake changes nothing and does not keep the products out.
func TestRankerThatPanics(t *testing.T) {
	t.Parallel()
	s, log := hooked(t, sdk.Config{Search: search.Config{Rank: func(catalog.Product) float64 { panic("index") }}})
	s.Says("show me caps")
	if got := fmt.Sprint(titles(s)); got != "[Sun cap Rain cap Wool cap]" {
		t.Errorf("it shows %s", got)
	}
	if !strings.Contains(log.String(), "hook=Search.Rank") {
		t.Errorf("the log says %q", log)
	}
}

// A need that names nothing is refused before anybody is asked.
func TestNeedOfNothing(t *testing.T) {
	t.Parallel()
	for name, need := range map[string]advise.Need{
		"no wants": {Label: catalog.Text{"en": "A gift"}},
		"no label": {Wants: []catalog.Filter{{Name: "use", Values: []string{"gift"}}}},
	} {
		_, err := sdk.New(sdk.Config{Store: openStore(t), Catalog: caps(), Advice: advise.Config{Needs: []advise.Need{need}}})
		if err == nil || !strings.Contains(err.Error(), "Config.Advice.Needs[0]") {
			t.Errorf("%s: New says %v", name, err)
		}
	}
}

// While the rule of the policy fails, nothing goes that it could not be asked
// about; when it works again, it goes.
func TestPolicyThatPanics(t *testing.T) {
	t.Parallel()
	var works atomic.Bool
	s, log := hooked(t, sdk.Config{Policy: func(_ policy.Facts, _ time.Time, d policy.Decision) policy.Decision {
		if !works.Load() {
			panic("index")
		}
		return d
	}})
	s.Says("add the sun cap")
	s.Advance(3 * time.Hour)
	s.SeesNot("cart")
	if !strings.Contains(log.String(), "hook=Policy") {
		t.Errorf("the log says %q", log)
	}
	works.Store(true)
	s.Advance(2 * time.Hour)
	s.Sees("You left something in your cart")
}

// A price or a tax that fails leaves what the rules say.
func TestRulesThatFail(t *testing.T) {
	t.Parallel()
	own := quote.Rules{
		Methods: []quote.Method{{ID: "post", Name: catalog.Text{"en": "Post"}, Price: money.New(700, "USD"), Pickup: true}},
		Tax:     quote.Tax{PerMillion: 100_000},
	}
	for name, hook := range map[string]func(*quote.Rules){
		"Rules.DeliveryPrice panics": func(r *quote.Rules) {
			r.DeliveryPrice = func(quote.Draft, quote.Method) (money.Amount, error) { panic("index") }
		},
		"Rules.DeliveryPrice errs": func(r *quote.Rules) {
			r.DeliveryPrice = func(quote.Draft, quote.Method) (money.Amount, error) { return money.Amount{}, errors.New("no route") }
		},
		"Rules.TaxOf panics": func(r *quote.Rules) { r.TaxOf = func(quote.DraftLine) int64 { panic("index") } },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := own
			hook(&r)
			s, log := hooked(t, sdk.Config{Rules: r})
			buy(s.Shopper)
			s.Sees("Total: $20.20") // 12, a tenth of tax, 7 by post
			s.Taps("Pay")
			s.Pays()
			s.Sees("Thank you")
			if which, _, _ := strings.Cut(name, " "); !strings.Contains(log.String(), "hook="+which) {
				t.Errorf("the log says %q", log)
			}
		})
	}
}

// A number that cannot be leaves the count; a provider that cannot be, the
// first that takes the currency.
func TestOrdersThatHooksFail(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		hook func(*sdk.Config)
		logs string
	}{
		"no pattern":    {func(c *sdk.Config) { c.Numbers = func(orders.Order) string { return "ALEM" } }, "Numbers"},
		"number panics": {func(c *sdk.Config) { c.Numbers = func(orders.Order) string { panic("index") } }, "Numbers"},
		"nobody's provider": {func(c *sdk.Config) {
			c.ChoosePayment = func(orders.Order, []payments.Provider) string { return "gold" }
		}, ""},
		"payment panics": {func(c *sdk.Config) {
			c.ChoosePayment = func(orders.Order, []payments.Provider) string { panic("index") }
		}, "ChoosePayment"},
		"takes all away": {func(c *sdk.Config) {
			c.ChoosePayment = func(_ orders.Order, all []payments.Provider) string { clear(all); return "" }
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := sdk.Config{}
			tt.hook(&cfg)
			s, log := hooked(t, cfg)
			buy(s.Shopper)
			s.Taps("Pay")
			s.Sees("Order 1001 ")
			s.Pays()
			s.Sees("Thank you")
			if got := log.String(); tt.logs == "" && got != "" || !strings.Contains(got, tt.logs) {
				t.Errorf("the log says %q", got)
			}
		})
	}
}

// Whatever a model says, it only looks at things: it cannot buy, pay, change,
// answer a question that was asked, or end the conversation.
func TestModelThatWantsMore(t *testing.T) {
	t.Parallel()
	const words = "qwrtz plmkn"
	for name, before := range map[string]func(*shoptest.Shopper){
		"at the beginning":  func(*shoptest.Shopper) {},
		"with a full cart":  func(w *shoptest.Shopper) { w.Says("add the sun cap") },
		"at the summary":    buy,
		"asked yes or no":   func(w *shoptest.Shopper) { buy(w); w.Taps("Pay"); w.Says("cancel my order") },
		"choosing one":      func(w *shoptest.Shopper) { w.Says("show me caps") },
		"asked what to buy": func(w *shoptest.Shopper) { w.Says("help me choose") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var answer string
			s, _ := hooked(t, sdk.Config{Model: func(context.Context, dialogue.Unclear) (string, error) { return answer, nil }})
			want := ""
			for _, answer = range []string{
				"", "pay", "checkout", "yes", "no", "cancel my order", "add 5 wool caps", "the first", "1", "clear my cart", "stop",
				"unsubscribe me", "call a person", "where is my order", "what is in my cart", "speak Russian", "skip", "back", words,
				"\x00\xff", strings.Repeat("pay ", 1<<18),
			} {
				w := s.NewShopper()
				before(w)
				w.Says(words)
				if answer == "" {
					want = w.News()
				}
				if got := w.News(); got != want {
					t.Errorf("after %.20q the shop says %q, want %q", answer, got, want)
				}
			}
		})
	}
}

// A model is asked where the shop would say that it did not understand, and
// hears nothing by which a person could be found.
func TestModelIsAskedSeldom(t *testing.T) {
	t.Parallel()
	var heard []string
	s, log := hooked(t, sdk.Config{Model: func(_ context.Context, u dialogue.Unclear) (string, error) {
		heard = append(heard, u.Text)
		if fmt.Sprintf("%s %s %s", u.Lang, u.Categories, u.Brands) != "en [Caps] [Northpeak Alem]" {
			t.Errorf("it is told %+v", u)
		}
		if strings.Contains(u.Text, "panic") {
			panic("index")
		}
		return "", errors.New("no idea")
	}})
	for _, text := range []string{
		"show me caps", "hello", "help", "qwrtz ann@example.com", "qwrtz +7 701 555 01 43", "qwrtz 4111111111111111", "?!", "12",
		strings.Repeat("qwrtz ", 200), "qwrtz plmkn", "qwrtz panic",
	} {
		s.Says(text)
		s.SeesNot("wrong on our side")
	}
	buy(s.Shopper)
	s.Says("qwrtz at the summary")
	if got := strings.Join(heard, "|"); got != "qwrtz plmkn|qwrtz panic" {
		t.Errorf("it heard %q", got)
	}
	if !strings.Contains(log.String(), "the model did not answer") || strings.Contains(log.String(), "qwrtz") {
		t.Errorf("the log says %q", log)
	}
}
