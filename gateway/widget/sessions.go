package widget

import (
	"net/http"

	"github.com/sauda-commerce/sauda/gateway/auth"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/conversation"
)

type sessionRequest struct {
	Locale   string `json:"locale" validate:"omitempty,max=35,bcp47_language_tag"`
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
	s, d, err := h.Channel.Open(webchat.SessionRequest{
		Locale: in.Locale, Referral: in.Referral, Identity: in.Identity, Token: auth.Bearer(r),
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
