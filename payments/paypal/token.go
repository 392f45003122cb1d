package paypal

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// early is how long before its end a token is replaced.
const early = time.Minute

// token is the app's access to the API. One caller at a time gets a new one.
type token struct {
	turn   chan struct{} // holds one, of whose turn it is to look at the rest
	bearer string
	ends   time.Time
}

func newToken() token {
	t := token{turn: make(chan struct{}, 1)}
	t.turn <- struct{}{}
	return t
}

// drop forgets a token that PayPal does not take any more, unless there is a newer
// one.
func (t *token) drop(bearer string) {
	<-t.turn
	defer func() { t.turn <- struct{}{} }()
	if t.bearer == bearer {
		t.bearer = ""
	}
}

// bearer is a token that is good for a while.
// https://developer.paypal.com/api/rest/authentication/
func (p *Provider) bearer(ctx context.Context, op string) (string, error) {
	select {
	case <-p.token.turn:
	case <-ctx.Done():
		return "", over(op, ctx.Err())
	}
	defer func() { p.token.turn <- struct{}{} }()
	now := p.cfg.Now()
	if p.token.bearer != "" && now.Before(p.token.ends) {
		return p.token.bearer, nil
	}
	status, text, err := p.send(ctx, op, p.login)
	switch {
	case err != nil:
		return "", err
	case status == http.StatusUnauthorized, status == http.StatusBadRequest:
		return "", &payments.Error{Provider: "paypal", Op: op, Code: payments.CodeAuth}
	case status != http.StatusOK:
		return "", no(op, status, text)
	}
	var answer struct {
		Token   string `json:"access_token"`
		Seconds int64  `json:"expires_in"`
	}
	if err := json.Unmarshal(text, &answer); err != nil || answer.Token == "" {
		return "", &payments.Error{Provider: "paypal", Op: op, Code: payments.CodeUnavailable, Retry: true}
	}
	const most = 24 * 60 * 60
	life := time.Duration(min(max(answer.Seconds, 0), most)) * time.Second
	p.token.bearer, p.token.ends = answer.Token, now.Add(life-min(early, life/2))
	return answer.Token, nil
}

func (p *Provider) login(ctx context.Context) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.cfg.BaseURL+"/v1/oauth2/token", strings.NewReader("grant_type=client_credentials"))
	if err != nil {
		return nil, err
	}
	r.SetBasicAuth(p.cfg.ClientID, p.cfg.Secret)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r, nil
}
