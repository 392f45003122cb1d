package host_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/internal/host"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

func usd(minor int64) money.Amount { return money.New(minor, "USD") }

func ref(id catalog.ProductID) catalog.Ref { return catalog.Ref{Product: id} }

// cap2 is a quote of two caps.
func cap2() quote.Quote {
	return quote.Quote{
		Lines:    []quote.Line{{Ref: ref("cap"), Title: "Cap", Quantity: 2, Unit: usd(900), Total: usd(1800)}},
		Delivery: &quote.Delivery{ID: "post", Name: "Post", Price: usd(200)}, Subtotal: usd(1800), Total: usd(2000),
	}
}

// backend is a host that does what a test says, to every call.
type backend struct {
	do    func(ctx context.Context) error
	quote quote.Quote
	place order.Placement
	found []order.Order
}

func (b backend) Quote(ctx context.Context, d quote.Draft) (quote.Quote, error) {
	for i := range d.Lines {
		d.Lines[i].Title = "written over"
	}
	return b.quote, b.do(ctx)
}

func (b backend) Place(ctx context.Context, o order.Order) (order.Placement, error) {
	o.Quote.Lines[0].Title, o.Quote.Delivery.Name = "written over", "written over"
	return b.place, b.do(ctx)
}

func (b backend) Paid(ctx context.Context, _ order.Order, _ payments.Payment) error { return b.do(ctx) }

func (b backend) Cancel(ctx context.Context, _ order.Order, _ string) error { return b.do(ctx) }

func (b backend) Find(ctx context.Context, _ order.Customer, _ int) ([]order.Order, error) {
	return b.found, b.do(ctx)
}

func answers(context.Context) error { return nil }

// calls makes every call once.
func calls(ctx context.Context, b order.Backend) map[string]error {
	_, quoted := b.Quote(ctx, quote.Draft{Currency: "USD"})
	_, placed := b.Place(ctx, order.Order{Quote: cap2()})
	_, found := b.Find(ctx, order.Customer{}, 5)
	return map[string]error{
		"Quote": quoted, "Place": placed, "Find": found,
		"Paid": b.Paid(ctx, order.Order{}, payments.Payment{}), "Cancel": b.Cancel(ctx, order.Order{}, ""),
	}
}

func wall(b backend) order.Backend { return host.Orders(b, slog.New(slog.DiscardHandler)) }

func TestWithoutAHost(t *testing.T) {
	t.Parallel()
	if host.Orders(nil, nil) != nil {
		t.Error("a wall without anything behind it")
	}
}

// A host that panics, fails or hangs is an error that names the call, in time.
func TestEveryCallIsWalled(t *testing.T) {
	t.Parallel()
	down := errors.New("down")
	for name, tt := range map[string]struct {
		do   func(context.Context) error
		want string
	}{
		"panics": {func(context.Context) error { panic("index") }, "panic: index"},
		"fails":  {func(context.Context) error { return down }, "down"},
		"heeds":  {func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, context.DeadlineExceeded.Error()},
		"hangs":  {func(context.Context) error { time.Sleep(time.Hour); return nil }, context.DeadlineExceeded.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				for call, err := range calls(t.Context(), wall(backend{do: tt.do})) {
					if err == nil || !strings.Contains(err.Error(), "host: Orders."+call) || !strings.Contains(err.Error(), tt.want) {
						t.Errorf("%s: %v, want …%s", call, err, tt.want)
					}
				}
				if took := time.Since(begin); took > 34*time.Second { // 2 + 2 + 10 + 10 + 10
					t.Errorf("the calls took %v", took)
				}
				time.Sleep(2 * time.Hour) // those left behind end
			})
		})
	}
}

// What the host is handed is its own.
func TestArgumentsAreCopies(t *testing.T) {
	t.Parallel()
	b := wall(backend{do: answers, quote: cap2(), place: order.Placement{Accepted: true}})
	d := quote.Draft{Currency: "USD", Lines: []quote.DraftLine{{Title: "Cap"}}}
	o := order.Order{Quote: cap2()}
	if _, err := b.Quote(t.Context(), d); err != nil {
		t.Error(err)
	}
	if _, err := b.Place(t.Context(), o); err != nil {
		t.Error(err)
	}
	if d.Lines[0].Title != "Cap" || o.Quote.Lines[0].Title != "Cap" || o.Quote.Delivery.Name != "Post" {
		t.Errorf("the host wrote into ours: %+v, %+v", d, o.Quote)
	}
}

