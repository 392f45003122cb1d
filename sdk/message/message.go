// Package message is the neutral vocabulary between chat platforms and the
// shop: what comes in ([Event]), what goes out ([Outbound]), and to whom
// ([Address]). It knows no platform.
package message

import (
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// Address names one conversation on one platform. Account is the shop's own
// identity there (bot id, phone number id, page id): two bots of one kind are
// two named channels. Addresses are values and compare with ==.
type Address struct {
	Channel string `json:"channel"` // name of the channel, as configured
	Account string `json:"account"` // the shop's identity on the platform
	ID      string `json:"id"`      // the shopper's, as the platform gives it
}

// Kind says what an event is.
type Kind string

// Kinds of events. An adapter maps what it cannot name to KindUnsupported and
// keeps Raw; it never drops an event.
const (
	KindText        Kind = "message"              // Text, Media
	KindChoice      Kind = "selection"            // a tapped choice: Payload, Text is its title
	KindStarted     Kind = "conversation_started" // opened, subscribed, /start; Referral
	KindOptedOut    Kind = "opted_out"            // the platform's own stop, or a block
	KindOptedIn     Kind = "opted_in"
	KindStatus      Kind = "status" // what became of a message of ours: Status
	KindUnsupported Kind = "unsupported"
	// KindInternal events come from Sauda itself (a payment arrived, staff
	// handed back): Name says which, Payload holds JSON.
	KindInternal Kind = "internal"
)

// Event is one thing that happened in a conversation.
type Event struct {
	// ID is unique per (channel, account), the platform's own: the key by
	// which a second delivery is known.
	ID       string    `json:"id"`
	From     Address   `json:"from"`
	Kind     Kind      `json:"kind"`
	At       time.Time `json:"at"` // by the platform's clock; no order follows from it
	Text     string    `json:"text,omitempty"`
	Payload  string    `json:"payload,omitempty"` // of a choice, as the platform returned it
	Name     string    `json:"name,omitempty"`    // of an internal event
	Media    []Media   `json:"media,omitempty"`
	Locale   string    `json:"locale,omitempty"`   // BCP 47, if the platform tells
	Referral string    `json:"referral,omitempty"` // where the shopper came from
	Customer string    `json:"customer,omitempty"` // the host's user id, verified by the channel
	Profile  Profile   `json:"profile,omitzero"`
	Status   *Status   `json:"status,omitempty"`
	Raw      []byte    `json:"raw,omitempty"` // the platform's own words
	// Masked says that Text held the number of a payment card, or what belongs
	// to one, and was stored without: the engine sees to it, channels leave it.
	Masked bool `json:"masked,omitempty"`
}

// Profile is what a platform tells of the shopper.
type Profile struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// StatusState is what became of a sent message. It only ever advances.
type StatusState string

// States of a sent message.
const (
	StatusSent      StatusState = "sent"
	StatusDelivered StatusState = "delivered"
	StatusRead      StatusState = "read"
	StatusFailed    StatusState = "failed"
)

// Status tells the state of a message by the platform's id for it.
type Status struct {
	MessageID string      `json:"message_id"`
	State     StatusState `json:"state"`
	Code      string      `json:"code,omitempty"`
	// Reference is our own id of the message, where the platform was given it
	// and gives it back: it tells what became of a request whose answer was
	// lost.
	Reference string `json:"reference,omitempty"`
}

// Purpose says why a message is sent; policy depends on it.
type Purpose string

// Purposes. A reply answers the shopper and is always allowed.
const (
	PurposeReply         Purpose = "reply"
	PurposeTransactional Purpose = "transactional"
	PurposeReminder      Purpose = "reminder"
	PurposeAwaited       Purpose = "awaited" // one message that she asked for by a tap, when something is so
	PurposeMarketing     Purpose = "marketing"
)

// Outbound is one message to a shopper. Every rich part has a text twin, so a
// channel that cannot show it loses nothing (package channel, Fit).
type Outbound struct {
	Text    string   `json:"text,omitempty"`
	Cards   []Card   `json:"cards,omitempty"`
	Choices []Choice `json:"choices,omitempty"`
	Link    *Link    `json:"link,omitempty"`
	Media   []Media  `json:"media,omitempty"`
	// Numbered are choices that the text lists by number, 1 first, because the
	// channel has no buttons: typing the number taps the choice. Package
	// channel, Fit, fills it; flows leave it alone.
	Numbered []Choice `json:"numbered,omitempty"`
	Purpose  Purpose  `json:"purpose,omitempty"` // "" is a reply
	// Replaces is the id of a message of ours that this one edits in place,
	// where the channel can; elsewhere it is sent as new.
	Replaces string `json:"replaces,omitempty"`
	// Locale is the language of the texts, for numbered lists and "More".
	Locale string `json:"locale,omitempty"`
}

// Card shows one product or order.
type Card struct {
	Title    string   `json:"title"`
	Subtitle string   `json:"subtitle,omitempty"`
	Image    string   `json:"image,omitempty"` // URL, absolute or relative to the base URL
	ImageAlt string   `json:"image_alt,omitempty"`
	Price    *Price   `json:"price,omitempty"`
	Was      *Price   `json:"was,omitempty"`
	URL      string   `json:"url,omitempty"`
	Choices  []Choice `json:"choices,omitempty"`
}

// Price is an amount with its text in the shopper's language ("from $129.00").
type Price struct {
	money.Amount
	Display string `json:"display"`
}

// Choice is a button. What tapping it does is Action; it stays on the server,
// in the stored message. Payload is what travels: the engine fills it in.
type Choice struct {
	Label   string `json:"label"`
	Payload string `json:"payload,omitempty"`
	Action  Action `json:"action,omitzero"`
}

// Action is what a choice does: the name of an action some flow handles, with
// its arguments.
type Action struct {
	Name string            `json:"name"`
	Args map[string]string `json:"args,omitempty"`
}

// Link is a button that opens a page.
type Link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// Media is a file in a message.
type Media struct {
	Type string `json:"type"` // image, video, audio, file
	URL  string `json:"url"`
	Alt  string `json:"alt,omitempty"`
}
