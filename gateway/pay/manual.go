package pay

import (
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

// manual is how to pay an order by hand; nil where that is not to be shown.
func manual(p locale.Printer, v checkout.View) *Manual {
	in := v.Instructions
	if in == nil || v.State != open && v.State != processing {
		return nil
	}
	m := &Manual{Text: strings.Split(strings.TrimSpace(in.Text), "\n"), Phone: in.Phone, Call: call(in.Phone), URL: in.URL, QR: picture(in.QR), Way: chosen(v)}
	switch {
	case v.State == processing && in.OnDelivery:
		return m
	case v.State == processing: // how to pay would only make her pay again
		if v.Receipts > 0 {
			return &Manual{Send: p.T("pay.receipt_send_more")}
		}
		return &Manual{Send: p.T("pay.receipt_send")}
	case in.OnDelivery:
		m.Claim = p.T("pay.agree")
	default:
		m.Claim = p.T("pay.claim")
		m.Amount, m.Comment = p.Money(v.Quote.Total), v.Order.Number
	}
	return m
}

// call is the address that dials a phone number; "" if it is none.
func call(phone string) template.URL {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
	if digits == "" {
		return ""
	}
	if strings.HasPrefix(strings.TrimSpace(phone), "+") {
		digits = "+" + digits
	}
	return template.URL("tel:" + digits)
}

// picture is an address that holds a picture itself; "" for what is none.
func picture(raw []byte) template.URL {
	switch kind := http.DetectContentType(raw); kind {
	case "image/png", "image/jpeg":
		return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(raw))
	}
	return ""
}
