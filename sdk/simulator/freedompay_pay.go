package simulator

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// FreedomPayOutcome is how the shopper's side of a payment goes.
type FreedomPayOutcome string

// Outcomes of Pay.
const (
	FreedomPayPaid       FreedomPayOutcome = "paid"
	FreedomPayDeclined   FreedomPayOutcome = "declined"
	FreedomPayProcessing FreedomPayOutcome = "processing" // her bank has not answered; no callback tells of it
)

// ErrFreedomPayClosed says that a payment takes no money any more.
var ErrFreedomPayClosed = errors.New("simulator: this payment cannot be made")

// freedomPayment is what init_payment.php opens.
type freedomPayment struct {
	id, order, currency string
	sum                 int64 // in hundredths
	status              string
	failure             string // code
	created, ends, paid time.Time
	result              string            // where callbacks go
	extra               map[string]string // the shop's own parameters
	refunds             []*freedomRefund
	callbacks           []url.Values // not signed
	told                bool         // the shop was told of its page
}

// freedomRefund is a payment of its own, of less than nothing.
type freedomRefund struct {
	id, status string
	sum        int64
	at         time.Time
}

// almaty is the time that the provider writes.
var almaty = time.FixedZone("Almaty", 5*60*60)

func stamp(t time.Time) string { return t.In(almaty).Format("2006-01-02 15:04:05") }

// number is the id of the next payment or refund.
func (f *FreedomPay) number() string {
	return strconv.Itoa(7_999_000_001 + len(f.payments.all) + len(f.refunds.all))
}

func (f *FreedomPay) open(form url.Values) ([]xmlField, *freedomError) {
	if e := need(form, "pg_order_id", "pg_amount", "pg_description"); e != nil {
		return nil, e
	}
	now := f.cfg.Now()
	p := &freedomPayment{
		id: f.number(), order: form.Get("pg_order_id"), currency: form.Get("pg_currency"), sum: sumOf(form.Get("pg_amount")),
		status: "new", created: now, ends: now.Add(24 * time.Hour), result: form.Get("pg_result_url"), extra: map[string]string{}, told: true,
	}
	if text := form.Get("pg_lifetime"); text != "" {
		life, _ := strconv.Atoi(text) // digits, by the rules
		if life < 300 || life > 604800 {
			return nil, broke("pg_lifetime is not between 300 and 604800")
		}
		p.ends = now.Add(time.Duration(life) * time.Second)
	}
	if p.sum < 1 {
		return nil, broke("pg_amount is nothing")
	}
	for name := range form {
		if name[:min(3, len(name))] != "pg_" {
			p.extra[name] = form.Get(name)
		}
	}
	f.payments.put(p.id, p)
	return []xmlField{
		{name: "pg_status", value: "ok"}, {name: "pg_payment_id", value: p.id},
		{name: "pg_redirect_url", value: "https://customer.freedompay.example/pay.html?customer=" + p.id},
		{name: "pg_redirect_url_type", value: "need data"},
	}, nil
}

// lapse ends the payments whose time is over.
func (f *FreedomPay) lapse() {
	for _, p := range f.payments.all {
		if p.status == "new" && !f.cfg.Now().Before(p.ends) {
			p.status, p.failure = "incomplete", "101"
			f.tell(p)
		}
	}
}

// status is by the number of a payment, or else the newest thing that happened
// to an order, which may be a refund.
func (f *FreedomPay) status(form url.Values, stale bool) ([]xmlField, *freedomError) {
	unknown := &freedomError{code: "340", reason: "payment not found"}
	if id := form.Get("pg_payment_id"); id != "" {
		if p, ok := f.payments.get(id); ok {
			return p.fields(stale), nil
		}
		return nil, unknown
	}
	if e := need(form, "pg_order_id"); e != nil {
		return nil, e
	}
	for _, p := range slices.Backward(f.payments.all) {
		switch {
		case p.order != form.Get("pg_order_id"):
		case len(p.refunds) > 0 && !stale:
			return append(p.refunds[len(p.refunds)-1].fields(), xmlField{name: "pg_currency", value: p.currency}), nil
		default:
			return p.fields(stale), nil
		}
	}
	return nil, unknown
}

