package dialoguetest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/dialoguetest"
	"github.com/sauda-commerce/sauda/sdk/dialogue/flows"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// broken is a flow that answers everything, badly.
type broken struct {
	do func(dialogue.State, dialogue.Input) dialogue.Outcome
}

func (broken) Name() string               { return dialogue.FlowLost }
func (broken) Hears() []understand.Intent { return nil }

func (b broken) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	return b.do(s, in), nil
}

// english are texts to share; who asks for missing ones takes its own.
var english = sync.OnceValues(func() (*locale.Texts, error) { return locale.New() })

func open(router *dialogue.Router) (*dialoguetest.Shop, error) {
	texts, err := english()
	if err != nil {
		return nil, err
	}
	return openWith(router, texts)
}

func openWith(router *dialogue.Router, texts *locale.Texts) (*dialoguetest.Shop, error) {
	index := search.New(search.Config{})
	lamp := catalog.Product{
		ID: "lamp", Title: catalog.Text{"en": "Glow Lamp"}, Category: []catalog.Text{{"en": "Lamps"}},
		Offer: catalog.Offer{Price: money.New(3500, "USD"), Stock: catalog.Stock{Kind: catalog.StockUnlimited}},
	}
	if err := index.Apply(context.Background(), []catalog.Change{{Put: &lamp}}); err != nil {
		return nil, err
	}
	return dialoguetest.New(dialoguetest.Config{
		Router: router, Catalog: catalog.New(nil).WithIndex(index), Texts: texts,
		Shop: dialogue.Shop{Name: "Alpine Post", Currency: "USD", Locale: "en", BaseURL: "https://chat.example", PayPath: "/pay/"},
	})
}

func says(m ...message.Outbound) func(dialogue.State, dialogue.Input) dialogue.Outcome {
	return func(s dialogue.State, _ dialogue.Input) dialogue.Outcome { return dialogue.Outcome{Say: m, Next: s} }
}

// Each broken flow fails its own check.
func TestChecks(t *testing.T) {
	t.Parallel()
	own, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	good := message.Outbound{Text: "What would you like?"}
	for name, tt := range map[string]struct {
		do   func(dialogue.State, dialogue.Input) dialogue.Outcome
		want string // in the error; "" for none
	}{
		"sound":        {says(good), ""},
		"silent":       {says(), ""},
		"four at once": {says(good, good, good, good), "4 messages at once"},
		"empty":        {says(message.Outbound{Choices: []message.Choice{{Label: "A", Action: message.Action{Name: "a.go"}}}}), "an empty message"},
		"dead end":     {says(message.Outbound{Text: "Sunny."}), "no way on"},
		"no label":     {says(message.Outbound{Text: "So?", Choices: []message.Choice{{Action: message.Action{Name: "a.go"}}}}), "without a label"},
		"no action":    {says(message.Outbound{Text: "So?", Choices: []message.Choice{{Label: "A"}}}), "without a label or action"},
		"missing text": {func(s dialogue.State, in dialogue.Input) dialogue.Outcome {
			return says(message.Outbound{Text: own.Printer().T("no.such") + "?"})(s, in)
		}, "no text for no.such"},
		"unfilled": {func(s dialogue.State, in dialogue.Input) dialogue.Outcome {
			return says(message.Outbound{Text: in.Say.T("cart.removed") + "?"})(s, in)
		}, "a placeholder without a value"},
		"cart lost": {func(s dialogue.State, in dialogue.Input) dialogue.Outcome {
			return dialogue.Outcome{Say: []message.Outbound{good}, Next: s, Do: []dialogue.Effect{dialogue.PutCart{Cart: in.Cart.Clear()}}}
		}, "is lost from the cart"},
		"stale cart": {func(s dialogue.State, in dialogue.Input) dialogue.Outcome {
			in.Cart.Version = 7
			return dialogue.Outcome{Say: []message.Outbound{good}, Next: s, Do: []dialogue.Effect{dialogue.PutCart{Cart: in.Cart}}}
		}, "not the one that was read"},
		"state that JSON loses": {func(s dialogue.State, _ dialogue.Input) dialogue.Outcome {
			s.Frames = []dialogue.Frame{{Flow: "x", Data: []byte("{")}}
			return dialogue.Outcome{Next: s}
		}, "does not survive JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			texts, err := english()
			if tt.want == "no text for no.such" {
				texts = own
			}
			if err != nil {
				t.Fatal(err)
			}
			s, err := openWith(dialogue.NewRouter(broken{tt.do}), texts)
			if err != nil {
				t.Fatal(err)
			}
			s.Cart, _ = s.Cart.Add(cart.Line{Ref: catalog.Ref{Product: "lamp"}, Title: "Glow Lamp"}, 1)
			_, err = s.Says(t.Context(), "hello")
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("got %v, want no error", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("got %v, want …%s…", err, tt.want)
			}
		})
	}
}

