package simulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"
)

// ServeHTTP is the API over the network.
func (f *FreedomPay) ServeHTTP(w http.ResponseWriter, r *http.Request) { serve(w, r, f.answer) }

// RoundTrip is the API without a network. Give it to an adapter's client as its
// Transport.
func (f *FreedomPay) RoundTrip(r *http.Request) (*http.Response, error) {
	a, err := roundTrip(r, f.answer)
	if err != nil {
		return nil, err
	}
	return respond(r, a.status, a.header.Clone(), a.body), nil
}

// freedomError is a refusal in the provider's words.
type freedomError struct {
	code, reason string
	rule         bool // it broke a rule; the state of things is none
	unsigned     bool
}

func (e *freedomError) Error() string { return e.reason }

func broke(reason string) *freedomError {
	return &freedomError{code: "200", reason: reason, rule: true}
}

func (f *FreedomPay) xmlReply(script string, all []xmlField) reply {
	body := writtenXML(f.cfg.Secret, script, all)
	return reply{status: http.StatusOK, header: http.Header{"Content-Type": {"text/xml; charset=utf-8"}}, body: body}
}

// answer is what the provider says to a request, once it says it.
func (f *FreedomPay) answer(ctx context.Context, r *http.Request, body []byte) reply {
	script := path.Base(r.URL.Path)
	f.mu.Lock()
	f.requests++
	fault := f.faults.next(requests, script)
	f.mu.Unlock()
	switch fault.Kind {
	case FaultRefuse:
		return reply{broken: &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}}
	case FaultDrop:
		return reply{broken: errClosed}
	case FaultHang:
		f.pause(ctx, 1<<40)
		return reply{broken: errors.Join(errClosed, ctx.Err())}
	case FaultFail:
		return reply{status: http.StatusInternalServerError, body: []byte("<html>Internal Server Error</html>")}
	case FaultLimit:
		return reply{status: http.StatusTooManyRequests}
	}
	a := f.execute(r, script, body, fault.Kind)
	if fault.Kind == FaultLose || fault.Kind == FaultSlow && !f.pause(ctx, fault.Wait) {
		f.lose(body)
		return reply{broken: errors.Join(errClosed, ctx.Err())}
	}
	return a
}

// lose notes that nobody was told of the page of the newest payment.
func (f *FreedomPay) lose(body []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	form, _ := url.ParseQuery(string(body)) // it was read before
	for _, p := range slices.Backward(f.payments.all) {
		if p.order == form.Get("pg_order_id") {
			p.told = false
			return
		}
	}
}

// execute does what is asked, if it is asked well.
func (f *FreedomPay) execute(r *http.Request, script string, body []byte, fault FaultKind) reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	form, e := f.read(r, script, body)
	var all []xmlField
	if e == nil {
		all, e = f.do(script, form, fault)
	}
	if e != nil {
		if e.rule {
			f.refused = append(f.refused, FreedomPayRefusal{f.cfg.Now(), script, e.reason})
		}
		all = []xmlField{{name: "pg_status", value: "error"}, {name: "pg_error_code", value: e.code}, {name: "pg_error_description", value: e.reason}}
		if e.unsigned {
			return reply{status: http.StatusOK, body: []byte("<response><pg_status>error</pg_status><pg_error_code>9998</pg_error_code></response>")}
		}
	}
	if fault == FaultForge {
		a := f.xmlReply(script, all)
		a.body = writtenXML("of somebody else", script, all)
		return a
	}
	return f.xmlReply(script, all)
}

// read is what can be said of a request before anything is looked up.
func (f *FreedomPay) read(r *http.Request, script string, body []byte) (url.Values, *freedomError) {
	if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return nil, broke("write a form and post it")
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || len(body) > maxBody {
		return nil, broke("the form cannot be read")
	}
	if form.Get("pg_merchant_id") != f.cfg.MerchantID {
		return nil, &freedomError{code: "9998", reason: "unknown merchant", rule: true, unsigned: true}
	}
	if form.Get("pg_salt") == "" || form.Get("pg_sig") != FreedomPaySignature(f.cfg.Secret, script, form) {
		return nil, &freedomError{code: "9998", reason: "wrong signature", rule: true, unsigned: true}
	}
	for name, values := range form {
		rule, known := freedomRules[name]
		switch {
		case len(values) > 1:
			return nil, broke(name + " is there twice")
		case known && !rule.MatchString(values[0]), utf8.RuneCountInString(values[0]) > 1024, !utf8.ValidString(values[0]):
			return nil, broke(name + " has the wrong form")
		case strings.HasPrefix(name, "pg_") && !known:
			return nil, broke(name + " is no parameter")
		}
	}
	return form, nil
}

