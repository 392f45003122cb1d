package flows_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue/dialoguetest"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// phrases are what shoppers say, sensible or not, in any order.
var phrases = []string{
	"hello", "tents under 200", "red jacket L", "caps", "more", "cheaper", "the cheapest", "not red", "in stock only", "clear the filters",
	"tell me about the second", "compare the first and the second", "add two of the first", "add the red one", "add a glow lamp and a cap",
	"add 40 of the second", "remove it", "remove the first", "make it 3", "make the first one 99", "what's in my cart", "empty my cart",
	"checkout", "pay", "yes", "no", "back", "cancel", "stop", "start", "any", "show now", "Ann Lee, +1 202 555 0143", "Bob, bob@example.com",
	"12 Oak Street, Springfield, 12345", "courier", "pickup", "where is my order", "cancel my order", "repeat my last order", "order 1001",
	"help me choose a tent", "something around 100 bucks", "what can you do", "how much is delivery", "do you speak French", "thanks",
	"blah", "🙈", "\x00\xff", "{{.Name}}", "<b>", "2", "L", "12345", "ann@", "   ",
}

// However a shopper walks about, every turn keeps what dialoguetest checks,
// the same turn decided again is the same, and no order has a wrong price.
func TestWalk(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		s := shop(t, rapid.SampledFrom([]contact.Contact{{}, ann()}).Draw(r, "contact"))
		for range rapid.IntRange(1, 25).Draw(r, "turns") {
			step(t, r, s)
			for _, o := range s.Orders {
				checkOrder(r, o)
			}
		}
	})
}

func step(t *testing.T, r *rapid.T, s *dialoguetest.Shop) {
	var err error
	s.Now = s.Now.Add(rapid.SampledFrom([]time.Duration{time.Minute, time.Minute, 30 * time.Hour}).Draw(r, "pause"))
	if s.WithStaff {
		s.WithStaff = false
	}
	choices := allChoices(s)
	switch what := rapid.IntRange(0, 9).Draw(r, "what"); {
	case what < 5 && len(choices) > 0:
		c := rapid.SampledFrom(choices).Draw(r, "tap")
		_, err = s.Do(t.Context(), message.Event{Kind: message.KindChoice, Text: c.Label}, c.Action)
	case what == 5:
		err = disturb(r, s)
	case what == 6 && len(s.Orders) > 0 && s.Orders[0].Payable():
		kind := rapid.SampledFrom([]payments.EventKind{payments.EventFailed, payments.EventSucceeded, payments.EventExpired}).Draw(r, "payment")
		if err = s.Pays(kind, payments.DeclineCard); err == nil {
			_, err = s.Do(t.Context(), message.Event{Kind: message.KindStatus}, message.Action{})
		}
	default:
		_, err = s.Says(t.Context(), rapid.SampledFrom(phrases).Draw(r, "says"))
	}
	if err != nil {
		r.Fatal(err)
	}
}

// allChoices are all buttons on the screen, however old.
func allChoices(s *dialoguetest.Shop) []message.Choice {
	var all []message.Choice
	for _, m := range s.Said {
		all = append(all, m.AllChoices()...)
	}
	return slices.DeleteFunc(all, func(c message.Choice) bool { return c.Action.Name == "person.call" })
}

// disturb changes the catalogue under the shopper's hands.
func disturb(r *rapid.T, s *dialoguetest.Shop) error {
	id := rapid.SampledFrom([]string{"tent-1", "tent-2", "jacket-1", "cap-1", "lamp-1"}).Draw(r, "product")
	if _, err := s.Product(catalog.ProductID(id)); err != nil {
		return nil // gone already
	}
	return verbs[rapid.SampledFrom([]string{"gone", "price", "stock"}).Draw(r, "change")](s, id+map[bool]string{true: " 0", false: " 1"}[rapid.Bool().Draw(r, "none")])
}

func checkOrder(r *rapid.T, o order.Order) {
	var sum int64
	for _, l := range o.Quote.Lines {
		if l.Quantity < 1 || l.Unit.Minor*int64(l.Quantity) != l.Total.Minor {
			r.Fatalf("order %s: line %+v", o.Number, l)
		}
		sum += l.Total.Minor
	}
	if o.Quote.Delivery != nil {
		sum += o.Quote.Delivery.Price.Minor
	}
	if len(o.Quote.Lines) == 0 || sum != o.Quote.Total.Minor || o.Details.Name == "" || o.Details.Phone+o.Details.Email == "" {
		r.Fatalf("order %s: %+v", o.Number, o)
	}
}

// Deciding the same turn twice gives the same outcome, to the byte.
func TestDeterministic(t *testing.T) {
	t.Parallel()
	for _, text := range phrases {
		var outs [2]string
		for i := range outs {
			s := shop(t, ann())
			var said []message.Outbound
			for _, words := range []string{"tents under 200", "add the first", "checkout", text} {
				out, err := s.Says(t.Context(), words)
				if err != nil {
					t.Fatalf("%q: %v", words, err)
				}
				said = append(said, out...)
			}
			raw, err := json.Marshal([]any{said, s.State, s.Cart})
			if err != nil {
				t.Fatal(err)
			}
			outs[i] = string(raw)
		}
		if outs[0] != outs[1] {
			t.Errorf("%q is answered in two ways:\n%s\n%s", text, outs[0], outs[1])
		}
	}
}

// From product found to pay link: six actions for a guest, three for whom we know.
func TestActions(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		known contact.Contact
		acts  []string
		most  int
	}{
		"guest": {contact.Contact{}, []string{"Dome 2: Add to cart", "Checkout", "> Ann, +1 202 555 0143", "Courier · $5.00", "> 12 Oak Street, Springfield", "Pay"}, 6},
		"known": {ann(), []string{"Dome 2: Add to cart", "Checkout", "Pay"}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := shop(t, tt.known)
			if _, err := s.Says(t.Context(), "dome 2"); err != nil {
				t.Fatal(err)
			}
			for _, act := range tt.acts {
				do := s.Taps
				if act[0] == '>' {
					do, act = s.Says, act[2:]
				}
				if _, err := do(t.Context(), act); err != nil {
					t.Fatalf("%q: %v", act, err)
				}
			}
			if last := s.Said[len(s.Said)-1]; last.Link == nil || len(tt.acts) > tt.most {
				t.Errorf("%d actions end in %q without a link", len(tt.acts), last.Text)
			}
		})
	}
}
