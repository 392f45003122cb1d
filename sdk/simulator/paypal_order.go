package simulator

import (
	"fmt"
	"math/big"
	"net/http"
	"time"
)

// paypalOrder is an order.
type paypalOrder struct {
	id, status       string // CREATED and PAYER_ACTION_REQUIRED, APPROVED, COMPLETED, VOIDED
	unit             paypalUnit
	created, updated time.Time
	how              PayPalOutcome // what comes of it when the money is taken
	capture          *paypalCapture
	gone             bool // forgotten
}

type paypalCapture struct {
	id, status, processor string // PENDING, COMPLETED, DECLINED
	amount                paypalAmount
	at                    time.Time
	order                 *paypalOrder
	refunds               []*paypalRefund
}

type paypalRefund struct {
	id, status, custom string // PENDING, COMPLETED, FAILED
	amount             paypalAmount
	at                 time.Time
	capture            *paypalCapture
	total              string // given back in all, when it was done
}

// create makes an id such as PayPal's.
func (p *PayPal) create(kind string) string {
	p.made++
	return fmt.Sprintf("%s%012d%sX", kind, 364_715_000+p.made, kind)
}

// get finds an order that PayPal still knows.
func (p *PayPal) get(id string) (*paypalOrder, *paypalError) {
	o, ok := p.orders.get(id)
	if !ok || o.gone || !paypalRoute.MatchString(id) {
		return nil, absent()
	}
	return o, nil
}

func (p *PayPal) open(c *paypalCall) (int, any, *paypalError) {
	var ask paypalOpening
	if e := c.read(&ask); e != nil {
		return 0, nil, e
	}
	if e := ask.check(); e != nil {
		return 0, nil, e
	}
	o := &paypalOrder{id: p.create("5O"), status: "PAYER_ACTION_REQUIRED", unit: ask.Units[0], created: c.now, updated: c.now}
	p.orders.put(o.id, o)
	return http.StatusCreated, o.written(), nil
}

func (p *PayPal) show(c *paypalCall) (int, any, *paypalError) {
	o, e := p.get(c.id)
	if e != nil {
		return 0, nil, e
	}
	return http.StatusOK, o.written(), nil
}

// patch changes the custom_id, which is all that a shop of this kind changes.
func (p *PayPal) patch(c *paypalCall) (int, any, *paypalError) {
	o, e := p.get(c.id)
	if e != nil {
		return 0, nil, e
	}
	var ask []struct {
		Op    string `json:"op"`
		Path  string `json:"path"`
		Value string `json:"value"`
	}
	if e := c.read(&ask); e != nil {
		return 0, nil, e
	}
	switch {
	case len(ask) != 1 || ask[0].Op != "replace" || ask[0].Path != "/purchase_units/@reference_id=='default'/custom_id" || units(ask[0].Value) > 127:
		return 0, nil, malformedIssue("INVALID_PATCH_OPERATION", "")
	case o.status == "COMPLETED" || o.status == "VOIDED":
		return 0, nil, unprocessable("ORDER_ALREADY_COMPLETED", "")
	case p.cfg.ReadOnly && o.status != "APPROVED":
		return 0, nil, unprocessable("ORDER_NOT_APPROVED", "")
	}
	o.unit.CustomID, o.updated = ask[0].Value, c.now
	return http.StatusNoContent, nil, nil
}

func (p *PayPal) capture(c *paypalCall) (int, any, *paypalError) {
	o, e := p.get(c.id)
	if e != nil {
		return 0, nil, e
	}
	if e := c.read(&struct{}{}); e != nil {
		return 0, nil, e
	}
	switch {
	case o.status == "COMPLETED":
		return 0, nil, unprocessable("ORDER_ALREADY_CAPTURED", "")
	case o.status != "APPROVED":
		return 0, nil, unprocessable("ORDER_NOT_APPROVED", "")
	case o.how == PayPalRefuses: // she is to choose another way, on the same page
		o.status, o.updated = "PAYER_ACTION_REQUIRED", c.now
		return 0, nil, unprocessable("INSTRUMENT_DECLINED", "")
	}
	is := &paypalCapture{id: p.create("3C"), amount: paypalAmount{Currency: o.unit.Amount.Currency, Value: o.unit.Amount.Value}, at: c.now, order: o}
	o.capture, o.status, o.updated = is, "COMPLETED", c.now
	p.captures[is.id] = is
	p.turns(is, map[PayPalOutcome]string{PayPalPends: "PENDING", PayPalDeclines: "DECLINED"}[o.how], c.now)
	return http.StatusCreated, o.written(), nil
}

func (p *PayPal) showCapture(c *paypalCall) (int, any, *paypalError) {
	is, ok := p.captures[c.id]
	if !ok {
		return 0, nil, absent()
	}
	return http.StatusOK, is.written(), nil
}

// turns changes a capture; to COMPLETED unless something else is said.
func (p *PayPal) turns(is *paypalCapture, status string, now time.Time) {
	kind := status
	if status == "" {
		status, kind = "COMPLETED", "COMPLETED"
	}
	if status == "DECLINED" {
		is.processor = "5120" // her card has not so much
	}
	is.status, is.at = status, now
	p.happens(is.order, "PAYMENT.CAPTURE."+kind, now, "capture", is.written())
}

