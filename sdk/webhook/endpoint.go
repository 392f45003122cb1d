package webhook

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"code.dny.dev/ssrf"

	"github.com/sauda-commerce/sauda/sdk/hook"
)

// Endpoint is a URL that is called when something happens.
type Endpoint struct {
	// Events are the types to hear of: "order.paid". Defaults to all.
	Events []string
	// Name stands in logs, metrics and with events that are still to be told:
	// keep it when the URL changes. Defaults to the URL's host.
	Name string
	// Private allows http, and addresses within your own network.
	Private bool
	// Secrets sign the requests, all of them: while you change it there are two,
	// the new one first. Each is "whsec_" and the base64 of 24 to 64 random
	// bytes. Required.
	Secrets []string
	// URL gets the requests. Required.
	URL string
}

// maxAnswer is how much of an answer is read, so that the connection ends well.
const maxAnswer = 64 << 10

// newEndpoint checks an endpoint. No error shows the URL, which may hold a token.
func newEndpoint(e Endpoint, c Config) (*subscriber, error) {
	u, err := url.Parse(e.URL)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("its URL is not a complete address: write https://shop.example.com/events")
	}
	if u.Scheme == "http" && !e.Private {
		return nil, errors.New("its URL must begin with https, or be marked as private if it is in your own network")
	}
	name := cmp.Or(e.Name, u.Hostname())
	if len(name) > 64 || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return nil, errors.New("its name must have at most 64 bytes, in one line")
	}
	for _, kind := range e.Events {
		if !slices.Contains(hook.Types(), kind) {
			return nil, fmt.Errorf("there is no event %.64q: there are %s", kind, strings.Join(hook.Types(), ", "))
		}
	}
	if len(e.Secrets) == 0 {
		return nil, errSecret
	}
	keys := make([]signer, len(e.Secrets))
	for i, secret := range e.Secrets {
		if keys[i], err = newSigner(secret); err != nil {
			return nil, err
		}
	}
	p := poster{url: u.String(), keys: keys, client: client(c.HTTPClient, e.Private), now: c.Now}
	return &subscriber{name: name, pass: newPass(), call: p.post, hears: func(kind string) bool {
		return len(e.Events) == 0 || slices.Contains(e.Events, kind)
	}}, nil
}

// poster calls one URL.
type poster struct {
	url    string
	keys   []signer
	client *http.Client
	now    func() time.Time
}

func (p poster) post(ctx context.Context, n note) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(n.Body))
	if err != nil {
		return &failure{reason: "its URL cannot be called"}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Sauda")
	if err := sign(req.Header, p.keys, n.ID, n.Body, p.now()); err != nil {
		return err
	}
	res, err := p.client.Do(req)
	if err != nil {
		return unanswered(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxAnswer)) // what it says does not matter
	if res.StatusCode/100 == 2 {
		return nil
	}
	return &failure{
		reason: fmt.Sprintf("answered %d", res.StatusCode),
		gone:   res.StatusCode == http.StatusGone,
		wait:   retryAfter(res.Header.Get("Retry-After"), p.now()),
	}
}

// unanswered says what went wrong without the words of the network, which hold
// the URL.
func unanswered(err error) error {
	switch {
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork):
		return &failure{reason: "its address is not public: mark it as private if it is in your own network"}
	case errors.Is(err, context.DeadlineExceeded):
		return &failure{reason: "no answer in time"}
	}
	return &failure{reason: "no answer: it cannot be reached"}
}

// retryAfter reads a header of seconds or of a date; 0 for anything else.
func retryAfter(s string, now time.Time) time.Duration {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return time.Duration(min(max(n, 0), int64(longest/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// errSecret says what a secret looks like.
var errSecret = errors.New("it needs a secret: whsec_ and what \"openssl rand -base64 32\" prints")

// decodeSecret checks the form of a secret.
func decodeSecret(secret string) ([]byte, error) {
	coded, ok := strings.CutPrefix(secret, "whsec_")
	key, err := base64.StdEncoding.DecodeString(coded)
	if !ok || err != nil || len(key) < 24 || len(key) > 64 {
		return nil, errSecret
	}
	return key, nil
}