func (p *freedomPayment) fields(stale bool) []xmlField {
	all := []xmlField{
		{name: "pg_status", value: "ok"}, {name: "pg_payment_id", value: p.id}, {name: "pg_order_id", value: p.order},
		{name: "pg_amount", value: short(p.sum)}, {name: "pg_currency", value: p.currency}, {name: "pg_can_reject", value: "1"},
		{name: "pg_payment_status", value: p.status}, {name: "pg_create_date", value: stamp(p.created)},
	}
	if p.status == "success" || p.status == "process" {
		all = append(all, xmlField{name: "pg_payment_method", value: "bankcard"}, xmlField{name: "pg_card_pan", value: "5483-18XX-XXXX-0293"})
	}
	if p.status == "success" {
		all = append(all, xmlField{name: "pg_captured", value: "1"}, xmlField{name: "pg_clearing_amount", value: short(p.sum)},
			xmlField{name: "pg_payment_date", value: stamp(p.paid)})
	}
	if p.failure != "" {
		all = append(all, xmlField{name: "pg_failure_code", value: p.failure}, xmlField{name: "pg_failure_description", value: "Отказ <банка> & причина"})
	}
	if len(p.refunds) == 0 || stale {
		return all
	}
	list, back := xmlField{name: "pg_refund_payments"}, int64(0)
	for _, r := range p.refunds {
		list.in = append(list.in, xmlField{name: "pg_refund_payment", in: r.fields()[1:]})
		if r.status == "success" {
			back += r.sum
		}
	}
	all = append(all, list)
	if back > 0 {
		all = append(all, xmlField{name: "pg_refund_amount", value: short(-back)})
	}
	return all
}

func (r *freedomRefund) fields() []xmlField {
	return []xmlField{
		{name: "pg_status", value: "ok"}, {name: "pg_payment_id", value: r.id}, {name: "pg_payment_status", value: r.status},
		{name: "pg_amount", value: short(-r.sum)}, {name: "pg_payment_date", value: stamp(r.at)}, {name: "pg_reference", value: r.id},
	}
}

// revoke gives money back: all that is left, without an amount.
func (f *FreedomPay) revoke(form url.Values) ([]xmlField, *freedomError) {
	if e := need(form, "pg_payment_id"); e != nil {
		return nil, e
	}
	p, ok := f.payments.get(form.Get("pg_payment_id"))
	if !ok {
		return nil, &freedomError{code: "340", reason: "payment not found"}
	}
	sum := p.left()
	if text := form.Get("pg_refund_amount"); text != "" {
		sum = sumOf(text)
	}
	if p.status != "success" || sum < 1 || sum > p.left() || f.refuses {
		return nil, &freedomError{code: "120", reason: "Неверный статус платежа"}
	}
	f.giveBack(p, sum)
	return []xmlField{{name: "pg_status", value: "ok"}}, nil
}

// left is what of a payment was not asked back yet.
func (p *freedomPayment) left() int64 {
	left := p.sum
	for _, r := range p.refunds {
		if r.status != "error" {
			left -= r.sum
		}
	}
	return left
}

func (f *FreedomPay) giveBack(p *freedomPayment, sum int64) {
	r := &freedomRefund{id: f.number(), status: "success", sum: sum, at: f.cfg.Now()}
	if f.cfg.PendingRefunds {
		r.status = "process"
	}
	p.refunds = append(p.refunds, r)
	f.refunds.put(r.id, r)
}

// GiveBack is a refund that a person makes in the merchant's cabinet, of a sum in
// hundredths.
func (f *FreedomPay) GiveBack(id string, sum int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p, ok := f.payments.get(id); ok && p.status == "success" && sum <= p.left() {
		f.giveBack(p, sum)
	}
}

// RefuseRefunds says whether revoke.php says no, as it does when the shop's
// account is empty.
func (f *FreedomPay) RefuseRefunds(refuse bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refuses = refuse
}

// SettleRefunds ends the refunds that are in process, well or not.
func (f *FreedomPay) SettleRefunds(well bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.refunds.all {
		switch {
		case r.status != "process":
		case well:
			r.status = "success"
		default:
			r.status = "error"
		}
	}
}

// Pay does on the page of a payment what the shopper does there.
func (f *FreedomPay) Pay(id string, how FreedomPayOutcome) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lapse()
	p, ok := f.payments.get(id)
	if !ok || p.status != "new" && p.status != "process" {
		return ErrFreedomPayClosed
	}
	switch how {
	case FreedomPayPaid:
		p.status, p.paid = "success", f.cfg.Now()
	case FreedomPayDeclined:
		p.status, p.failure = "failed", "5"
	case FreedomPayProcessing:
		p.status = "process"
		return nil
	default:
		return errors.New("simulator: no such outcome " + string(how))
	}
	f.tell(p)
	return nil
}

// FreedomPayOrder is what happened to one pg_order_id.
type FreedomPayOrder struct {
	Payments []string // ids, in the order in which they were opened
	Told     int      // of them: the shop knows the page
	Paid     int      // of them
	Refunded int64    // in hundredths, in all
	Refunds  int      // that went well or are in process
}

// Order returns what happened to a pg_order_id.
func (f *FreedomPay) Order(order string) (o FreedomPayOrder) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lapse()
	for _, p := range f.payments.all {
		if p.order != order {
			continue
		}
		o.Payments = append(o.Payments, p.id)
		if p.told {
			o.Told++
		}
		if p.status == "success" {
			o.Paid++
		}
		for _, r := range p.refunds {
			if r.status == "success" {
				o.Refunded += r.sum
			}
			if r.status != "error" {
				o.Refunds++
			}
		}
	}
	return o
}