func (p *PayPal) refund(c *paypalCall) (int, any, *paypalError) {
	is, ok := p.captures[c.id]
	if !ok {
		return 0, nil, absent()
	}
	var ask struct {
		Amount   paypalAmount `json:"amount"`
		CustomID string       `json:"custom_id"`
		Invoice  string       `json:"invoice_id"`
		Note     string       `json:"note_to_payer"`
	}
	if e := c.read(&ask); e != nil {
		return 0, nil, e
	}
	if e := ask.Amount.check("/amount/value"); e != nil {
		return 0, nil, e
	}
	switch {
	case units(ask.CustomID) > 127 || units(ask.Note) > 255:
		return 0, nil, malformedIssue("INVALID_STRING_LENGTH", "/custom_id")
	case is.status == "PENDING":
		return 0, nil, unprocessable("PENDING_CAPTURE", "")
	}
	r, e := p.giveBack(is, ask.Amount, ask.CustomID, c.now)
	if e != nil {
		return 0, nil, e
	}
	return http.StatusCreated, r.written(), nil
}

// giveBack makes a refund; its custom_id is the payment's unless another is given.
func (p *PayPal) giveBack(is *paypalCapture, sum paypalAmount, custom string, now time.Time) (*paypalRefund, *paypalError) {
	left := new(big.Rat).Sub(is.amount.number(), is.refunded(true))
	switch {
	case is.status != "COMPLETED":
		return nil, unprocessable("CAPTURE_STATUS_NOT_VALID", "")
	case sum.Currency != is.amount.Currency:
		return nil, unprocessable("REFUND_CAPTURE_CURRENCY_MISMATCH", "")
	case left.Sign() == 0:
		return nil, unprocessable("CAPTURE_FULLY_REFUNDED", "")
	case sum.number().Cmp(left) > 0 || sum.number().Sign() <= 0:
		return nil, unprocessable("REFUND_AMOUNT_EXCEEDED", "")
	}
	if custom == "" && !p.cfg.Untagged {
		custom = is.order.unit.CustomID
	}
	r := &paypalRefund{id: p.create("1R"), custom: custom, amount: sum, at: now, capture: is, status: "PENDING"}
	is.refunds = append(is.refunds, r)
	if !p.cfg.PendingRefunds {
		p.settle(r, "COMPLETED", now)
	}
	return r, nil
}

// settle ends a refund.
func (p *PayPal) settle(r *paypalRefund, status string, now time.Time) {
	r.status, r.at = status, now
	if status == "COMPLETED" {
		r.total = r.capture.major(r.capture.refunded(false))
		p.happens(r.capture.order, "PAYMENT.CAPTURE.REFUNDED", now, "refund", r.written())
	}
}

// refunded is what was given back, with what is under way or without.
func (is *paypalCapture) refunded(pending bool) *big.Rat {
	sum := new(big.Rat)
	for _, r := range is.refunds {
		if r.status == "COMPLETED" || pending && r.status == "PENDING" {
			sum.Add(sum, r.amount.number())
		}
	}
	return sum
}

// major writes a sum with the decimals of the payment.
func (is *paypalCapture) major(sum *big.Rat) string {
	places := 0
	for i, r := range is.amount.Value {
		if r == '.' {
			places = len(is.amount.Value) - i - 1
		}
	}
	return sum.FloatString(places)
}

const paypalAPI = "https://api-m.paypal.com"

func (o *paypalOrder) written() map[string]any {
	u := map[string]any{
		"reference_id": "default", "custom_id": o.unit.CustomID, "invoice_id": o.unit.InvoiceID, "amount": o.unit.Amount, "items": o.unit.Items,
		"payee": map[string]string{"merchant_id": "MJRUQCVE8CVPN"},
	}
	if is := o.capture; is != nil {
		all := map[string]any{"captures": []any{is.written()}}
		var refunds []any
		for _, r := range is.refunds {
			refunds = append(refunds, r.written())
		}
		if refunds != nil {
			all["refunds"] = refunds
		}
		u["payments"] = all
	}
	links := []map[string]string{{"href": paypalAPI + "/v2/checkout/orders/" + o.id, "rel": "self", "method": "GET"}}
	if o.status == "PAYER_ACTION_REQUIRED" {
		links = append(links, map[string]string{"href": "https://www.paypal.com/checkoutnow?token=" + o.id, "rel": "payer-action", "method": "GET"})
	}
	return map[string]any{
		"id": o.id, "intent": "CAPTURE", "status": o.status, "purchase_units": []any{u}, "payment_source": map[string]any{"paypal": map[string]any{}},
		"create_time": when(o.created), "update_time": when(o.updated), "links": links,
	}
}

func (is *paypalCapture) written() map[string]any {
	status := is.status
	if back := is.refunded(false); back.Sign() > 0 {
		status = "PARTIALLY_REFUNDED"
		if back.Cmp(is.amount.number()) == 0 {
			status = "REFUNDED"
		}
	}
	w := map[string]any{
		"id": is.id, "status": status, "amount": is.amount, "final_capture": true, "custom_id": is.order.unit.CustomID, "invoice_id": is.order.unit.InvoiceID,
		"create_time": when(is.at), "update_time": when(is.at),
		"supplementary_data": map[string]any{"related_ids": map[string]string{"order_id": is.order.id}},
	}
	if is.processor != "" {
		w["processor_response"] = map[string]string{"response_code": is.processor}
	}
	return w
}

func (r *paypalRefund) written() map[string]any {
	return map[string]any{
		"id": r.id, "status": r.status, "amount": r.amount, "custom_id": r.custom, "invoice_id": r.capture.order.unit.InvoiceID,
		"create_time": when(r.at), "update_time": when(r.at),
		"seller_payable_breakdown": map[string]any{
			"gross_amount": r.amount, "total_refunded_amount": paypalAmount{Currency: r.amount.Currency, Value: r.total},
		},
		"links": []map[string]string{{"href": paypalAPI + "/v2/payments/captures/" + r.capture.id, "rel": "up", "method": "GET"}},
	}
}

func when(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }
