package shoptest

import (
	"cmp"

	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
)

// Visit is how a shopper comes into a web chat. All of it is optional.
type Visit struct {
	Customer string // the host's id of her, if she is logged in
	Locale   string // BCP 47, of her browser. Defaults to the shop's
	Referral string // the token of a deep link, or where the chat shall begin
}

// Visit opens another web chat.
func (s *Shop) Visit(v Visit) *Shopper {
	return s.open(webchat.SessionRequest{
		Locale: cmp.Or(v.Locale, s.Profile().Locale), Referral: v.Referral, Identity: s.identity(v.Customer),
	})
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
	who := &Shopper{shop: s, locale: r.Locale}
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
