package shoptest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Shopper is one visitor of the web chat.
type Shopper struct {
	shop    *Shop
	locale  string // of her browser
	session webchat.Session
	seen    int // messages before the last step
}

// Conversation is the id of the shopper's conversation.
func (w *Shopper) Conversation() string { return conversation.IDOf(w.session.Address) }

// Says sends a text and waits for what the shop says to it.
func (w *Shopper) Says(text string) {
	w.shop.t.Helper()
	w.send(map[string]string{"id": uuid.NewString(), "text": text})
}

// Taps taps the newest choice with each label in turn. To Pay, where the shop
// has not offered it in its last answer, she goes as shoppers do: by Add to cart
// and Checkout, if it offers those.
func (w *Shopper) Taps(labels ...string) {
	w.shop.t.Helper()
	for _, label := range labels {
		for label == w.label("checkout.pay") && !slices.Contains(w.Choices(), label) && w.goesOn() {
		}
		c, ok := w.choice(label)
		if !ok {
			w.fail("there is no choice %q; there are %s", label, w.offered())
		}
		w.send(map[string]string{"id": uuid.NewString(), "choice": c.Payload})
	}
}

// goesOn taps what leads to Pay among what the shop has just offered; false if
// nothing does.
func (w *Shopper) goesOn() bool {
	w.shop.t.Helper()
	for _, key := range []string{"checkout.start", "cart.add"} {
		if label := w.label(key); slices.Contains(w.Choices(), label) {
			w.Taps(label)
			return true
		}
	}
	return false
}

// label is what a choice reads in her language.
func (w *Shopper) label(key string) string { return w.shop.Printer(w.locale).T(key) }

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

// Choices are the labels of what the shop has offered to tap since the last
// step, in cards and below messages.
func (w *Shopper) Choices() []string {
	w.shop.t.Helper()
	return labelsOf(w.Transcript()[w.seen:])
}

// CanTap fails unless the shop has offered each of the choices since the last
// step.
func (w *Shopper) CanTap(labels ...string) {
	w.shop.t.Helper()
	for _, label := range labels {
		if !slices.Contains(w.Choices(), label) {
			w.fail("the shop does not offer %q; it offers %s", label, quoted(w.Choices()))
		}
	}
}

// CannotTap fails if the shop has offered one of the choices since the last
// step.
func (w *Shopper) CannotTap(labels ...string) {
	w.shop.t.Helper()
	for _, label := range labels {
		if slices.Contains(w.Choices(), label) {
			w.fail("the shop offers %q", label)
		}
	}
}

// offered are all that could be tapped, for a failure: the last offered first.
func (w *Shopper) offered() string {
	all := w.Transcript()
	slices.Reverse(all)
	return quoted(labelsOf(all))
}

// labelsOf are the labels of choices, each once.
func labelsOf(all []conversation.Message) []string {
	var found []string
	for _, m := range all {
		for _, c := range m.Body.AllChoices() {
			if !slices.Contains(found, c.Label) {
				found = append(found, c.Label)
			}
		}
	}
	return found
}

// quoted lists labels; none reads so.
func quoted(labels []string) string {
	if len(labels) == 0 {
		return "none"
	}
	return fmt.Sprintf("%q", labels)
}

// Pays opens the newest pay link and pays in the sandbox.
func (w *Shopper) Pays() { w.shop.t.Helper(); w.settles(sandbox.Succeed) }

// IsDeclined opens the newest pay link and is declined in the sandbox.
func (w *Shopper) IsDeclined() { w.shop.t.Helper(); w.settles(sandbox.Decline) }

func (w *Shopper) settles(o sandbox.Outcome) {
	w.shop.t.Helper()
	if w.shop.Sandbox == nil {
		w.fail("only the sandbox can be paid so: with a provider of your own, use PaysAt")
	}
	w.PaysAt(func(checkout string) error { return w.shop.Sandbox.Settle(path.Base(checkout), o) })
}

// PaysAt opens the newest pay link and lets pay do what the shopper does at the
// provider's page, with a double of your own: what it tells the shop goes to
// ReceivePayment.
func (w *Shopper) PaysAt(pay func(checkout string) error) {
	w.shop.t.Helper()
	w.mark()
	link := w.PayLink()
	if link == "" {
		w.fail("there is no pay link")
	}
	at, err := w.shop.OpenPayLink(w.shop.t.Context(), path.Base(link), checkout.Choice{})
	if err != nil {
		w.fail("the pay link does not open: %v", err)
	}
	if at != (checkout.Opened{}) { // else there was nothing to pay
		if err := pay(at.URL); err != nil {
			w.fail("paying: %v", err)
		}
	}
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
	w.shop.t.Fatalf("shoptest: "+format+"\n%s", append(args, w.said())...)
}

// said is the transcript as text, as far as it can be read.
func (w *Shopper) said() string {
	all, err := w.shop.Shop.Transcript(w.shop.t.Context(), w.Conversation(), 0, 10_000)
	if err != nil {
		return "(the transcript cannot be read)"
	}
	var b strings.Builder
	for _, m := range all {
		b.WriteString("\n" + string(m.From) + ": " + strings.TrimSuffix(render(m.Body), "\n"))
	}
	return b.String()
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
