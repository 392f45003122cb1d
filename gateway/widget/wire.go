package widget

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// The public form of messages. It differs from package message on purpose:
// actions, events' internals and whatever is added there stay on the server.

type wireMessage struct {
	Seq      int64        `json:"seq"`
	ID       string       `json:"id,omitempty"`
	From     string       `json:"from"`
	At       string       `json:"at"` // RFC 3339, UTC
	Text     string       `json:"text"`
	Cards    []wireCard   `json:"cards"`
	Choices  []wireChoice `json:"choices"`
	Link     *wireLink    `json:"link,omitempty"`
	Media    []wireMedia  `json:"media"`
	Replaces string       `json:"replaces,omitempty"`
}

type wireCard struct {
	Title    string       `json:"title"`
	Subtitle string       `json:"subtitle"`
	Image    string       `json:"image"`
	Price    *wirePrice   `json:"price,omitempty"`
	Was      *wirePrice   `json:"was,omitempty"`
	Choices  []wireChoice `json:"choices"`
	URL      string       `json:"url,omitempty"`
}

type wirePrice struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
	Display  string `json:"display"`
}

type wireChoice struct {
	Label   string `json:"label"`
	Payload string `json:"payload"`
}

type wireLink struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

type wireMedia struct {
	Type string `json:"type"`
	URL  string `json:"url"`
	Alt  string `json:"alt,omitempty"`
}

func (h *Handler) wireAll(messages []conversation.Message) []wireMessage {
	all := make([]wireMessage, len(messages))
	for i, m := range messages {
		all[i] = h.wire(m)
	}
	return all
}

func (h *Handler) wire(m conversation.Message) wireMessage {
	w := wireMessage{
		Seq: m.Seq, ID: m.ID, From: string(m.From), At: m.At.UTC().Format(time.RFC3339Nano),
		Text: m.Body.Text, Replaces: m.Body.Replaces,
		Cards: []wireCard{}, Choices: wireChoices(m.Body.Choices), Media: []wireMedia{},
	}
	if m.From == conversation.Shopper {
		w.ID = clientID(m.Event) // the id under which her client knows it
	}
	for _, c := range m.Body.Cards {
		w.Cards = append(w.Cards, h.wireCard(c))
	}
	if l := m.Body.Link; l != nil {
		w.Link = &wireLink{l.Label, h.url(l.URL)}
	}
	for _, x := range m.Body.Media {
		w.Media = append(w.Media, wireMedia{x.Type, h.url(x.URL), x.Alt})
	}
	return w
}

func (h *Handler) wireCard(c message.Card) wireCard {
	return wireCard{
		Title: c.Title, Subtitle: c.Subtitle, Image: h.url(c.Image), URL: h.url(c.URL),
		Price: price(c.Price), Was: price(c.Was), Choices: wireChoices(c.Choices),
	}
}

func wireChoices(choices []message.Choice) []wireChoice {
	all := make([]wireChoice, len(choices))
	for i, c := range choices {
		all[i] = wireChoice{c.Label, c.Payload}
	}
	return all
}

func price(p *message.Price) *wirePrice {
	if p == nil {
		return nil
	}
	return &wirePrice{p.Minor, p.Currency, p.Display}
}

// url leaves complete addresses as they are and puts the base path before
// those that are relative to the shop's base URL.
func (h *Handler) url(s string) string {
	switch scheme, _, ok := strings.Cut(s, ":"); {
	case s == "", ok && !strings.ContainsAny(scheme, "/?#"), strings.HasPrefix(s, "//"):
		return s
	case strings.HasPrefix(s, "/"):
		return h.BasePath + s
	}
	return h.BasePath + "/" + s
}

// clientID is the client's part of a shopper's event id, which begins with the
// visitor's.
func clientID(event string) string { return event[strings.LastIndexByte(event, ':')+1:] }

// writeJSON answers with a value that is plain data.
func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a client that is gone asks again
}
