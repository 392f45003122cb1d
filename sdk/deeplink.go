package sdk

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// DeepLink is a link that logs a customer of the host's in, in any channel.
type DeepLink struct {
	// Customer is the host's user id, at most contact.MaxCustomer bytes. Required.
	Customer string
	// Life is how long it may wait to be used, at most 90 days. Defaults to 7
	// days.
	Life time.Duration
	// Referral is where it leads, at most 1,024 bytes: flows.ReferralCart, or
	// flows.ReferralProduct and a product's id; flows of your own see others as
	// the event's Referral. Defaults to the greeting.
	Referral string
}

// Bounds of deep links.
const (
	deepLinkLife    = 7 * 24 * time.Hour
	maxDeepLinkLife = 90 * 24 * time.Hour
	maxReferral     = 1024
)

// DeepLink makes the token of a link that logs a customer in from an e-mail or a
// page: 35 characters of [A-Za-z0-9_-], of which nobody can tell who she is. It
// goes where a channel takes a referral:
//
//	https://your.shop/any/page?sauda=TOKEN    the web chat, where the page has it
//	https://t.me/your_bot?start=TOKEN
//	https://m.me/your.page?ref=TOKEN
//
// The first conversation that is begun with it is hers from then on, with her
// cart, details and orders. It is spent then: whoever opens it later, as from a
// forwarded e-mail, is told so and stays a guest, and so is who comes too late.
// A conversation in which another customer is logged in does not change hands.
// Whoever has the link first is taken for her, so send it to her alone.
//
// Each call makes another link. Errors: field.Errors, store.ErrUnavailable.
func (c *Contacts) DeepLink(ctx context.Context, l DeepLink) (token string, err error) {
	if err := l.check(); err != nil {
		return "", fmt.Errorf("sdk: deep link: %w", err)
	}
	s := c.shop
	token = sign.NewLink(s.links)
	hash, _ := sign.LinkKey(s.links, token) // it is ours
	add := store.AddDeepLink(store.DeepLink{
		Hash: hash, Customer: l.Customer, Referral: l.Referral, Expires: s.cfg.Now().Add(cmp.Or(l.Life, deepLinkLife)),
	})
	err = s.health.saw(s.cfg.Store.Commit(ctx, store.Batch{Writes: []store.Statement{add}}))
	if err != nil {
		return "", err
	}
	return token, nil
}

func (l DeepLink) check() error {
	var wrong field.Errors
	wrong.Check(l.Customer != "", "external_id", "is empty; give your own id of her")
	_, of := contact.Identifier{Customer: l.Customer}.Clean() // as whatever else names her
	wrong = append(wrong, of...)
	wrong.Check(l.Life >= 0 && l.Life <= maxDeepLinkLife, "life", "is out of range; write more than 0 and at most 90 days, or leave it out for 7 days")
	wrong.Check(len(l.Referral) <= maxReferral, "referral", "is longer than %d bytes", maxReferral)
	wrong.Check(isText(l.Referral), "referral", "holds characters that are no text")
	wrong.Check(!sign.IsLink(l.Referral), "referral", "is a deep link itself; write where it leads, like cart or product:tent-1")
	return wrong.Err()
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl) }
