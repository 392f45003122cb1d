package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Config is what Pigeon gave the shop. All of it but HTTPClient is required.
type Config struct {
	// BaseURL is the platform's API, like "https://api.pigeon.example".
	BaseURL string
	// HTTPClient makes requests. Defaults to one without a timeout of its own:
	// Send is called with a deadline. It is never led elsewhere, for a redirect
	// would carry the token along.
	HTTPClient *http.Client
	// Number is the shop's own, which shoppers write to.
	Number string
	// Secrets sign webhooks. Two are accepted while one is rotated out.
	Secrets []string
	// Token is the shop's, sent with each request.
	Token string
	// VerifyToken is what the platform shows when the webhook is set up.
	VerifyToken string
}

// Pigeon is the shop's number on the platform: a channel.Channel. It keeps
// nothing between calls, so it is safe for concurrent use.
type Pigeon struct{ cfg Config }

var _ channel.Channel = (*Pigeon)(nil)

// NewPigeon returns the number, or says in one sentence what is missing.
func NewPigeon(c Config) (*Pigeon, error) {
	u, err := url.Parse(c.BaseURL)
	switch {
	case err != nil || u.Host == "":
		return nil, errors.New("pigeon: Config.BaseURL is not a complete address: write https://api.pigeon.example")
	case !number.MatchString(c.Number):
		return nil, errors.New("pigeon: Config.Number must be the shop's phone number: write +12025550100")
	case c.Token == "" || c.VerifyToken == "":
		return nil, errors.New("pigeon: Config.Token and Config.VerifyToken are required: the platform shows them under Numbers")
	case len(c.Secrets) == 0 || slices.Contains(c.Secrets, ""):
		return nil, errors.New("pigeon: Config.Secrets is required, and none may be empty: the platform shows it under Webhooks")
	}
	client := http.Client{}
	if c.HTTPClient != nil {
		client = *c.HTTPClient
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.BaseURL, c.HTTPClient = strings.TrimSuffix(c.BaseURL, "/"), &client
	return &Pigeon{c}, nil
}

// Name is the key in routes and records: webhooks come to /channels/pigeon.
func (*Pigeon) Name() string { return "pigeon" }

// Capabilities says what a phone shows: text, and nothing else. So Sauda writes
// the buttons as numbered lines, links and prices into the text, and reads "2"
// as a tap on the second.
func (*Pigeon) Capabilities() channel.Capabilities {
	return channel.Capabilities{
		Unit: channel.UTF16, Text: 1600,
		Receipts: true, References: true, BusinessFirst: true,
		Rate: 10, Burst: 20,
	}
}

// incoming is a webhook, in the platform's words.
type incoming struct {
	ID     string   `json:"id"`
	Type   string   `json:"type"`
	At     int64    `json:"at"`   // Unix seconds
	From   string   `json:"from"` // the shopper's number
	To     string   `json:"to"`   // the shop's
	Text   string   `json:"text"`
	Photos []string `json:"photos"`
	// Of a status: the platform's id of our message, ours, and what became of it.
	Message string `json:"message"`
	Ref     string `json:"ref"`
	State   string `json:"state"`
}

var (
	number = regexp.MustCompile(`^\+[0-9]{6,15}$`)
	word   = regexp.MustCompile(`^[A-Za-z0-9_.:-]{1,64}$`) // an id, which becomes a key in the store
)

// Parse reads a webhook. Nothing in it is looked at before the signature over
// its raw bytes is found to be right, and nothing is asked anywhere. A webhook
// that comes again has the same id, by which Sauda knows it.
func (p *Pigeon) Parse(d channel.Delivery) ([]message.Event, *channel.Reply, error) {
	if d.Method == http.MethodGet {
		return p.challenge(d)
	}
	if !p.genuine(d) {
		return nil, nil, channel.ErrSignature
	}
	var in incoming
	if err := json.Unmarshal(d.Body, &in); err != nil || !word.MatchString(in.ID) || !number.MatchString(in.From) || in.To != p.cfg.Number {
		return nil, nil, channel.ErrMalformed // whom it is from is not known, so it belongs to no conversation
	}
	e := message.Event{
		ID: in.ID, Kind: message.KindUnsupported, At: time.Unix(in.At, 0).UTC(),
		From:    message.Address{Channel: p.Name(), Account: p.cfg.Number, ID: in.From},
		Profile: message.Profile{Phone: in.From},
	}
	if e.At.Year() < 2000 || e.At.Year() > 2200 {
		e.At = d.Received
	}
	if !in.fill(&e) {
		e.Raw = d.Body // kept, for what is not understood is never dropped
	}
	return []message.Event{e}, nil, nil
}

// fill makes the event what the platform says it is; false when it cannot.
func (in incoming) fill(e *message.Event) bool {
	switch in.Type {
	case "text":
		for _, photo := range in.Photos {
			e.Media = append(e.Media, message.Media{Type: "image", URL: photo})
		}
		e.Kind, e.Text = message.KindText, strings.ToValidUTF8(in.Text, "")
		return e.Text != "" || len(e.Media) > 0
	case "stop": // the platform's own, by law
		e.Kind = message.KindOptedOut
	case "unstop":
		e.Kind = message.KindOptedIn
	case "status":
		e.Kind = message.KindStatus // whatever it says, the shopper said nothing
		state := message.StatusState(in.State)
		known := state == message.StatusSent || state == message.StatusDelivered || state == message.StatusFailed
		if !known || !word.MatchString(in.Message) || in.Ref != "" && !word.MatchString(in.Ref) {
			return false
		}
		e.Status = &message.Status{MessageID: in.Message, Reference: in.Ref, State: state}
	default:
		return false
	}
	return true
}

// challenge answers the platform when the webhook is set up.
func (p *Pigeon) challenge(d channel.Delivery) ([]message.Event, *channel.Reply, error) {
	if !hmac.Equal([]byte(d.Query.Get("token")), []byte(p.cfg.VerifyToken)) {
		return nil, nil, channel.ErrSignature
	}
	echo := d.Query.Get("challenge")
	if !word.MatchString(echo) {
		return nil, nil, channel.ErrMalformed
	}
	return nil, &channel.Reply{Status: http.StatusOK, ContentType: "text/plain", Body: []byte(echo)}, nil
}

// signatureHeader bears the signature of a webhook, in hex.
const signatureHeader = "Pigeon-Signature"

// genuine tries every secret, always all of them, in constant time.
func (p *Pigeon) genuine(d channel.Delivery) bool {
	sum, err := hex.DecodeString(d.Header.Get(signatureHeader))
	found := false
	for _, secret := range p.cfg.Secrets {
		found = hmac.Equal(sum, digest(secret, d.Body)) || found
	}
	return found && err == nil
}

// digest is what the platform signs with: HMAC-SHA256 over the raw body.
func digest(secret string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return mac.Sum(nil)
}

// sign is the signature of a webhook.
func sign(secret string, body []byte) string { return fmt.Sprintf("%x", digest(secret, body)) }
