package simulator

import (
	"cmp"
	"maps"
	"strconv"
	"strings"
	"time"
)

// stripeSession is a Checkout Session.
type stripeSession struct {
	id, order, currency, locale, email string
	successURL, cancelURL              string
	amount                             int64
	created, expires                   time.Time
	status, paid                       string // open, complete, expired; unpaid, paid
	metadata, of                       map[string]string
	link                               string // the Payment Link that it came from
	intent                             *stripeIntent
	events                             stripeQueue
}

// stripeIntent is a Payment Intent. Stripe makes it when the shopper pays.
type stripeIntent struct {
	id, currency, status string
	amount               int64
	created              time.Time
	metadata             map[string]string
	decline              string // of the last try that failed
	charge               *stripeCharge
	session              *stripeSession
}

// create makes an id of a kind: "cs_test".
func (s *Stripe) create(kind string) string {
	s.made++
	return kind + "_" + strconv.Itoa(1_000_000+s.made)
}

func (s *Stripe) createSession(c *stripeCall) (any, *stripeError) {
	f := c.form
	is := &stripeSession{
		order: f.Get("client_reference_id"), currency: f.Get("line_items[0][price_data][currency]"), locale: f.Get("locale"),
		email: f.Get("customer_email"), successURL: f.Get("success_url"), cancelURL: f.Get("cancel_url"),
		created: c.now, expires: c.now.Add(24 * time.Hour), status: "open", paid: "unpaid",
		metadata: c.metadata("metadata"), of: c.metadata("payment_intent_data[metadata]"),
	}
	if text := f.Get("expires_at"); text != "" {
		at, _ := strconv.ParseInt(text, 10, 64) // checked
		is.expires = time.Unix(at, 0)
	}
	// Stripe counts from when the request comes in; a second is the wire's.
	if left := is.expires.Sub(c.now); left < 30*time.Minute-time.Second || left > 24*time.Hour+time.Second {
		return nil, invalid("", "expires_at", "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.")
	}
	if e := is.sum(c); e != nil {
		return nil, e
	}
	is.id = s.create("cs_test")
	s.open(is)
	return is.written(c.expand), nil
}

// open puts a session among the others.
func (s *Stripe) open(is *stripeSession) {
	s.sessions.put(is.id, is)
	s.awaitLapse(is.expires)
	o := s.order(is.order)
	o.Sessions = append(o.Sessions, is.id)
	o.MostOpen = max(o.MostOpen, s.payable(is.order))
}

// sum adds the line items up.
func (is *stripeSession) sum(c *stripeCall) *stripeError {
	for i := 0; ; i++ {
		at := "line_items[" + strconv.Itoa(i) + "]"
		count, err := strconv.ParseInt(c.form.Get(at+"[quantity]"), 10, 64)
		if err != nil {
			break
		}
		if i == 100 {
			return invalid("", "line_items", "There are more than 100 line items.")
		}
		data := at + "[price_data]"
		if c.form.Get(data+"[product_data][name]") == "" {
			return invalid("parameter_missing", data+"[product_data][name]", "Missing required param: name.")
		}
		if c.form.Get(data+"[currency]") != is.currency {
			return invalid("", data+"[currency]", "All line items must have the same currency.")
		}
		each, e := amount(data+"[unit_amount]", is.currency, c.form.Get(data+"[unit_amount]"))
		if e != nil {
			return e
		}
		is.amount += count * each
	}
	switch {
	case is.amount > maxStripe:
		return invalid("amount_too_large", "line_items", "The Checkout Session's total amount must be no more than 999999.99.")
	case is.amount < 50:
		return invalid("amount_too_small", "line_items", "The Checkout Session's total amount must convert to at least 50 cents.")
	}
	return nil
}

// metadata are the keys and values under a name.
func (c *stripeCall) metadata(name string) map[string]string {
	all := map[string]string{}
	for key, values := range c.form {
		if rest, ok := strings.CutPrefix(key, name+"["); ok {
			all[strings.TrimSuffix(rest, "]")] = values[0]
		}
	}
	return all
}

func (s *Stripe) getSession(c *stripeCall) (any, *stripeError) {
	is, ok := s.sessions.get(c.id)
	if !ok {
		return nil, missing("checkout.session", c.id)
	}
	return is.written(c.expand), nil
}

