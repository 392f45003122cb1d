package simulator

import (
	"strconv"
	"strings"
	"time"
)

// stripeRoute is one call of the API.
type stripeRoute struct {
	method, path string // of the path, {id} is the object's
	params       map[string]stripeCheck
	required     []string
	expands      string // what may be expanded, with spaces between
	do           func(*Stripe, *stripeCall) (any, *stripeError)
}

func (r *stripeRoute) name() string { return r.method + " " + r.path }

func stripeRoutes() []*stripeRoute {
	const deep = "payment_intent payment_intent.latest_charge payment_intent.latest_charge.refunds"
	return []*stripeRoute{
		{"POST", "/v1/checkout/sessions", sessionParams(), []string{"mode", "success_url", "line_items[0][quantity]"}, "payment_intent", (*Stripe).createSession},
		{"GET", "/v1/checkout/sessions", listParams("payment_intent", "payment_link", "status"), nil, lists(deep), (*Stripe).listSessions},
		{"GET", "/v1/checkout/sessions/{id}", nil, nil, deep, (*Stripe).getSession},
		{"POST", "/v1/checkout/sessions/{id}/expire", nil, nil, deep, (*Stripe).expireSession},
		{"POST", "/v1/prices", priceParams(), []string{"currency", "unit_amount", "product_data[name]"}, "", (*Stripe).createPrice},
		{"POST", "/v1/payment_links", linkParams(), []string{"line_items[0][price]", "line_items[0][quantity]"}, "", (*Stripe).createLink},
		{"GET", "/v1/payment_links", linkListParams(), nil, "", (*Stripe).listLinks},
		{"GET", "/v1/payment_links/{id}", nil, nil, "", (*Stripe).getLink},
		{"POST", "/v1/payment_links/{id}", map[string]stripeCheck{"active": isBool}, nil, "", (*Stripe).updateLink},
		{"GET", "/v1/payment_intents/{id}", nil, nil, "latest_charge latest_charge.refunds", (*Stripe).getIntent},
		{"POST", "/v1/refunds", refundParams(), nil, "", (*Stripe).createRefund},
		{"GET", "/v1/refunds", listParams("payment_intent", "charge"), nil, "", (*Stripe).listRefunds},
		{"GET", "/v1/refunds/{id}", nil, nil, "", (*Stripe).getRefund},
		{"GET", "/v1/events", eventListParams(), nil, "", (*Stripe).listEvents},
		{"GET", "/v1/events/{id}", nil, nil, "", (*Stripe).getEvent},
	}
}

// lists is what may be expanded in a list of objects.
func lists(expands string) string { return "data." + strings.ReplaceAll(expands, " ", " data.") }

// findRoute finds the call that a request is, and the id in its path.
func (s *Stripe) findRoute(method, path string) (*stripeRoute, string) {
	segments := strings.Split(path, "/")
	for _, r := range s.routes {
		if r.method != method {
			continue
		}
		if id, ok := match(strings.Split(r.path, "/"), segments); ok {
			return r, id
		}
	}
	return nil, ""
}

func match(pattern, path []string) (id string, ok bool) {
	if len(pattern) != len(path) {
		return "", false
	}
	for i, p := range pattern {
		switch {
		case p == "{id}" && path[i] != "":
			id = path[i]
		case p != path[i]:
			return "", false
		}
	}
	return id, true
}

// stripeCheck says whether a parameter's value is allowed.
type stripeCheck func(string) bool

// check holds the parameters of a call against what the API knows.
func (r *stripeRoute) check(c *stripeCall) *stripeError {
	for name, values := range c.form {
		if strings.HasPrefix(name, "expand[") {
			for _, v := range values {
				if !strings.Contains(" "+r.expands+" ", " "+v+" ") {
					return invalid("", "expand", "This property cannot be expanded ("+v+").")
				}
				c.expand[strings.TrimPrefix(v, "data.")] = true
			}
			continue
		}
		allowed, known := r.params[general(name)]
		switch {
		case !known:
			return invalid("parameter_unknown", name, "Received unknown parameter: "+name)
		case len(values) != 1:
			return invalid("", name, "Given more than once: "+name)
		case !allowed(values[0]):
			return invalid("", name, "Invalid "+name)
		}
	}
	for _, name := range r.required {
		if c.form.Get(name) == "" {
			return invalid("parameter_missing", name, "Missing required param: "+name+".")
		}
	}
	return nil
}

// general is the name of a parameter with # for a number and * for a key of
// metadata.
func general(name string) string {
	parts := strings.Split(name, "[")
	for i, p := range parts[1:] {
		key, ok := strings.CutSuffix(p, "]")
		if !ok {
			return name
		}
		if _, err := strconv.Atoi(key); err == nil {
			key = "#"
		}
		if parts[i] == "metadata" || parts[i] == "metadata]" {
			key = "*"
		}
		parts[i+1] = key + "]"
	}
	return strings.Join(parts, "[")
}

func upTo(limit int) stripeCheck { return func(s string) bool { return s != "" && units(s) <= limit } }

func oneOf(words string) stripeCheck {
	return func(s string) bool { return s != "" && strings.Contains(" "+words+" ", " "+s+" ") }
}

func between(low, high int64) stripeCheck {
	return func(s string) bool {
		n, err := strconv.ParseInt(s, 10, 64)
		return err == nil && low <= n && n <= high
	}
}

func isBool(s string) bool { return s == "true" || s == "false" }

