// Package conversation holds one shopper's conversation on one channel: whom
// it is with, how far it has come, where the dialogue stands. Pure values.
package conversation

import (
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Conversation is the row that everything about one conversation locks on.
type Conversation struct {
	ID      string          `json:"id"` // IDOf its address
	Address message.Address `json:"address"`
	Contact string          `json:"contact"`
	Version int64           `json:"version"`
	// Received is the seq of the last event stored, Done of the last one
	// handled: a turn handles Done+1 and nothing else.
	Received int64 `json:"received"`
	Done     int64 `json:"done"`
	// Said is the seq of the last message of the transcript.
	Said   int64          `json:"said"`
	Locale string         `json:"locale,omitempty"`
	State  dialogue.State `json:"state"`
	// WithStaff says that a person of the shop answers and the bot is silent,
	// since when, and why.
	WithStaff bool      `json:"with_staff,omitempty"`
	Since     time.Time `json:"since,omitzero"`
	Reason    string    `json:"reason,omitempty"`
	Heard     time.Time `json:"heard,omitzero"` // when the shopper last said something
	Created   time.Time `json:"created"`
}

// From says who wrote a message of the transcript.
type From string

// Writers of messages.
const (
	Shop    From = "shop"
	Shopper From = "shopper"
	Staff   From = "staff"
)

// Message is one message of a transcript.
type Message struct {
	ID           string           `json:"id"` // uuid v7
	Conversation string           `json:"conversation"`
	Seq          int64            `json:"seq"` // 1, 2, 3 … within the conversation
	From         From             `json:"from"`
	At           time.Time        `json:"at"`
	Event        string           `json:"event,omitempty"` // id of the shopper's event, as the client gave it
	Body         message.Outbound `json:"body"`            // of the shopper's own: only Text and Media
}

var (
	idSpace      = uuid.MustParse("9d1f5c9e-8f5e-4c56-9a2d-6f0d7a5b1c11")
	contactSpace = uuid.MustParse("5b0c2f4e-31d7-4f0f-8f5a-94f1f1f3a8d2")
)

// IDOf returns the id of the conversation with an address. It is a function of
// the address, so that receiving an event needs no look-up.
func IDOf(a message.Address) string {
	return uuid.NewSHA1(idSpace, []byte(a.Channel+"\x00"+a.Account+"\x00"+a.ID)).String()
}

// GuestOf returns the id of the contact that an address stands for until more
// is known.
func GuestOf(a message.Address) string {
	return uuid.NewSHA1(contactSpace, []byte(a.Channel+"\x00"+a.Account+"\x00"+a.ID)).String()
}

// CustomerContact returns the id of the contact of a customer of the host.
func CustomerContact(customer string) string {
	return uuid.NewSHA1(contactSpace, []byte("customer\x00"+customer)).String()
}

// IdentifiedContact returns the id of the contact who is known by a phone
// number or an e-mail address alone.
func IdentifiedContact(kind, value string) string {
	return uuid.NewSHA1(contactSpace, []byte(kind+"\x00\x00"+value)).String()
}