// slow is a flow that asks somebody first.
type slow struct {
	broken
	facts dialogue.Facts
	err   error
}

func (f slow) Prepare(context.Context, dialogue.State, dialogue.Input) (dialogue.Facts, error) {
	return f.facts, f.err
}

// A flow reads what it prepared, and decides without what it could not find out.
func TestPrepare(t *testing.T) {
	t.Parallel()
	tells := broken{func(s dialogue.State, in dialogue.Input) dialogue.Outcome {
		return says(message.Outbound{Text: "It is " + string(in.Facts["n"]) + "?"})(s, in)
	}}
	for name, tt := range map[string]struct {
		facts string
		err   error
		want  string // said, or in the error
	}{
		"facts":    {"7", nil, "It is 7?"},
		"an error": {"7", errors.New("down"), "It is ?"},
		"no JSON":  {"{", nil, "not JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := open(dialogue.NewRouter(slow{tells, dialogue.Facts{"n": json.RawMessage(tt.facts)}, tt.err}))
			if err != nil {
				t.Fatal(err)
			}
			said, err := s.Says(t.Context(), "hello")
			if got := dialoguetest.Text(said) + fmt.Sprint(err); !strings.Contains(got, tt.want) {
				t.Errorf("%s; want …%s…", got, tt.want)
			}
		})
	}
}

func TestMistakesInTranscripts(t *testing.T) {
	t.Parallel()
	for does, want := range map[string]string{
		"> [tap] Nothing": `no button "Nothing"`,
		"> [dance]":       `unknown verb "dance"`,
		"> [pays] failed": "no order to pay",
		"> [host] sleeps": "want [host]",
		"> [wait] long":   "invalid duration",
	} {
		t.Run(does, func(t *testing.T) {
			t.Parallel()
			s, err := open(dialogue.NewRouter(flows.All(flows.Options{})...))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Play(t.Context(), does, nil); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want …%s…", err, want)
			}
		})
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	if _, err := dialoguetest.New(dialoguetest.Config{}); err == nil {
		t.Error("New took an empty Config")
	}
}

func Example() {
	s, err := open(dialogue.NewRouter(flows.All(flows.Options{})...))
	if err != nil {
		fmt.Println(err)
		return
	}
	said, err := s.Play(context.Background(), "> [start]\n> glow lamp\n> [tap] Add to cart", nil)
	fmt.Print(said)
	fmt.Println(err)
	// Output:
	// > [start]
	// < Hello, I'm the bot of Alpine Post.
	// < Tell me what you are looking for, like “red jacket under 100”, or pick one of these.
	// <   (Browse) (Help me choose) (Talk to a person)
	//
	// > glow lamp
	// < 1 found: Lamps · “glow”
	// <   * Glow Lamp | In stock | $35.00
	// <      (Add to cart) (Details)
	// <   (✕ Lamps) (✕ “glow”)
	//
	// > [tap] Add to cart
	// < Glow Lamp is in your cart, at $35.00.
	// <   (Checkout) (My cart) (Keep looking)
	// <nil>
}
