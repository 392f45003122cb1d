// Package wire is the public form of the messages of a conversation: what the
// web chat's clients and the REST API show. It differs from package message on
// purpose: actions, events' internals and whatever is added there stay on the
// server.
package wire

import (
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Message is one message of a transcript.
type Message struct {
	Seq      int64    `json:"seq"`
	ID       string   `json:"id,omitempty"`
	From     string   `json:"from"`
	At       string   `json:"at"` // RFC 3339, UTC
	Text     string   `json:"text"`
	Cards    []Card   `json:"cards"`
	Choices  []Choice `json:"choices"`
	Link     *Link    `json:"link,omitempty"`
	Media    []Media  `json:"media"`
	Replaces string   `json:"replaces,omitempty"`
}

// Card is one product or order.
type Card struct {
	Title    string   `json:"title"`
	Subtitle string   `json:"subtitle"`
	Image    string   `json:"image"`
	Price    *Price   `json:"price,omitempty"`
	Was      *Price   `json:"was,omitempty"`
	Choices  []Choice `json:"choices"`
	URL      string   `json:"url,omitempty"`
}

// Price is an amount and how it is shown.
type Price struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
	Display  string `json:"display"`
}

// Choice is a button.
type Choice struct {
	Label   string `json:"label"`
	Payload string `json:"payload"`
}

// Link is a button that leads to an address.
type Link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// Media is a picture or another file.
type Media struct {
	Type string `json:"type"`
	URL  string `json:"url"`
	Alt  string `json:"alt,omitempty"`
}

// All is [Of] of several.
func All(base string, messages []conversation.Message) []Message {
	all := make([]Message, len(messages))
	for i, m := range messages {
		all[i] = Of(base, m)
	}
	return all
}

// Of returns the public form of a message. base is put before addresses that
// are relative to the shop's base URL.
func Of(base string, m conversation.Message) Message {
	w := Message{
		Seq: m.Seq, ID: m.ID, From: string(m.From), At: m.At.UTC().Format(time.RFC3339Nano),
		Text: m.Body.Text, Replaces: m.Body.Replaces,
		Cards: []Card{}, Choices: choices(m.Body.Choices), Media: []Media{},
	}
	if m.From == conversation.Shopper {
		w.ID = clientID(m.Event) // the id under which her client knows it
	}
	for _, c := range m.Body.Cards {
		w.Cards = append(w.Cards, card(base, c))
	}
	if l := m.Body.Link; l != nil {
		w.Link = &Link{l.Label, join(base, l.URL)}
	}
	for _, x := range m.Body.Media {
		w.Media = append(w.Media, Media{x.Type, join(base, x.URL), x.Alt})
	}
	return w
}

func card(base string, c message.Card) Card {
	return Card{
		Title: c.Title, Subtitle: c.Subtitle, Image: join(base, c.Image), URL: join(base, c.URL),
		Price: price(c.Price), Was: price(c.Was), Choices: choices(c.Choices),
	}
}

func choices(some []message.Choice) []Choice {
	all := make([]Choice, len(some))
	for i, c := range some {
		all[i] = Choice{c.Label, c.Payload}
	}
	return all
}

func price(p *message.Price) *Price {
	if p == nil {
		return nil
	}
	return &Price{p.Minor, p.Currency, p.Display}
}

// join leaves complete addresses as they are and puts the base before those
// that are relative to it.
func join(base, s string) string {
	switch scheme, _, ok := strings.Cut(s, ":"); {
	case s == "", ok && !strings.ContainsAny(scheme, "/?#"), strings.HasPrefix(s, "//"):
		return s
	case strings.HasPrefix(s, "/"):
		return base + s
	}
	return base + "/" + s
}

// clientID is the client's part of a shopper's event id, which begins with the
// visitor's.
func clientID(event string) string { return event[strings.LastIndexByte(event, ':')+1:] }
