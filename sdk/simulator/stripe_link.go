package simulator

import (
	"maps"
	"strconv"
	"strings"
	"time"
)

// stripePrice is what a Payment Link sells.
type stripePrice struct {
	id, currency, product string
	amount                int64
}

// stripeLink is a Payment Link. Each visit of it opens a session.
type stripeLink struct {
	id, currency string
	amount       int64
	active       bool
	limit, done  int64 // sessions that may be, and are, completed; 0: no limit
	metadata, of map[string]string
	after        string
	created      time.Time
	order        string // by the metadata, for the counts
}

func (s *Stripe) createPrice(c *stripeCall) (any, *stripeError) {
	p := &stripePrice{currency: c.form.Get("currency"), product: c.form.Get("product_data[name]")}
	var e *stripeError
	if p.amount, e = amount("unit_amount", p.currency, c.form.Get("unit_amount")); e != nil {
		return nil, e
	}
	p.id = s.create("price")
	s.prices.put(p.id, p)
	return map[string]any{
		"id": p.id, "object": "price", "active": true, "currency": p.currency, "unit_amount": p.amount, "type": "one_time",
		"created": c.now.Unix(), "livemode": false, "product": "prod_" + p.id,
	}, nil
}

func (s *Stripe) createLink(c *stripeCall) (any, *stripeError) {
	l := &stripeLink{
		active: true, metadata: c.metadata("metadata"), of: c.metadata("payment_intent_data[metadata]"),
		after: c.form.Get("after_completion[redirect][url]"), created: c.now,
	}
	l.limit, _ = strconv.ParseInt(c.form.Get("restrictions[completed_sessions][limit]"), 10, 64) // checked; 0 where it is not given
	for i := 0; ; i++ {
		at := "line_items[" + strconv.Itoa(i) + "]"
		count, err := strconv.ParseInt(c.form.Get(at+"[quantity]"), 10, 64)
		if err != nil {
			break
		}
		p, ok := s.prices.get(c.form.Get(at + "[price]"))
		if !ok {
			return nil, invalid("resource_missing", at+"[price]", "No such price")
		}
		l.currency, l.amount = p.currency, l.amount+count*p.amount
	}
	l.id, l.order = s.create("plink"), ordered(l.metadata)
	s.links.put(l.id, l)
	o := s.order(l.order)
	o.Links = append(o.Links, l.id)
	o.MostOpen = max(o.MostOpen, s.payable(l.order))
	return l.written(), nil
}

func (s *Stripe) getLink(c *stripeCall) (any, *stripeError) {
	l, ok := s.links.get(c.id)
	if !ok {
		return nil, missing("payment_link", c.id)
	}
	return l.written(), nil
}

func (s *Stripe) listLinks(c *stripeCall) (any, *stripeError) {
	active := c.form.Get("active")
	return page(c, &s.links, func(l *stripeLink) time.Time { return l.created }, func(l *stripeLink) bool {
		return active == "" || active == strconv.FormatBool(l.active)
	}, (*stripeLink).written)
}

func (s *Stripe) updateLink(c *stripeCall) (any, *stripeError) {
	l, ok := s.links.get(c.id)
	if !ok {
		return nil, missing("payment_link", c.id)
	}
	if active := c.form.Get("active"); active != "" {
		l.active = active == "true"
	}
	return l.written(), nil
}

// ordered is the order that metadata name: the value of a key like "order" or
// "shop_order".
func ordered(metadata map[string]string) string {
	for key, value := range metadata {
		if strings.HasSuffix(key, "order") {
			return value
		}
	}
	return ""
}

// usable says whether a link still opens sessions.
func (l *stripeLink) usable() bool { return l.active && (l.limit == 0 || l.done < l.limit) }

// visit opens a session of a link.
func (s *Stripe) visit(l *stripeLink) *stripeSession {
	now := s.cfg.Now()
	is := &stripeSession{
		id: s.create("cs_test"), order: l.order, link: l.id, currency: l.currency, amount: l.amount, successURL: l.after,
		created: now, expires: now.Add(24 * time.Hour), status: "open", paid: "unpaid", metadata: maps.Clone(l.metadata), of: l.of,
	}
	s.open(is)
	return is
}

// written is a link in Stripe's words.
func (l *stripeLink) written() map[string]any {
	w := map[string]any{
		"id": l.id, "object": "payment_link", "active": l.active, "currency": l.currency, "livemode": false,
		"metadata": maps.Clone(l.metadata), "url": "https://buy.stripe.com/test_" + l.id, "restrictions": nil,
	}
	if l.limit > 0 {
		w["restrictions"] = map[string]any{"completed_sessions": map[string]any{"limit": l.limit, "count": l.done}}
	}
	return w
}
