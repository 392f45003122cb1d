package main

import (
	"context"
	"errors"
	"flag"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/examples/internal/shopper"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/dialoguetest"
	"github.com/sauda-commerce/sauda/sdk/dialogue/flows"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

var update = flag.Bool("update", false, "write what the shop says into the transcripts")

// Dialogues as shoppers would have them: the flow among those of the shop, with
// no store and in no time.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "ru"} {
		dialoguetest.Run(t, "testdata/"+lang+"/*.txtar", *update, func(t *testing.T) *dialoguetest.Shop { return dialogues(t, lang) }, nil)
	}
}

func dialogues(t *testing.T, lang string) *dialoguetest.Shop {
	t.Helper()
	own, err := texts()
	if err != nil {
		t.Fatal(err)
	}
	words, err := locale.New(own)
	if err != nil {
		t.Fatal(err)
	}
	tent := catalog.Product{
		ID: "tent", Title: catalog.Text{"en": "Dome 2", "ru": "Купол 2"}, Category: []catalog.Text{{"en": "Tents", "ru": "Палатки"}},
		Offer: catalog.Offer{Price: money.New(17900, "USD"), Stock: catalog.Stock{Kind: catalog.StockUnlimited}},
	}
	index := search.New(search.Config{})
	if err := index.Apply(t.Context(), []catalog.Change{{Put: &tent}}); err != nil {
		t.Fatal(err)
	}
	s, err := dialoguetest.New(dialoguetest.Config{
		Router:  dialogue.NewRouter(append(flows.All(flows.Options{}), warranty{closedAtFirst()})...),
		Catalog: catalog.New(nil).WithIndex(index), Texts: words,
		Shop: dialogue.Shop{Name: "Alpine Post", Currency: "USD", Locale: lang},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// closedAtFirst are books that cannot be read when AP-55555 is looked up for
// the first time.
func closedAtFirst() books {
	var asked atomic.Bool
	return func(ctx context.Context, serial string) (*sold, error) {
		if serial != "AP-55555" {
			return ledger(ctx, serial)
		}
		if !asked.Swap(true) {
			return nil, errors.New("the books are closed")
		}
		return &sold{"Trail stove", time.Date(2031, time.January, 31, 0, 0, 0, 0, time.UTC)}, nil
	}
}

// In a whole shop, with its store: the number is looked up once, a claim calls
// the staff with what it is about, and nothing in the cart is lost.
func TestClaim(t *testing.T) {
	t.Parallel()
	var looked atomic.Int32
	cfg, err := config(func(ctx context.Context, serial string) (*sold, error) {
		looked.Add(1)
		return ledger(ctx, serial)
	})
	if err != nil {
		t.Fatal(err)
	}
	s := shoptest.New(t, cfg)
	s.Says("show me tents under 400")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Sees("name")
	s.Says("by the way, is ap-10482 still under warranty?")
	s.Sees("Meadow 6 family tent: under warranty until 3 May 2030", "name") // and goes on with the order
	if n := looked.Load(); n != 1 {
		t.Errorf("the books were asked %d times", n)
	}
	s.Taps("Something is broken")
	s.Sees("called a person")
	waiting, err := s.Handoff().Waiting(t.Context(), 10)
	if err != nil || len(waiting) != 1 || waiting[0].Reason != "warranty claim for AP-10482" {
		t.Fatalf("the staff see %+v (%v)", waiting, err)
	}
	s.StaffHandBack()
	s.Says("my cart")
	s.Sees("Meadow 6")
}

// A shopper who writes Russian is answered in Russian, by the running program.
func TestRun(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	l := shopper.Listen(t)
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, l, t.TempDir()) }()

	s := shopper.Visit(t, "http://"+l.Addr().String(), "")
	s.Says("моя палатка ещё на гарантии?", "серийный номер")
	s.Says("AP-10482", "на гарантии до 3 мая 2030")

	stop()
	if err := <-ended; err != nil {
		t.Errorf("the example ended with %v", err)
	}
}