func isMail(s string) bool {
	name, host, ok := strings.Cut(s, "@")
	return ok && name != "" && strings.Contains(host, ".") && !strings.ContainsAny(s, " \n\r")
}

// Currencies that Stripe takes, of those that have to be told apart here.
// https://docs.stripe.com/currencies
const (
	stripeThree = "bhd jod kwd omr tnd"
	stripeWhole = "isk ugx" // in hundredths, of which there must be none
)

const maxStripe = 99_999_999 // of an amount

func isCurrency(s string) bool {
	return len(s) == 3 && strings.ToLower(s) == s && !strings.Contains("xxx iqd lyd clf uyw", s)
}

// amount reads an amount with the rules of its currency.
func amount(param, currency, text string) (int64, *stripeError) {
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil || n < 0:
		return 0, invalid("parameter_invalid_integer", param, "Invalid integer: "+text)
	case oneOf(stripeThree)(currency) && n%10 != 0:
		return 0, invalid("invalid_charge_amount", param, "The last digit must be 0 in "+currency)
	case oneOf(stripeWhole)(currency) && n%100 != 0:
		return 0, invalid("invalid_charge_amount_no_decimal_compatible", param, "Amounts in "+currency+" must be evenly divisible by 100")
	}
	return n, nil
}

const stripeLocales = "auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW"

func sessionParams() map[string]stripeCheck {
	return map[string]stripeCheck{
		"mode": oneOf("payment"), "success_url": complete, "cancel_url": complete,
		"client_reference_id": upTo(200), "customer_email": isMail, "expires_at": between(1, 1<<40), "locale": oneOf(stripeLocales),
		"metadata[*]": upTo(500), "payment_intent_data[metadata][*]": upTo(500), "payment_intent_data[description]": upTo(1000),
		"submit_type":             oneOf("auto book donate pay"),
		"line_items[#][quantity]": between(1, 999_999), "line_items[#][price_data][currency]": isCurrency,
		"line_items[#][price_data][unit_amount]":        between(0, maxStripe),
		"line_items[#][price_data][product_data][name]": upTo(250),
	}
}

func priceParams() map[string]stripeCheck {
	return map[string]stripeCheck{
		"currency": isCurrency, "unit_amount": between(0, maxStripe), "product_data[name]": upTo(250), "metadata[*]": upTo(500),
	}
}

func linkParams() map[string]stripeCheck {
	return map[string]stripeCheck{
		"line_items[#][price]": upTo(100), "line_items[#][quantity]": between(1, 999_999), "metadata[*]": upTo(500),
		"payment_intent_data[metadata][*]": upTo(500), "payment_intent_data[description]": upTo(1000),
		"after_completion[type]": oneOf("redirect hosted_confirmation"), "after_completion[redirect][url]": complete,
		"restrictions[completed_sessions][limit]": between(1, 1000), "submit_type": oneOf("auto book donate pay"),
	}
}

func refundParams() map[string]stripeCheck {
	return map[string]stripeCheck{
		"payment_intent": upTo(100), "charge": upTo(100), "amount": between(1, maxStripe), "metadata[*]": upTo(500),
		"reason": oneOf("duplicate fraudulent requested_by_customer"),
	}
}

// listParams are those of a list with more filters.
func listParams(filters ...string) map[string]stripeCheck {
	all := map[string]stripeCheck{
		"limit": between(1, 100), "starting_after": upTo(100),
		"created[gt]": between(0, 1<<40), "created[gte]": between(0, 1<<40), "created[lt]": between(0, 1<<40), "created[lte]": between(0, 1<<40),
	}
	for _, f := range filters {
		all[f] = upTo(100)
	}
	return all
}

func eventListParams() map[string]stripeCheck {
	all := listParams()
	all["type"], all["types[#]"], all["delivery_success"] = upTo(100), upTo(100), isBool
	return all
}

func linkListParams() map[string]stripeCheck {
	return map[string]stripeCheck{"active": isBool, "limit": between(1, 100), "starting_after": upTo(100)}
}

// page is a list of what fits the parameters, newest first.
func page[T any](c *stripeCall, t *table[T], created func(T) time.Time, fits func(T) bool, write func(T) map[string]any) (any, *stripeError) {
	limit, _ := strconv.Atoi(c.form.Get("limit")) // checked
	if limit == 0 {
		limit = 10
	}
	var found []T
	after := c.form.Get("starting_after")
	from := len(t.all)
	if after != "" {
		i, ok := t.by[after]
		if !ok {
			return nil, missing("object", after)
		}
		from = i
	}
	for i := from - 1; i >= 0 && len(found) <= limit; i-- {
		if x := t.all[i]; c.within(created(x)) && fits(x) {
			found = append(found, x)
		}
	}
	data := []map[string]any{}
	for _, x := range found[:min(limit, len(found))] {
		data = append(data, write(x))
	}
	return map[string]any{"object": "list", "has_more": len(found) > limit, "url": strings.TrimPrefix(c.name, "GET "), "data": data}, nil
}

// within says whether an object was created when the filters want it.
func (c *stripeCall) within(at time.Time) bool {
	for op, ok := range map[string]func(a, b int64) bool{
		"gt": func(a, b int64) bool { return a > b }, "gte": func(a, b int64) bool { return a >= b },
		"lt": func(a, b int64) bool { return a < b }, "lte": func(a, b int64) bool { return a <= b },
	} {
		text := c.form.Get("created[" + op + "]")
		if limit, err := strconv.ParseInt(text, 10, 64); err == nil && !ok(at.Unix(), limit) {
			return false
		}
	}
	return true
}
