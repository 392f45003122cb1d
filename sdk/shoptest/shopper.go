package shoptest

import (
	"cmp"
	"encoding/json"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Shopper is one visitor of the web chat.
type Shopper struct {
	shop    *Shop
	session webchat.Session
	seen    int // messages before the last step
}

// Visit is how a shopper comes into a web chat. All of it is optional.
type Visit struct {
	Customer string // the host's id of her, if she is logged in
	Locale   string // BCP 47. Defaults to "en"
	Referral string // the token of a deep link, or where the chat shall begin
}

// Visit opens another web chat.
func (s *Shop) Visit(v Visit) *Shopper {
	return s.open(webchat.SessionRequest{Locale: cmp.Or(v.Locale, "en"), Referral: v.Referral, Identity: s.identity(v.Customer)})
}

// NewShopper opens another web chat, of a guest.
func (s *Shop) NewShopper() *Shopper { return s.Visit(Visit{}) }

// Customer opens a web chat of a customer whom the host has logged in.
func (s *Shop) Customer(id string) *Shopper { return s.Visit(Visit{Customer: id}) }

// Arrives opens a web chat of a guest who comes by a referral.
func (s *Shop) Arrives(referral string) *Shopper { return s.Visit(Visit{Referral: referral}) }

// identity is what the host signs of a customer; "" of a guest.
func (s *Shop) identity(id string) string {
	if id == "" {
		return ""
	}
	return webchat.SignIdentity(IdentitySecret, id, s.Now().AddDate(0, 0, 1))
}

func (s *Shop) open(r webchat.SessionRequest) *Shopper {
	s.t.Helper()
	who := &Shopper{shop: s}
	who.begin(r)
	s.shoppers = append(s.shoppers, who)
	return who
}

// LogsIn logs the shopper in at the host, in the middle of her chat: a guest
// goes on as the customer with that id, another customer begins a chat of her
// own.
func (w *Shopper) LogsIn(id string) {
	w.shop.t.Helper()
	w.mark()
	w.begin(webchat.SessionRequest{Token: w.session.Token, Identity: w.shop.identity(id)})
}

// LogsOut logs the shopper out at the host: whoever is at the device now begins
// a chat as a guest.
func (w *Shopper) LogsOut() {
	w.shop.t.Helper()
	w.mark()
	w.begin(webchat.SessionRequest{Token: w.session.Token})
}

// Follows opens a link in the middle of her chat: a deep link's token, or where
// the chat shall lead.
func (w *Shopper) Follows(referral string) {
	w.shop.t.Helper()
	w.mark()
	w.begin(webchat.SessionRequest{Token: w.session.Token, Referral: referral, Identity: w.shop.identity(w.session.Customer)})
}

func (w *Shopper) begin(r webchat.SessionRequest) {
	w.shop.t.Helper()
	session, started, err := w.shop.web.Open(r)
	w.shop.must(err, "opening a web chat")
	if session.Address != w.session.Address {
		w.seen = 0
	}
	w.session = session
	w.deliver(started)
}

// Conversation is the id of the shopper's conversation.
func (w *Shopper) Conversation() string { return conversation.IDOf(w.session.Address) }

// Says sends a text and waits for what the shop says to it.
func (w *Shopper) Says(text string) {
	w.shop.t.Helper()
	w.send(map[string]string{"id": uuid.NewString(), "text": text})
}

// Taps taps the newest choice with a label.
func (w *Shopper) Taps(label string) {
	w.shop.t.Helper()
	c, ok := w.choice(label)
	if !ok {
		w.fail("there is no choice %q", label)
	}
	w.send(map[string]string{"id": uuid.NewString(), "choice": c.Payload})
}

// choice finds the newest choice with a label.
func (w *Shopper) choice(label string) (message.Choice, bool) {
	w.shop.t.Helper()
	for _, m := range slices.Backward(w.Transcript()) {
		for _, c := range m.Body.AllChoices() {
			if c.Label == label {
				return c, true
			}
		}
	}
	return message.Choice{}, false
}

// Pays opens the newest pay link and pays in the sandbox.
func (w *Shopper) Pays() { w.shop.t.Helper(); w.settles(sandbox.Succeed) }

// IsDeclined opens the newest pay link and is declined in the sandbox.
func (w *Shopper) IsDeclined() { w.shop.t.Helper(); w.settles(sandbox.Decline) }

func (w *Shopper) settles(o sandbox.Outcome) {
	w.shop.t.Helper()
	if w.shop.Sandbox == nil {
		w.fail("the shop has providers of its own: only the sandbox can be paid here")
	}
	w.mark()
	link := w.PayLink()
	if link == "" {
		w.fail("there is no pay link")
	}
	url, err := w.shop.OpenPayLink(w.shop.t.Context(), path.Base(link))
	if err != nil {
		w.fail("the pay link does not open: %v", err)
	}
	w.shop.must(w.shop.Sandbox.Settle(path.Base(url), o), "paying in the sandbox")
	w.shop.settle()
}

// PayLink is the newest link that the shop sent; "" if there is none.
func (w *Shopper) PayLink() string {
	for _, m := range slices.Backward(w.Transcript()) {
		if m.Body.Link != nil {
			return m.Body.Link.URL
		}
	}
	return ""
}

// Sees fails unless the shop's messages since the last step contain each text
// somewhere: in a text, a card, a choice or a link.
func (w *Shopper) Sees(texts ...string) {
	w.shop.t.Helper()
	news := w.News()
	for _, text := range texts {
		if !strings.Contains(news, text) {
			w.fail("the shop does not say %q", text)
		}
	}
}

// SeesNot fails if the shop's messages since the last step contain the text.
func (w *Shopper) SeesNot(text string) {
	w.shop.t.Helper()
	if strings.Contains(w.News(), text) {
		w.fail("the shop says %q", text)
	}
}

// News is what the shop said since the last step, as text.
func (w *Shopper) News() string {
	var b strings.Builder
	for _, m := range w.Transcript()[w.seen:] {
		if m.From != conversation.Shopper {
			b.WriteString(render(m.Body))
		}
	}
	return b.String()
}

// Transcript is everything that was said, oldest first.
func (w *Shopper) Transcript() []conversation.Message {
	w.shop.t.Helper()
	all, err := w.shop.Shop.Transcript(w.shop.t.Context(), w.Conversation(), 0, 10_000)
	w.shop.must(err, "reading the transcript")
	return all
}

func (w *Shopper) send(body map[string]string) {
	w.shop.t.Helper()
	w.mark()
	raw, err := json.Marshal(body)
	w.shop.must(err, "writing a message")
	w.deliver(channel.Delivery{
		Method: http.MethodPost, Header: http.Header{"Authorization": {"Bearer " + w.session.Token}},
		Body: raw, Received: w.shop.Now(),
	})
}

// mark begins a step: News is what is said after it.
func (w *Shopper) mark() { w.seen = len(w.Transcript()) }

func (w *Shopper) deliver(d channel.Delivery) {
	w.shop.t.Helper()
	_, err := w.shop.Receive(w.shop.t.Context(), channelName, d)
	w.shop.must(err, "sending a message")
	w.shop.settle()
}

func (w *Shopper) fail(format string, args ...any) {
	w.shop.t.Helper()
	var b strings.Builder
	for _, m := range w.Transcript() {
		b.WriteString("\n" + string(m.From) + ": " + strings.TrimSuffix(render(m.Body), "\n"))
	}
	w.shop.t.Fatalf("shoptest: "+format+"\n%s", append(args, b.String())...)
}

// render writes a message as text.
func render(m message.Outbound) string {
	var b strings.Builder
	line := func(parts ...string) {
		if s := strings.TrimSpace(strings.Join(parts, " ")); s != "" {
			b.WriteString(s + "\n")
		}
	}
	line(m.Text)
	for _, c := range m.Cards {
		line("[" + c.Title + "]")
		line(c.Subtitle)
		if c.Price != nil {
			line(c.Price.Display)
		}
		line(labels(c.Choices))
	}
	line(labels(m.Choices))
	if m.Link != nil {
		line("->", m.Link.Label, m.Link.URL)
	}
	return b.String()
}

func labels(all []message.Choice) string {
	var b strings.Builder
	for _, c := range all {
		b.WriteString("(" + c.Label + ") ")
	}
	return b.String()
}