func TestQuotes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*quote.Quote)
		want   string // in the error; "" for none
	}{
		"good":                {func(*quote.Quote) {}, ""},
		"nothing to pay":      {func(q *quote.Quote) { q.Total = usd(0) }, ""},
		"zero of no currency": {func(q *quote.Quote) { q.Tax, q.Discount, q.Subtotal = money.Amount{}, money.Amount{}, money.Amount{} }, ""},
		"another currency":    {func(q *quote.Quote) { q.Total = money.New(2000, "EUR") }, "a total of 20.00 EUR"},
		"no currency":         {func(q *quote.Quote) { q.Total = money.Amount{} }, "want one in \"USD\""},
		"below nothing":       {func(q *quote.Quote) { q.Total = usd(-1) }, "a total of -0.01 USD"},
		"a line in another":   {func(q *quote.Quote) { q.Lines[0].Unit = money.New(900, "EUR") }, "9.00 EUR in a quote in USD"},
		"delivery in another": {func(q *quote.Quote) { q.Delivery.Price = money.New(200, "EUR") }, "2.00 EUR in a quote in USD"},
		"no pieces":           {func(q *quote.Quote) { q.Lines[0].Quantity = 0 }, "line 1 of the quote has 0 pieces"},
		"huge":                {func(q *quote.Quote) { q.Lines = make([]quote.Line, 101) }, "101 lines, at most 100"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := cap2()
			tt.change(&q)
			b := wall(backend{do: answers, quote: q, place: order.Placement{Changed: &q}})
			_, quoted := b.Quote(t.Context(), quote.Draft{Currency: "USD"})
			_, changed := b.Place(t.Context(), order.Order{Quote: cap2()})
			for call, err := range map[string]error{"Quote": quoted, "Place, Changed": changed} {
				if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
					t.Errorf("%s: %v, want …%s", call, err, tt.want)
				}
			}
		})
	}
}

func TestPlacements(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("9", 65)
	line := func(id catalog.ProductID, left int, reason string) order.RejectedLine {
		return order.RejectedLine{Ref: ref(id), Left: left, Reason: reason}
	}
	for name, tt := range map[string]struct {
		answer, want order.Placement
		err          string
	}{
		"nothing":               {},
		"accepted":              {answer: order.Placement{Accepted: true, Ref: "r1", Number: "W-1"}, want: order.Placement{Accepted: true, Ref: "r1", Number: "W-1"}},
		"accepted and rejected": {answer: order.Placement{Accepted: true, Rejected: "no"}, err: "says two things"},
		"accepted but a line":   {answer: order.Placement{Accepted: true, Lines: []order.RejectedLine{line("cap", 1, "")}}, err: "says two things"},
		"changed and rejected":  {answer: order.Placement{Changed: &quote.Quote{}, Rejected: "no"}, err: "says two things"},
		"a number too long":     {answer: order.Placement{Accepted: true, Number: long}, err: "a Number of 65 characters, at most 64"},
		"a reference too long":  {answer: order.Placement{Accepted: true, Ref: strings.Repeat("r", 257)}, err: "a Ref of 257 bytes"},
		"a number with a NUL":   {answer: order.Placement{Accepted: true, Number: "W\x00-1\xff"}, want: order.Placement{Accepted: true, Number: "W -1�"}},
		"a reason on two lines": {answer: order.Placement{Rejected: " No\r\nlamps. "}, want: order.Placement{Rejected: "No lamps."}},
		"a reason too long":     {answer: order.Placement{Rejected: strings.Repeat("é", 400)}, want: order.Placement{Rejected: strings.Repeat("é", 299) + "…"}},
		"a line": {
			answer: order.Placement{Lines: []order.RejectedLine{line("cap", 1, "One\tleft.")}},
			want:   order.Placement{Lines: []order.RejectedLine{line("cap", 1, "One left.")}},
		},
		"lines of other orders, twice, with enough left": {
			answer: order.Placement{Rejected: "no", Lines: []order.RejectedLine{line("sock", 0, ""), line("cap", 2, ""), line("cap", -4, ""), line("cap", 1, "")}},
			want:   order.Placement{Rejected: "no", Lines: []order.RejectedLine{line("cap", 0, "")}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := wall(backend{do: answers, place: tt.answer}).Place(t.Context(), order.Order{Quote: cap2()})
			switch {
			case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
				t.Errorf("%v, want …%s", err, tt.err)
			case tt.err == "" && err != nil:
				t.Error(err)
			case tt.err == "" && !cmp.Equal(got, tt.want):
				t.Errorf("(-want +got):\n%s", cmp.Diff(tt.want, got))
			}
		})
	}
}

