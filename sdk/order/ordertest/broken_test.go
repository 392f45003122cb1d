package ordertest_test

import (
	"context"
	"errors"
	"slices"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/order/ordertest"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// broken is a ledger with some methods replaced.
type broken struct {
	*ledger
	quotes func(context.Context, quote.Draft) (quote.Quote, error)
	places func(context.Context, order.Order) (order.Placement, error)
	paid   func(context.Context, order.Order) error
	cancel func(context.Context, order.Order) error
	find   func(context.Context, order.Customer, int) ([]order.Order, error)
}

func (b *broken) Quote(ctx context.Context, d quote.Draft) (quote.Quote, error) {
	if b.quotes != nil {
		return b.quotes(ctx, d)
	}
	return b.ledger.Quote(ctx, d)
}

func (b *broken) Place(ctx context.Context, o order.Order) (order.Placement, error) {
	if b.places != nil {
		return b.places(ctx, o)
	}
	return b.ledger.Place(ctx, o)
}

func (b *broken) Paid(ctx context.Context, o order.Order, p payments.Payment) error {
	if b.paid != nil {
		return b.paid(ctx, o)
	}
	return b.ledger.Paid(ctx, o, p)
}

func (b *broken) Cancel(ctx context.Context, o order.Order, reason string) error {
	if b.cancel != nil {
		return b.cancel(ctx, o)
	}
	return b.ledger.Cancel(ctx, o, reason)
}

func (b *broken) Find(ctx context.Context, c order.Customer, limit int) ([]order.Order, error) {
	if b.find != nil {
		return b.find(ctx, c, limit)
	}
	return b.ledger.Find(ctx, c, limit)
}

// flaw is one way to break the promise that a case is for.
type flaw struct {
	finds string   // the case
	also  []string // cases that cannot but fail too
	spoil func(b *broken, r *ordertest.Rig)
}

// flaws are the mistakes that hosts make.
func flaws() map[string]flaw {
	return map[string]flaw{
		"lines in another order": {finds: "a quote has the lines asked for", spoil: onQuote(func(q *quote.Quote) { slices.Reverse(q.Lines) })},
		"a subtotal of its own":  {finds: "a quote adds up", spoil: onQuote(func(q *quote.Quote) { q.Subtotal.Minor++ })},
		"prices of this morning": {finds: "a quote is at the host's price", spoil: remembersPrices,
			also: []string{"as many as are left can be had"}},
		"takes our word for prices": {finds: "nothing is quoted that is not sold", spoil: pricesAnything},
		"no reference":              {finds: "an order is placed", spoil: onAnswer(func(p *order.Placement) { p.Ref = "" })},
		"a reference for each call": {finds: "an order asked for again has the same answer", spoil: numbersCalls},
		"looks, then writes":        {finds: "an order asked for at once is placed once", spoil: looksThenWrites},
		"forgets who gave up":       {finds: "an order whose answer was lost is placed once", spoil: forgetsLost},
		"a lost answer":             {finds: "an order whose answer was lost is placed once", spoil: writesAfterLoss},
		"judges again":              {finds: "what is placed stays placed", spoil: judgesAgain},
		"changed, and taken":        {finds: "an order at an old price is not taken", spoil: takesWhatChanged},
		"any price will do": {finds: "an order at an old price is not taken", spoil: takesAnyPrice,
			also: []string{"the price that is answered instead is taken"}},
		"a changed quote that is not whole": {finds: "the price that is answered instead is taken", spoil: onAnswer(dropsLine)},
		"a refusal is an error":             {finds: "what is not sold is rejected", spoil: refusesByError},
		"no reason": {finds: "what is sold out is rejected with a reason", spoil: onAnswer(saysNothing),
			also: []string{"rejected lines are those that cannot be had", "as many as are left can be had"}},
		"names the other line": {finds: "rejected lines are those that cannot be had", spoil: onAnswer(namesOther),
			also: []string{"as many as are left can be had"}},
		"all or nothing":           {finds: "as many as are left can be had", spoil: onAnswer(leavesNone)},
		"one chat only":            {finds: "a customer's orders are found from every chat", spoil: findsInOneChat},
		"paid already":             {finds: "a paid order is paid, however often it is told", spoil: paidTwiceIsError},
		"cancelled already":        {finds: "a cancelled order is cancelled, however often it is told", spoil: cancelledTwiceIsError},
		"the last word counts":     {finds: "a paid order is not cancelled", spoil: cancelsPaid},
		"cancelled for good":       {finds: "money that comes late is kept", spoil: ignoresLateMoney},
		"cancels only what it has": {finds: "what was never placed can be cancelled", spoil: unknownIsError},
		"loses money":              {finds: "money for what was never placed is an error", spoil: losesMoney},
		"found without a total":    {finds: "a placed order is found as it is", spoil: onFound(func(o *order.Order) { o.Quote = quote.Quote{} })},
		"oldest first":             {finds: "the newest orders come first, and no more than asked for", spoil: oldestFirst},
		"everybody's orders":       {finds: "nobody sees another's orders", spoil: findsAll},
		"never gives up":           {finds: "a context that has ended is an error", spoil: ignoresContext},
	}
}

func onQuote(change func(*quote.Quote)) func(*broken, *ordertest.Rig) {
	return func(b *broken, _ *ordertest.Rig) {
		b.quotes = func(ctx context.Context, d quote.Draft) (quote.Quote, error) {
			q, err := b.ledger.Quote(ctx, d)
			change(&q)
			return q, err
		}
	}
}

func onAnswer(change func(*order.Placement)) func(*broken, *ordertest.Rig) {
	return func(b *broken, _ *ordertest.Rig) {
		b.places = func(ctx context.Context, o order.Order) (order.Placement, error) {
			p, err := b.ledger.Place(ctx, o)
			change(&p)
			return p, err
		}
	}
}

func onFound(change func(*order.Order)) func(*broken, *ordertest.Rig) {
	return func(b *broken, _ *ordertest.Rig) {
		b.find = func(ctx context.Context, c order.Customer, limit int) ([]order.Order, error) {
			found, err := b.ledger.Find(ctx, c, limit)
			for i := range found {
				change(&found[i])
			}
			return found, err
		}
	}
}

func remembersPrices(b *broken, _ *ordertest.Rig) {
	var first quote.Quote
	b.quotes = func(ctx context.Context, d quote.Draft) (quote.Quote, error) {
		q, err := b.ledger.Quote(ctx, d)
		if err == nil && first.Lines == nil {
			first = q
		}
		if err == nil {
			q = first
		}
		return q, err
	}
}

func pricesAnything(b *broken, _ *ordertest.Rig) {
	b.quotes = func(ctx context.Context, d quote.Draft) (quote.Quote, error) {
		q, err := b.ledger.Quote(ctx, d)
		if errors.Is(err, errUnsold) {
			return quote.Rules{}.Quote(d, "en")
		}
		return q, err
	}
}

func dropsLine(p *order.Placement) {
	if p.Changed != nil {
		p.Changed.Lines = p.Changed.Lines[:1]
	}
}

func saysNothing(p *order.Placement) {
	if p.Rejected != "We do not sell this." {
		p.Rejected, p.Lines = "", nil
	}
}

func namesOther(p *order.Placement) {
	for i := range p.Lines {
		p.Lines[i].Ref.Product = "sock"
	}
}

func leavesNone(p *order.Placement) {
	for i := range p.Lines {
		p.Lines[i].Left = 0
	}
}

func findsInOneChat(b *broken, _ *ordertest.Rig) {
	b.find = func(ctx context.Context, c order.Customer, limit int) ([]order.Order, error) {
		c.ID = ""
		return b.ledger.Find(ctx, c, limit)
	}
}

func findsAll(b *broken, _ *ordertest.Rig) {
	b.find = func(ctx context.Context, _ order.Customer, limit int) ([]order.Order, error) {
		return b.ledger.Find(ctx, b.rig().Customer, limit)
	}
}

func oldestFirst(b *broken, _ *ordertest.Rig) {
	b.find = func(ctx context.Context, c order.Customer, limit int) ([]order.Order, error) {
		found, err := b.ledger.Find(ctx, c, 100)
		slices.Reverse(found)
		return found[:min(limit, len(found))], err
	}
}

func ignoresContext(b *broken, _ *ordertest.Rig) {
	b.find = func(_ context.Context, c order.Customer, limit int) ([]order.Order, error) {
		return b.ledger.Find(context.Background(), c, limit)
	}
}
