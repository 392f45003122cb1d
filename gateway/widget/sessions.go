package widget

import (
	"context"
	"errors"
	"net/http"

	"golang.org/x/text/language"

	"github.com/sauda-commerce/sauda/gateway/auth"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/conversation"
)

type sessionRequest struct {
	Locale   string `json:"locale" validate:"max=35"`
	Referral string `json:"referral" validate:"max=1024"`
	Identity string `json:"identity" validate:"max=2048"`
}

type sessionReply struct {
	Token          string `json:"token"`
	ConversationID string `json:"conversation_id"`
}

// Open answers POST /webchat/sessions: a new conversation, or with the token of
// an old one that conversation under a fresh token. 201 means that the
// conversation's beginning is on disk.
func (h *Handler) Open(w http.ResponseWriter, r *http.Request) {
	var in sessionRequest
	if err := h.decoder.Read(r, &in); err != nil {
		problem.Write(w, r, err)
		return
	}
	lang, err := readLocale(in.Locale)
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	s, d, err := h.open(r.Context(), webchat.SessionRequest{
		Locale: lang, Referral: in.Referral, Identity: in.Identity, Token: auth.Bearer(r),
	})
	if err == nil {
		err = h.deliver(r.Context(), d)
	}
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	writeJSON(w, http.StatusCreated, sessionReply{s.Token, conversation.IDOf(s.Address)})
}

// open opens a session, a new one where the token's conversation is another
// customer's: a deep link has logged her in, so the token does not tell.
func (h *Handler) open(ctx context.Context, r webchat.SessionRequest) (webchat.Session, channel.Delivery, error) {
	s, d, err := h.Channel.Open(r)
	if errors.Is(err, webchat.ErrIdentity) {
		return s, d, &problem.Error{Code: problem.Unsigned, Err: err, Fields: []problem.Field{
			{Field: "identity", Reason: "is not signed with the shop's identity secret, or has expired"}}}
	}
	if err != nil || r.Token == "" || s.Customer == "" {
		return s, d, err
	}
	switch owner, err := h.Shop.Customer(ctx, conversation.IDOf(s.Address)); {
	case err != nil:
		return s, d, err
	case owner != "" && owner != s.Customer:
		r.Token = ""
		return h.Channel.Open(r)
	}
	return s, d, nil
}

// readLocale reads a language that somebody prefers. One that nobody has heard
// of is none: pages say lang="kz" of Kazakh, and still their readers may chat.
func readLocale(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	tag, err := language.Parse(s)
	var unheard language.ValueError
	switch {
	case errors.As(err, &unheard) && tag == language.Und:
		return "", nil
	case errors.As(err, &unheard):
		return tag.String(), nil
	case err != nil:
		return "", problem.BadField("locale", "must be a language by BCP 47, like en or kk-KZ")
	}
	return s, nil
}
