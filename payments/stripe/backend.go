package stripe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/form"
)

// maxAnswer is how much of an answer is read: a page of a hundred sessions with
// all that is expanded in them is a tenth of it.
const maxAnswer = 16 << 20

// backend makes the requests of stripe-go. Its own one starts a program of the
// host's (uname), logs what Stripe says, repeats calls behind our back and puts
// Stripe's words, with a shopper's data in them, into errors.
type backend struct {
	base    string
	client  *http.Client
	timeout time.Duration
}

func newBackend(c Config) *backend {
	client := http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true}}
	if c.HTTPClient != nil {
		client = *c.HTTPClient
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &backend{c.BaseURL, &client, c.Timeout}
}

// Call makes a request with parameters, which are never nil here.
func (b *backend) Call(method, path, key string, params stripe.ParamsContainer, v stripe.LastResponseSetter) error {
	values := &form.Values{}
	form.AppendTo(values, params)
	return b.CallRaw(method, path, key, values, params.GetParams(), v)
}

// CallRaw makes a request with a form.
func (b *backend) CallRaw(method, path, key string, values *form.Values, params *stripe.Params, v stripe.LastResponseSetter) error {
	ctx, cancel := context.WithTimeout(params.Context, b.timeout)
	defer cancel()
	r, err := b.request(ctx, method, path, values.Encode())
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+key)
	if params.IdempotencyKey != nil {
		r.Header.Set("Idempotency-Key", *params.IdempotencyKey)
	}
	res, err := b.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return err
	}
	if res.StatusCode/100 != 2 {
		return refusal(res, text)
	}
	if err := json.Unmarshal(text, v); err != nil {
		return errUnreadable
	}
	v.SetLastResponse(&stripe.APIResponse{Header: res.Header, StatusCode: res.StatusCode})
	return nil
}

func (b *backend) request(ctx context.Context, method, path, values string) (*http.Request, error) {
	target := b.base + path
	var body io.Reader
	if method == http.MethodGet && values != "" {
		target += "?" + values
	} else if method != http.MethodGet {
		body = strings.NewReader(values)
	}
	r, err := http.NewRequestWithContext(ctx, method, target, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Stripe-Version", stripe.APIVersion)
	r.Header.Set("User-Agent", "Stripe/v1 GoBindings/"+stripe.ClientVersion+" Sauda")
	return r, nil
}

// errUnreadable is a proxy's page where Stripe's answer should be. Whether the
// call had its effect, the next one tells.
var errUnreadable = errors.New("the answer cannot be read")

var errNotUsed = errors.New("stripe: this kind of call is not used")

// CallStreaming is for files, which are not used.
func (*backend) CallStreaming(string, string, string, stripe.ParamsContainer, stripe.StreamingLastResponseSetter) error {
	return errNotUsed
}

// CallMultipart is for files, which are not used.
func (*backend) CallMultipart(string, string, string, string, *bytes.Buffer, *stripe.Params, stripe.LastResponseSetter) error {
	return errNotUsed
}

// SetMaxNetworkRetries does nothing: whoever calls repeats.
func (*backend) SetMaxNetworkRetries(int64) {}

// answerError is a refusal, without Stripe's words: only its codes.
type answerError struct {
	status            int
	kind, code, param string
	replayed          bool // it is what an earlier call under the key was told
}

func (e *answerError) Error() string { return fmt.Sprintf("status %d", e.status) }

func refusal(res *http.Response, text []byte) *answerError {
	var answer struct {
		Error struct{ Type, Code, Param string } `json:"error"`
	}
	_ = json.Unmarshal(text, &answer) // a proxy's answer has none
	e := answer.Error
	return &answerError{res.StatusCode, e.Type, word(e.Code), e.Param, res.Header.Get("Idempotent-Replayed") == "true"}
}

// word is a code of Stripe's if it is one: what is not may repeat anything.
func word(s string) string {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' {
			return ""
		}
	}
	return s[:min(len(s), 60)]
}
