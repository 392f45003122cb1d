package understand

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// TestContext reads the same words where they mean different things.
func TestContext(t *testing.T) {
	t.Parallel()
	shown, cart := testContext().Shown, testContext().Cart
	tests := []struct {
		name, text string
		ctx        Context
		want       string
	}{
		{"a number alone", "2", Context{}, "unknown? quantity:2"},
		{"a number where a quantity was asked", "2", Context{Asking: AskingQuantity}, "set_quantity {2× cart[]} quantity:2"},
		{"words where a quantity was asked", "a dozen please", Context{Asking: AskingQuantity}, "set_quantity {12× cart[]} quantity:12"},
		{"a question in between", "where is my order", Context{Asking: AskingQuantity}, "orders"},
		{"a number where a budget was asked", "150", Context{Asking: AskingBudget}, "search [price<=15000 «150»]"},
		{"a budget in words", "something around 100 bucks", Context{Asking: AskingBudget}, "search [price>=8000<=12000 «around 100 bucks»]"},
		{"a number where things are listed", "2", Context{Shown: shown}, "pick? {2× shown[1] pointed} quantity:2"},
		{"it, of one thing", "add it", Context{Shown: shown[:1]}, "add {0× shown[0] that}"},
		{"it, of several", "add it", Context{Shown: shown}, "add {0× shown[] that}"},
		{"it in another colour", "add it in blue", Context{Shown: shown[:1]}, "add [color=Blue «blue»] {0× shown[0] that find[]\"\" color=[Blue]}"},
		{"the first of the list or of the cart", "make the first one 3", Context{Shown: shown, Cart: cart}, "set_quantity {3× cart[0] pointed} quantity:3"},
		{"the first without a cart", "details of the first", Context{Cart: cart}, "details {0× cart[0] pointed}"},
		{"beyond the list", "add the ninth", Context{Shown: shown}, "add {0× shown[] pointed}"},
		{"the second of a kind", "add the second jacket", Context{Shown: []Listed{shown[3], shown[0], shown[1]}}, "add [category=Clothing/Jackets «jacket»] {0× shown[1] pointed find[Clothing/Jackets]\"\"}"},
		{"the second of a kind, counted", "add the second jacket", Context{Shown: []Listed{shown[0], shown[3], shown[1]}}, "add [category=Clothing/Jackets «jacket»] {0× shown[2] pointed find[Clothing/Jackets]\"\"}"},
		{"cancel", "cancel", Context{}, "cancel OPT-OUT"},
		{"cancel in an order", "cancel", Context{InOrder: true}, "cancel OPT-OUT"},
		{"stop", "stop", Context{}, "opt_out OPT-OUT"},
		{"stop in an order", "stop", Context{InOrder: true}, "cancel OPT-OUT"},
		{"end in an order", "End.", Context{InOrder: true}, "cancel OPT-OUT"},
		{"stop messages in an order", "stop messaging me", Context{InOrder: true}, "opt_out OPT-OUT"},
		{"dollars in Canada", "under $50", Context{Currency: "CAD"}, "search [price<=5000CAD «under $50»]"},
		{"a currency without cents", "under 5000", Context{Currency: "KRW"}, "search [price<=5000KRW «under 5000»]"},
		{"a currency of thousandths", "under 5", Context{Currency: "KWD"}, "search [price<=5000KWD «under 5»]"},
		{"tenge, grouped by spaces", "under 20 000 ₸", Context{}, "search [price<=2e+06KZT «under 20 000 ₸»]"},
		{"pounds are money in Britain", "under 50 pounds", Context{Currency: "GBP"}, "search [price<=5000GBP «under 50 pounds»]"},
		{"pounds are weight elsewhere", "under 10 pounds", Context{}, "search [weight<=4.5359237 «under 10 pounds»]"},
	}
	r := New(testVocabulary(), Config{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := describe(r.Read(tt.text, tt.ctx), tt.text); got != tt.want {
				t.Errorf("Read(%q)\n got %s\nwant %s", tt.text, got, tt.want)
			}
		})
	}
}

func TestChosen(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text    string
		options []string
		want    []int
	}{
		{"blue", []string{"Red", "Blue"}, []int{1}},
		{"the blue one please", []string{"Red", "Blue"}, []int{1}},
		{"red or blue", []string{"Red", "Blue", "Black"}, []int{0, 1}},
		{"m", []string{"S", "M", "L"}, []int{1}},
		{"medium", []string{"S", "M", "L"}, []int{1}},
		{"2", []string{"S", "M", "L"}, []int{1}},
		{"the last one", []string{"S", "M", "L"}, []int{2}},
		{"42", []string{"41", "42"}, []int{1}},
		{"backpacking trips", []string{"backpacking", "car camping"}, []int{0}},
		{"dark blue", []string{"Blue", "Dark blue"}, []int{1}},
		{"something else", []string{"Red", "Blue"}, nil},
		{"9", []string{"Red", "Blue"}, nil},
		{"2 people", []string{"Backpacking", "Car camping"}, nil},
		{"два человека", []string{"Походы", "Зима", "Семья"}, nil},
		{"екі адам", []string{"2 адам (1)", "3 адам (1)"}, nil},
	}
	r := New(testVocabulary(), Config{})
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			m := r.Read(tt.text, Context{Asking: AskingOption, Options: tt.options})
			if diff := cmp.Diff(tt.want, m.Chosen); diff != "" {
				t.Errorf("chosen (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCheaper: "cheaper" than the one thing that it can be about.
func TestCheaper(t *testing.T) {
	t.Parallel()
	r := New(testVocabulary(), Config{})
	ctx := testContext()
	max := 8899.0
	want := catalog.Query{Sort: catalog.SortPriceAsc, Price: catalog.Range{Max: &max}, Currency: "USD"}
	if diff := cmp.Diff(want, r.Read("anything cheaper than the second?", ctx).Query); diff != "" {
		t.Errorf("cheaper than the second (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(catalog.Query{Sort: catalog.SortPriceAsc}, r.Read("cheaper", ctx).Query); diff != "" {
		t.Errorf("cheaper than several (-want +got):\n%s", diff)
	}
}

// TestEmptyCatalogue: a shop without products still understands commands.
func TestEmptyCatalogue(t *testing.T) {
	t.Parallel()
	r := New(nil, Config{Currency: "EUR"})
	for text, want := range map[string]string{
		"checkout": "checkout", "tents under 50": "search [words=tents «tents»] [price<=5000EUR «under 50»] text:\"tents\"", "": "unknown?",
	} {
		if got := describe(r.Read(text, Context{}), text); got != want {
			t.Errorf("Read(%q) = %s, want %s", text, got, want)
		}
	}
}

// TestMinPrice: "around 3" is no price in a shop where nothing is that cheap.
func TestMinPrice(t *testing.T) {
	t.Parallel()
	r := New(&catalog.Vocabulary{Currency: "USD", MinPrice: money.New(5000, "USD")}, Config{})
	if m := r.Read("around 3", Context{}); len(m.Wishes) != 0 || m.Quantity != 3 {
		t.Errorf("around 3: %+v", m)
	}
}

// TestReadConcurrently is for the race detector.
func TestReadConcurrently(t *testing.T) {
	t.Parallel()
	r := New(testVocabulary(), Config{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, text := range benchTexts {
				r.Read(text, testContext())
			}
		})
	}
	wg.Wait()
}
