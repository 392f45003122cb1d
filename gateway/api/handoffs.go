package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/gateway/internal/wire"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/handoff"
)

// Waiting is a conversation that a person of the shop answers.
type Waiting struct {
	Conversation string    `json:"conversation"`
	Channel      string    `json:"channel"`
	Contact      string    `json:"contact" description:"The contact's id."`
	Locale       string    `json:"locale,omitempty" description:"The shopper's language, by BCP 47."`
	Reason       string    `json:"reason"`
	Since        time.Time `json:"since"`
}

// StaffMessage is what a person of the shop says.
type StaffMessage struct {
	ID    string `json:"id" validate:"required,max=64" description:"Of your choice; the same id again has no second effect."`
	Staff string `json:"staff,omitempty" validate:"max=100" description:"The name to show."`
	Text  string `json:"text" validate:"required,max=4000"`
}

// Said names a message of the staff's that was taken.
type Said struct {
	ID string `json:"id"`
}

// HandBack gives a conversation back to the bot.
type HandBack struct {
	Staff string `json:"staff,omitempty" validate:"max=100" description:"Who did."`
}

type handoffParams struct {
	Limit int `query:"limit" default:"50" validate:"min=1,max=100" description:"At most so many."`
}

type conversationParams struct {
	ID string `path:"id" validate:"max=64" description:"The conversation's id."`
}

type messagesParams struct {
	ID    string `path:"id" validate:"max=64" description:"The conversation's id."`
	After int    `query:"after" default:"0" validate:"min=0" description:"The seq of the last message you have; 0 for the beginning."`
	Limit int    `query:"limit" default:"50" validate:"min=1,max=100" description:"At most so many."`
}

const exampleConversation = "6f1c0a3e-2f39-5a5e-8a0b-0d4c9c3f7a11"

// handoffs are the operations on conversations.
func handoffs() []operation {
	said := StaffMessage{ID: "7d0f5c2e", Staff: "Zoe", Text: "Your parcel left this morning."}
	return []operation{
		serves(operation{
			method: http.MethodGet, path: "/handoffs", id: "listHandoffs", scope: Handoff, summary: "Conversations that wait for a person",
			about: "Those in which the bot is silent and the staff answer, the longest waiting first.",
			answers: []answer{{200, "The conversations.", List[Waiting]{[]Waiting{{
				Conversation: exampleConversation, Channel: "webchat", Contact: "c0ffee", Locale: "en", Reason: "asked for a person", Since: exampleTime}}}}},
		}, listHandoffs),
		serves(operation{
			method: http.MethodGet, path: "/conversations/{id}/messages", id: "listMessages", scope: Handoff, summary: "What was said in a conversation",
			about: `Messages in order. To see what is new, ask again with the seq of the last one you have; "next" is empty when there is no more now.`,
			answers: []answer{{200, "The messages.", Page[wire.Message]{Data: []wire.Message{{
				Seq: 1, ID: "0198c1f0", From: "shopper", At: "2026-11-24T12:00:00Z", Text: "Where is my parcel?",
				Cards: []wire.Card{}, Choices: []wire.Choice{}, Media: []wire.Media{}}}}}},
			problems: []problem.Code{problem.NotFound},
		}, listMessages),
		serves(operation{
			method: http.MethodPost, path: "/conversations/{id}/messages", id: "sayAsStaff", scope: Handoff, summary: "Say something as the staff",
			about:    "Only while the conversation is with the staff. It is shown to the shopper a moment later.",
			example:  said,
			answers:  []answer{{201, "Taken.", Said{said.ID}}, {200, "Taken before.", Said{said.ID}}},
			problems: []problem.Code{problem.NotFound, problem.Conflict},
		}, sayAsStaff),
		serves(operation{
			method: http.MethodPost, path: "/conversations/{id}/handback", id: "handBack", scope: Handoff, summary: "Give a conversation back to the bot",
			about:    "The bot says so and answers from then on. Where it answers already, nothing happens.",
			example:  HandBack{"Zoe"},
			answers:  []answer{{204, "Given back.", nil}},
			problems: []problem.Code{problem.NotFound},
		}, handBack),
	}
}

func listHandoffs(ctx context.Context, h *Handler, p handoffParams, _ none) (int, any, error) {
	all, err := h.Shop.Handoff().Waiting(ctx, p.Limit)
	if err != nil {
		return 0, nil, err
	}
	l := List[Waiting]{Data: []Waiting{}}
	for _, c := range all {
		l.Data = append(l.Data, waiting(c))
	}
	return http.StatusOK, l, nil
}

func waiting(c conversation.Conversation) Waiting {
	return Waiting{Conversation: c.ID, Channel: c.Address.Channel, Contact: c.Contact, Locale: c.Locale, Reason: c.Reason, Since: c.Since.UTC()}
}

func listMessages(ctx context.Context, h *Handler, p messagesParams, _ none) (int, any, error) {
	if _, err := h.Shop.Handoff().Conversation(ctx, p.ID); err != nil {
		return 0, nil, err
	}
	all, err := h.Shop.Transcript(ctx, p.ID, int64(p.After), p.Limit+1)
	if err != nil {
		return 0, nil, err
	}
	l := Page[wire.Message]{}
	if len(all) > p.Limit {
		all = all[:p.Limit]
		l.Next = strconv.FormatInt(all[p.Limit-1].Seq, 10)
	}
	l.Data = wire.All(h.BaseURL, all)
	return http.StatusOK, l, nil
}

func sayAsStaff(ctx context.Context, h *Handler, p conversationParams, m StaffMessage) (int, any, error) {
	created, err := h.Shop.Handoff().Answer(ctx, p.ID, handoff.Answer{ID: m.ID, Staff: m.Staff, Text: m.Text})
	switch {
	case errors.Is(err, handoff.ErrText):
		return 0, nil, problem.BadField("text", fmt.Sprintf("must be 1 to %d bytes of more than spaces", handoff.MaxText))
	case errors.Is(err, handoff.ErrID):
		return 0, nil, problem.BadField("id", fmt.Sprintf("must be 1 to %d bytes", handoff.MaxID))
	case errors.Is(err, handoff.ErrAnswered):
		return 0, nil, problem.New(problem.Conflict, "The id was used for another message in this conversation.")
	case errors.Is(err, handoff.ErrNotWithStaff):
		return 0, nil, problem.New(problem.Conflict, "The bot answers in this conversation; nobody asked for a person, or it was handed back.")
	case err != nil:
		return 0, nil, err
	}
	return made(created), Said{m.ID}, nil
}

func handBack(ctx context.Context, h *Handler, p conversationParams, b HandBack) (int, any, error) {
	err := h.Shop.Handoff().Back(ctx, p.ID, b.Staff)
	if errors.Is(err, handoff.ErrNotWithStaff) {
		err = nil
	}
	return http.StatusNoContent, nil, err
}
