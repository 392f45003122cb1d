package pay

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/sdk/checkout"
)

// MaxBody is how long the body of a form with a file may be, in bytes. It is more
// than a receipt may have, so that who sends a larger picture reads what to do
// instead of losing the connection.
const MaxBody = 16 << 20

// Bounds of the fields of a form.
const (
	maxField = 256     // bytes of one
	maxForm  = 8 << 10 // of a form without a file
)

// doClaim is the "do" of the button that says that she has paid.
const doClaim = "claim"

// errNoReceipt says that a form with a file had none.
var errNoReceipt = errors.New("pay: no receipt was chosen")

// form is what was posted.
type form struct {
	choice  checkout.Choice
	do      string
	receipt []byte // nil: none
}

// read reads a posted form. One without fields, and a body that is no form, want
// the best way to pay, whatever it costs now: so may a program.
func read(r *http.Request) (form, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return form{}, nil
	}
	switch kind {
	case "application/x-www-form-urlencoded":
		posted, err := urlencoded(http.MaxBytesReader(nil, r.Body, maxForm))
		if err != nil {
			return form{}, err
		}
		return fields(posted.Get)
	case "multipart/form-data":
		return upload(multipart.NewReader(r.Body, params["boundary"]))
	}
	return form{}, nil
}

// urlencoded reads a form without a file. Of the address it reads nothing, unlike
// Request.ParseForm: what others have hung onto a link must not keep it from
// being paid.
func urlencoded(body io.Reader) (url.Values, error) {
	raw, err := io.ReadAll(body)
	if err != nil {
		return nil, unreadable(err)
	}
	posted, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, unreadable(err)
	}
	return posted, nil
}

// maxUploads is how many forms with a file are read at a time for one link: two
// tabs, or a click and another.
const maxUploads = 2

// admit decides whether the body of a form is read. A file is kept in memory while
// it comes, slowly perhaps: only for a link that there is, and few of them. done
// is called when it was dealt with.
func (h *Handler) admit(r *http.Request) (done func(), err error) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
		return func() {}, nil
	}
	token := r.PathValue("token")
	if _, err := h.shop.PayLink(r.Context(), token); err != nil {
		return nil, err
	}
	done, ok := h.uploads.Take(token)
	if !ok {
		return nil, problem.New(problem.TooMany, "")
	}
	return done, nil
}

// unreadable is the problem of a body that cannot be read; its words, which may
// hold what was posted, are dropped.
func unreadable(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return checkout.ErrReceiptSize
	}
	return problem.New(problem.Malformed, "The form cannot be read.")
}

// upload reads a form with a file, which is never written to the disk.
func upload(parts *multipart.Reader) (form, error) {
	small := map[string]string{}
	var receipt []byte
	for range 8 { // parts at most
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return form{}, unreadable(err)
		}
		most := int64(maxField)
		if part.FormName() == "receipt" {
			most = checkout.MaxReceipt
		}
		data, err := io.ReadAll(io.LimitReader(part, most+1))
		switch {
		case err != nil:
			return form{}, unreadable(err)
		case part.FormName() == "receipt":
			receipt = data
		case int64(len(data)) <= most:
			small[part.FormName()] = string(data)
		}
	}
	f, err := fields(func(name string) string { return small[name] })
	f.receipt = receipt
	if len(receipt) == 0 {
		f.receipt = nil // browsers send an empty one when none was chosen
	}
	if err == nil && f.receipt == nil && f.do != doClaim {
		err = errNoReceipt
	}
	return f, err
}

// fields reads the fields of a form. A way that cannot be one, and a total that
// is none, are as good as others that do not fit: she looks again.
func fields(get func(string) string) (form, error) {
	f := form{do: get("do"), choice: checkout.Choice{Provider: get("way")}}
	if len(f.choice.Provider) > maxField {
		return f, &checkout.Refusal{Reason: checkout.ReasonNoWay}
	}
	if text := get("total"); text != "" {
		a, ok := total(text)
		if !ok {
			return f, &checkout.Refusal{Reason: checkout.ReasonChanged}
		}
		f.choice.Total = a
	}
	return f, nil
}

var totalPattern = regexp.MustCompile(`^([0-9]{1,19}) ([A-Z]{3})$`)

// total reads what totalField writes.
func total(s string) (money.Amount, bool) {
	m := totalPattern.FindStringSubmatch(s)
	if m == nil {
		return money.Amount{}, false
	}
	minor, err := strconv.ParseInt(m[1], 10, 64)
	return money.New(minor, m[2]), err == nil
}

// totalField is a total as a form carries it: what she saw.
func totalField(a money.Amount) string { return fmt.Sprintf("%d %s", a.Minor, a.Currency) }
