package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/hook"
)

// LinkContact says whose a conversation is.
type LinkContact struct {
	Conversation string             `json:"conversation" validate:"required,max=64"`
	Contact      contact.Identifier `json:"contact"`
}

// NewDeepLink is what a link that logs a customer in is made of.
type NewDeepLink struct {
	Life     string `json:"life,omitempty" validate:"max=20" description:"How long it may wait to be used, as a Go duration like 168h; at most 90 days, and 7 days if left out."`
	Referral string `json:"referral,omitempty" description:"Where it leads: cart, product:tent-1, or a word of a flow of yours. At most 1,024 bytes."`
}

// DeepLink is a link that logs a customer in, once.
type DeepLink struct {
	Token string `json:"token" description:"For https://your.shop/any/page?sauda=TOKEN, or a platform's start parameter."`
}

type contactParams struct {
	ID string `path:"external_id" validate:"max=256" description:"Your own id of the customer, percent-encoded."`
}

// contacts are the operations on who shoppers are.
func contacts() []operation {
	ann := exampleContact()
	return []operation{
		serves(operation{
			method: http.MethodPost, path: "/contacts/link", id: "linkContact", scope: Contacts, summary: "Say whose a conversation is",
			about:    "You have found out who is chatting. What the guest had in the cart goes with her, and the shop says nothing. A phone or an e-mail is one that you vouch for.",
			example:  LinkContact{exampleConversation, ann},
			answers:  []answer{{204, "On disk; it is so a moment later.", nil}},
			problems: []problem.Code{problem.NotFound},
		}, linkContact),
		serves(operation{
			method: http.MethodGet, path: "/contacts/{external_id}", id: "getContact", scope: Contacts, summary: "What is known of a customer",
			answers: []answer{{200, "The contact.", hook.Contact{
				ID: "c0ffee", Customer: ann.Customer, Name: ann.Name, Phone: ann.Phone, Email: ann.Email, Locale: ann.Locale}}},
			problems: []problem.Code{problem.NotFound},
		}, getContact),
		serves(operation{
			method: http.MethodPost, path: "/contacts/{external_id}/deeplinks", id: "createDeepLink", scope: Contacts, summary: "Make a link that logs a customer in",
			about:   "From an e-mail or a page into any channel. The first conversation that is begun with it is hers; then it is spent. Send it to her alone. Each call makes another, unless it bears an Idempotency-Key.",
			example: NewDeepLink{Life: "72h", Referral: "cart"},
			answers: []answer{{201, "Made.", DeepLink{"Zk3v9x2Qm1TtYb8RrW5cPq7LhNs0aDfGe4u"}}},
		}, createDeepLink),
	}
}

func linkContact(ctx context.Context, h *Handler, _ none, l LinkContact) (int, any, error) {
	return http.StatusNoContent, nil, h.Shop.Contacts().Link(ctx, l.Conversation, l.Contact)
}

func getContact(ctx context.Context, h *Handler, p contactParams, _ none) (int, any, error) {
	c, err := h.Shop.Contacts().Get(ctx, contact.Identifier{Customer: p.ID})
	return http.StatusOK, hook.OfContact(c), err
}

func createDeepLink(ctx context.Context, h *Handler, p contactParams, n NewDeepLink) (int, any, error) {
	l := sdk.DeepLink{Customer: p.ID, Referral: n.Referral}
	if n.Life != "" {
		life, err := time.ParseDuration(n.Life)
		if err != nil || life <= 0 {
			return 0, nil, problem.BadField("life", "must be a duration above zero, like 168h or 30m")
		}
		l.Life = life
	}
	token, err := h.Shop.Contacts().DeepLink(ctx, l)
	return http.StatusCreated, DeepLink{token}, err
}
