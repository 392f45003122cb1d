package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"sync"
	"time"
)

// platform is Pigeon itself, as far as a shop can tell: its API, its webhooks,
// and a page that is a shopper's phone. It stands in for the real one when the
// example runs, and is the double that the adapter is tested with.
type platform struct {
	shop                string // its number
	hook, secret, token string // where webhooks go, what signs them, what lets the shop in
	client              *http.Client
	changed             chan struct{} // told of each message that arrives

	mu     sync.Mutex // guards what follows
	events int
	said   map[string][]outgoing // by the shopper's number
	refs   map[string]string     // of messages that were taken, to their ids
}

func newPlatform(shop, token, secret string) *platform {
	return &platform{
		shop: shop, token: token, secret: secret, client: http.DefaultClient, changed: make(chan struct{}, 1),
		said: map[string][]outgoing{}, refs: map[string]string{},
	}
}

// handler is the platform's server.
func (p *platform) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/send", p.send)
	mux.HandleFunc("GET /phone/{number}", p.show)
	mux.HandleFunc("POST /phone/{number}", func(w http.ResponseWriter, r *http.Request) {
		if err := p.text(r.Context(), r.PathValue("number"), r.PostFormValue("text")); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		select { // until the shop has answered, or soon
		case <-p.changed:
		case <-time.After(2 * time.Second):
		}
		http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
	})
	return mux
}

// send takes a message of the shop's, each ref once.
func (p *platform) send(w http.ResponseWriter, r *http.Request) {
	var m outgoing
	if r.Header.Get("Authorization") != "Bearer "+p.token {
		http.Error(w, `{"code":"bad_token"}`, http.StatusUnauthorized)
		return
	}
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil || m.From != p.shop || m.To == "" || m.Text == "" {
		http.Error(w, `{"code":"bad_request"}`, http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	id, again := p.refs[m.Ref]
	if !again {
		id = fmt.Sprintf("out_%d", len(p.refs)+1)
		p.refs[m.Ref] = id
		p.said[m.To] = append(p.said[m.To], m)
	}
	select {
	case p.changed <- struct{}{}:
	default: // it has been told
	}
	fmt.Fprintf(w, `{"id":%q}`, id)
}

// text is a shopper's message on its way to the shop. A real platform tries
// again until the shop answers 2xx.
func (p *platform) text(ctx context.Context, from, text string) error {
	p.mu.Lock()
	p.events++
	in := incoming{ID: fmt.Sprintf("in_%d", p.events), Type: "text", At: time.Now().Unix(), From: from, To: p.shop, Text: text}
	p.mu.Unlock()
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.hook, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set(signatureHeader, sign(p.secret, body))
	res, err := p.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("pigeon: the shop answers %d", res.StatusCode)
	}
	return nil
}

// messages are those on a shopper's phone, oldest first.
func (p *platform) messages(number string) []outgoing {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]outgoing(nil), p.said[number]...)
}

var phone = template.Must(template.New("phone").Parse(`<!doctype html><title>{{.Number}}</title><h1>The phone {{.Number}}</h1>
{{range .Said}}<pre>{{.Text}}</pre><hr>{{end}}<form method="post"><input name="text" autofocus> <button>Send</button></form>`))

func (p *platform) show(w http.ResponseWriter, r *http.Request) {
	number := r.PathValue("number")
	_ = phone.Execute(w, map[string]any{"Number": number, "Said": p.messages(number)})
}