func TestFound(t *testing.T) {
	t.Parallel()
	good := order.Order{ID: "h1", Number: "W-1", State: order.Paid, Quote: cap2()}
	for name, tt := range map[string]struct {
		change func(*order.Order)
		kept   bool
	}{
		"good":             {func(*order.Order) {}, true},
		"no number":        {func(o *order.Order) { o.Number = "" }, true},
		"no id":            {func(o *order.Order) { o.ID = "" }, false},
		"a huge id":        {func(o *order.Order) { o.ID = strings.Repeat("h", 257) }, false},
		"a state of its":   {func(o *order.Order) { o.State = "packing" }, false},
		"no currency":      {func(o *order.Order) { o.Quote.Total = money.Amount{} }, false},
		"two currencies":   {func(o *order.Order) { o.Quote.Subtotal = money.New(1, "EUR") }, false},
		"a pay link of it": {func(o *order.Order) { o.PayToken, o.Checkout, o.Provider, o.Attempt = "t", "c", "p", 1 }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := good
			o.Quote = cap2()
			tt.change(&o)
			all, err := wall(backend{do: answers, found: []order.Order{o, o}}).Find(t.Context(), order.Customer{}, 5)
			if err != nil || len(all) > 1 || (len(all) == 1) != tt.kept {
				t.Fatalf("%d orders (%v), kept: %v", len(all), err, tt.kept)
			}
			if tt.kept && (all[0].PayToken != "" || all[0].Checkout != "" || all[0].Number == "") {
				t.Errorf("found as %+v", all[0])
			}
		})
	}
}

// How far an order has come is shown as far as it can be.
func TestFoundShipments(t *testing.T) {
	t.Parallel()
	fine := order.Shipment{Status: order.StepShipped, Carrier: "KazPost", Number: "KP1", URL: "https://post.example/KP1"}
	for name, tt := range map[string]struct {
		change func(*order.Shipment)
		want   *order.Shipment
	}{
		"fine":           {func(*order.Shipment) {}, &fine},
		"a script":       {func(s *order.Shipment) { s.URL = "javascript:alert(1)" }, &order.Shipment{Status: fine.Status, Carrier: "KazPost", Number: "KP1"}},
		"a step of its":  {func(s *order.Shipment) { s.Status = "lost" }, nil},
		"no step":        {func(s *order.Shipment) { s.Status = "" }, nil},
		"the end":        {func(s *order.Shipment) { s.Status = order.StepRefunded }, nil},
		"two lines":      {func(s *order.Shipment) { s.Carrier = "Kaz\nPost\u2028 \u202ex" }, &order.Shipment{Status: fine.Status, Carrier: "Kaz Post x", Number: "KP1", URL: fine.URL}},
		"a huge number":  {func(s *order.Shipment) { s.Number = strings.Repeat("9", 10_000) }, &order.Shipment{Status: fine.Status, Carrier: "KazPost", Number: strings.Repeat("9", 63) + "…", URL: fine.URL}},
		"a huge address": {func(s *order.Shipment) { s.URL += strings.Repeat("9", 10_000) }, &order.Shipment{Status: fine.Status, Carrier: "KazPost", Number: "KP1"}},
	} {
		s := fine
		tt.change(&s)
		was := s
		all, err := wall(backend{do: answers, found: []order.Order{{ID: "h1", State: order.Paid, Quote: cap2(), Shipment: &s}}}).Find(t.Context(), order.Customer{}, 5)
		if err != nil || len(all) != 1 {
			t.Fatalf("%s: %v, %v", name, all, err)
		}
		if diff := cmp.Diff(tt.want, all[0].Shipment); diff != "" || s != was {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestFoundAtMost(t *testing.T) {
	t.Parallel()
	found := []order.Order{{ID: "3", State: order.Open, Quote: cap2()}, {ID: "2", State: order.Open, Quote: cap2()}, {ID: "1", State: order.Open, Quote: cap2()}}
	all, err := wall(backend{do: answers, found: found}).Find(t.Context(), order.Customer{}, 2)
	if err != nil || len(all) != 2 || all[0].ID != "3" || all[1].ID != "2" {
		t.Errorf("%v (%v), want the first two", all, err)
	}
}
