package simulator

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FreedomPayCallback is a callback as it is posted, signed anew.
type FreedomPayCallback struct {
	Path        string // of the shop's pg_result_url
	ContentType string
	Body        []byte
}

// tell records what became of a payment and calls the shop back, as the faults
// have it. It is called with f.mu held.
func (f *FreedomPay) tell(p *freedomPayment) {
	form := url.Values{
		"pg_payment_id": {p.id}, "pg_order_id": {p.order}, "pg_amount": {written(p.sum)}, "pg_currency": {p.currency},
		"pg_net_amount": {"0.00"}, "pg_description": {"Заказ"}, "pg_can_reject": {"0"}, "pg_result": {"0"},
		"pg_need_phone_notification": {"0"}, "pg_need_email_notification": {"0"}, "pg_testing_mode": {"1"},
	}
	if p.status == "success" {
		form.Set("pg_result", "1")
		form.Set("pg_can_reject", "1")
		form.Set("pg_captured", "1")
		form.Set("pg_payment_date", stamp(p.paid))
		form.Set("pg_card_pan", "5483-18XX-XXXX-0293")
	}
	if p.failure != "" {
		form.Set("pg_failure_code", p.failure)
		form.Set("pg_failure_description", "Отказ банка")
	}
	for name, value := range p.extra {
		form.Set(name, value)
	}
	p.callbacks = append(p.callbacks, form)
	if !f.cfg.Silent && p.result != "" {
		f.send(p, form)
	}
}

// send is on the way to the shop what tell has recorded.
func (f *FreedomPay) send(p *freedomPayment, form url.Values) {
	fault := f.faults.next(doings, "result")
	waits := map[FaultKind][]time.Duration{FaultMiss: {}, FaultLate: {fault.Wait}, FaultRepeat: {0, fault.Wait}}
	all, ok := waits[fault.Kind]
	if !ok {
		all = []time.Duration{0}
	}
	for _, wait := range all {
		if f.waiting == 0 {
			f.idle = make(chan struct{})
		}
		f.waiting++
		f.work.Go(func() {
			if wait == 0 || f.pause(f.ctx, wait) {
				f.deliver(p.result, form)
			}
			f.over()
		})
	}
}

func (f *FreedomPay) over() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.waiting--; f.waiting == 0 {
		close(f.idle)
	}
}

// deliver posts a callback until it is acknowledged or it is too late.
func (f *FreedomPay) deliver(to string, form url.Values) {
	for tried := time.Duration(0); !f.post(to, form) && tried < f.cfg.GiveUp && f.pause(f.ctx, f.cfg.Retry); {
		tried += f.cfg.Retry
	}
}

// post makes one delivery and says whether the shop took it.
func (f *FreedomPay) post(to string, form url.Values) bool {
	r, err := http.NewRequestWithContext(context.WithoutCancel(f.ctx), http.MethodPost, to, bytes.NewReader(f.signed(to, form)))
	if err != nil {
		return false
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := f.cfg.HTTPClient.Do(r)
	if err != nil {
		return false
	}
	defer func() { _ = answer.Body.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	if err != nil || answer.StatusCode != http.StatusOK {
		return false
	}
	if reason := f.wrong(scriptOf(to), text); reason != "" {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.refused = append(f.refused, FreedomPayRefusal{f.cfg.Now(), scriptOf(to), reason})
	}
	return true
}

// wrong says what is wrong with the shop's answer.
func (f *FreedomPay) wrong(script string, text []byte) string {
	all, err := readXML(text)
	switch {
	case err != nil:
		return "the answer is no XML"
	case value(all, "pg_status") != "ok" && value(all, "pg_status") != "rejected":
		return "the answer says neither ok nor rejected"
	case value(all, "pg_salt") == "" || value(all, "pg_sig") != freedomSum(f.cfg.Secret, script, all):
		return "the answer is not signed"
	}
	return ""
}

func scriptOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return path.Base(u.Path)
}

// signed is the body of a callback. Its salt is another each time.
func (f *FreedomPay) signed(to string, form url.Values) []byte {
	form = maps.Clone(form)
	form.Set("pg_salt", "Rat2XTV0CtDpiBkh"+strconv.FormatInt(f.cfg.Now().UnixNano(), 36))
	form.Set("pg_sig", FreedomPaySignature(f.cfg.Secret, scriptOf(to), form))
	return []byte(form.Encode())
}

// Callbacks returns what the shop was told, or should have been, about a
// payment, oldest first.
func (f *FreedomPay) Callbacks(id string) (all []FreedomPayCallback) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lapse()
	p, ok := f.payments.get(id)
	if !ok {
		return nil
	}
	for _, form := range p.callbacks {
		u, err := url.Parse(p.result)
		if err != nil {
			continue
		}
		all = append(all, FreedomPayCallback{Path: u.EscapedPath(), ContentType: "application/x-www-form-urlencoded", Body: f.signed(p.result, form)})
	}
	return all
}

// Again calls the shop back about a payment a further time: about all that
// happened, the newest first.
func (f *FreedomPay) Again(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, ok := f.payments.get(id)
	if !ok || f.ctx.Err() != nil {
		return
	}
	for _, form := range slices.Backward(p.callbacks) {
		f.send(p, form)
	}
}

// FreedomPayID is the pg_payment_id of a payment page, by its address.
func FreedomPayID(page string) string {
	_, id, _ := strings.Cut(page, "customer=")
	return id
}