// freedomRules are the documented parameters.
// https://docs.freedompay.kz/api-11620859
var freedomRules = map[string]*regexp.Regexp{
	"pg_amount":             freedomAmount,
	"pg_auto_clearing":      regexp.MustCompile(`^[01]$`),
	"pg_currency":           regexp.MustCompile(`^(KZT|USD|EUR|RUB|KGS|UZS)$`),
	"pg_description":        regexp.MustCompile(`^(?s).+$`),
	"pg_failure_url":        freedomURL,
	"pg_failure_url_method": regexp.MustCompile(`^GET$`),
	"pg_idempotency_key":    regexp.MustCompile(`^.{1,255}$`),
	"pg_language":           regexp.MustCompile(`^(ru|en|kk|kg|uz)$`),
	"pg_lifetime":           regexp.MustCompile(`^\d{3,6}$`),
	"pg_merchant_id":        regexp.MustCompile(`^\d+$`),
	"pg_order_id":           regexp.MustCompile(`^.{1,50}$`),
	"pg_payment_id":         regexp.MustCompile(`^\d+$`),
	"pg_refund_amount":      freedomAmount,
	"pg_request_method":     regexp.MustCompile(`^POST$`),
	"pg_result_url":         freedomURL,
	"pg_salt":               regexp.MustCompile(`^[A-Za-z0-9]+$`),
	"pg_sig":                regexp.MustCompile(`^[0-9a-f]{32}$`),
	"pg_success_url":        freedomURL,
	"pg_success_url_method": regexp.MustCompile(`^GET$`),
	"pg_testing_mode":       regexp.MustCompile(`^[01]$`),
	"pg_user_contact_email": regexp.MustCompile(`^[^@\s]+@[^@\s]+$`),
	"pg_user_phone":         regexp.MustCompile(`^\d{6,15}$`),
}

var (
	freedomAmount = regexp.MustCompile(`^\d{1,8}(\.\d{1,2})?$`)
	freedomURL    = regexp.MustCompile(`^https?://.{1,247}$`)
)

// need says which of the parameters that a script wants is missing.
func need(form url.Values, names ...string) *freedomError {
	if i := slices.IndexFunc(names, func(name string) bool { return form.Get(name) == "" }); i >= 0 {
		return broke(names[i] + " is missing")
	}
	return nil
}

// do runs a script, or answers as the first time where keys are known.
func (f *FreedomPay) do(script string, form url.Values, fault FaultKind) ([]xmlField, *freedomError) {
	f.lapse()
	key := form.Get("pg_idempotency_key")
	if known := f.keys[script+" "+key]; f.cfg.Idempotent && key != "" && known != nil {
		if p, ok := f.payments.get(value(known, "pg_payment_id")); ok {
			p.told = true
		}
		return known, nil
	}
	var all []xmlField
	var e *freedomError
	switch script {
	case "init_payment.php":
		all, e = f.open(form)
	case "get_status3.php":
		return f.status(form, fault == FaultStale)
	case "revoke.php":
		all, e = f.revoke(form)
	default:
		return nil, broke("no such script")
	}
	if e == nil && key != "" {
		f.keys[script+" "+key] = all
	}
	return all, e
}

// sumOf is an amount in hundredths; the rules have seen that it is one.
func sumOf(s string) int64 {
	whole, fraction, _ := strings.Cut(s, ".")
	n, _ := strconv.ParseInt(whole+(fraction + "00")[:2], 10, 64) // at most ten digits
	return n
}

// written is a sum with all decimals, short one with those that it needs: the
// provider writes both.
func written(sum int64) string {
	sign := ""
	if sum < 0 {
		sign, sum = "-", -sum
	}
	return fmt.Sprintf("%s%d.%02d", sign, sum/100, sum%100)
}

func short(sum int64) string { return strings.TrimSuffix(written(sum), ".00") }