func (s *Stripe) listSessions(c *stripeCall) (any, *stripeError) {
	intent, link, status := c.form.Get("payment_intent"), c.form.Get("payment_link"), c.form.Get("status")
	return page(c, &s.sessions, func(is *stripeSession) time.Time { return is.created }, func(is *stripeSession) bool {
		return (intent == "" || is.intent != nil && is.intent.id == intent) && (link == "" || is.link == link) && (status == "" || is.status == status)
	}, func(is *stripeSession) map[string]any { return is.written(c.expand) })
}

func (s *Stripe) expireSession(c *stripeCall) (any, *stripeError) {
	is, ok := s.sessions.get(c.id)
	switch {
	case !ok:
		return nil, missing("checkout.session", c.id)
	case is.status != "open":
		return nil, impossible("", "session", `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of `+is.status+`.`)
	}
	s.expire(is, c.now)
	return is.written(c.expand), nil
}

// expire ends a session that is open.
func (s *Stripe) expire(is *stripeSession, at time.Time) {
	is.status = "expired"
	s.happens(is, "checkout.session.expired", at, is.written(nil))
}

// lapse ends the sessions whose time is over. It looks only when there is one.
func (s *Stripe) lapse(now time.Time) {
	if s.nextLapse.IsZero() || now.Before(s.nextLapse) {
		return
	}
	s.nextLapse = time.Time{}
	for _, is := range s.sessions.all {
		switch {
		case is.status != "open":
		case is.expires.After(now):
			s.awaitLapse(is.expires)
		default:
			s.expire(is, is.expires)
		}
	}
}

func (s *Stripe) awaitLapse(at time.Time) {
	if s.nextLapse.IsZero() || at.Before(s.nextLapse) {
		s.nextLapse = at
	}
}

// written is a session in Stripe's words.
func (is *stripeSession) written(expand map[string]bool) map[string]any {
	w := map[string]any{
		"id": is.id, "object": "checkout.session", "mode": "payment", "livemode": false, "ui_mode": "hosted",
		"amount_total": is.amount, "amount_subtotal": is.amount, "currency": is.currency, "created": is.created.Unix(),
		"expires_at": is.expires.Unix(), "status": is.status, "payment_status": is.paid, "metadata": maps.Clone(is.metadata),
		"success_url": is.successURL, "url": nil, "client_reference_id": nil, "payment_intent": nil, "payment_link": nil,
		"cancel_url": is.cancelURL, "locale": cmp.Or(is.locale, "auto"), "customer_email": nil,
	}
	if is.status == "open" {
		w["url"] = "https://checkout.stripe.com/c/pay/" + is.id
	}
	for name, value := range map[string]string{"client_reference_id": is.order, "payment_link": is.link, "customer_email": is.email} {
		if value != "" {
			w[name] = value
		}
	}
	if is.intent != nil {
		w["payment_intent"] = is.intent.id
		if expand["payment_intent"] || expand["payment_intent.latest_charge"] || expand["payment_intent.latest_charge.refunds"] {
			w["payment_intent"] = is.intent.written(expand["payment_intent.latest_charge"], expand["payment_intent.latest_charge.refunds"])
		}
	}
	return w
}

func (s *Stripe) getIntent(c *stripeCall) (any, *stripeError) {
	p, ok := s.intents.get(c.id)
	if !ok {
		return nil, missing("payment_intent", c.id)
	}
	return p.written(c.expand["latest_charge"], c.expand["latest_charge.refunds"]), nil
}

// written is an intent in Stripe's words.
func (p *stripeIntent) written(charge, refunds bool) map[string]any {
	w := map[string]any{
		"id": p.id, "object": "payment_intent", "amount": p.amount, "currency": p.currency, "status": p.status,
		"created": p.created.Unix(), "metadata": maps.Clone(p.metadata), "livemode": false, "latest_charge": nil, "last_payment_error": nil,
	}
	if p.decline != "" {
		w["last_payment_error"] = map[string]any{"type": "card_error", "code": "card_declined", "decline_code": p.decline}
	}
	if p.charge != nil {
		w["latest_charge"] = p.charge.id
		if charge || refunds {
			w["latest_charge"] = p.charge.written(refunds)
		}
	}
	return w
}
