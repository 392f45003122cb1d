// Package parcel is the adapter of Parcel, a small messaging platform of our
// own. It has the traits of the real ones (signed webhooks that come late,
// twice and out of order, statuses, edits, typing, throttling), and package
// simulator has the platform itself, so everything that must hold on real
// platforms is tried here first.
//
// The platform, in short. It posts {"account", "events": […]} to the webhook,
// signed over the raw bytes ([SignatureHeader]), and again until it gets a 2xx.
// It takes POST /v1/messages and POST /v1/typing with a bearer token, and
// answers {"message_id"} or {"error": {"code"}}. A message carries a reference,
// the shop's own id for it, which comes back in its statuses; the platform does
// not know messages again by it.
package parcel

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Config is what a Channel needs. Account, BaseURL, Secrets and Token are
// required.
type Config struct {
	// Account is the shop's id on the platform.
	Account string
	// BaseURL is where the platform is, like "https://api.parcel.example".
	BaseURL string
	// Burst is how many requests the account may make at once after a pause.
	// Defaults to 1,000.
	Burst int
	// HTTPClient makes requests; it is never led elsewhere by a redirect.
	// Defaults to one without a timeout of its own: the caller's context ends
	// a request.
	HTTPClient *http.Client
	// Name of the channel. Defaults to "parcel".
	Name string
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Rate is how many requests a second the account may make. Defaults to
	// 1,000; negative: no limit.
	Rate float64
	// Secrets sign webhooks. Two are accepted while they are rotated.
	Secrets []string
	// SiteURL is what addresses without a host, of pictures and pages, begin
	// with. Defaults to none: then they are left out, for the platform could
	// not fetch them.
	SiteURL string
	// Token is the account's, sent with each request.
	Token string
	// Tolerance is how far a signature's time may be from ours, either way: a
	// delivery that somebody kept is refused afterwards. Within it, the event's
	// id tells a repetition. Defaults to 5 min.
	Tolerance time.Duration
}

// Limits of the platform.
const (
	maxText     = 4096 // of a text, in UTF-16 units
	maxButtons  = 8    // below a message
	maxCards    = 10
	maxOnCard   = 3  // buttons of a card
	maxLabel    = 40 // of buttons and links
	maxTitle    = 80 // of cards
	maxSubtitle = 200
	maxPayload  = 64 // bytes
)

// Channel is one account on the platform. It is safe for concurrent use.
type Channel struct {
	cfg  Config
	site *url.URL // nil when there is none
	http *http.Client
}

var (
	_ channel.Channel = (*Channel)(nil)
	_ channel.Typist  = (*Channel)(nil)
)

// New returns a Channel. It fails, with one sentence, when something required
// is missing or an address is not one.
func New(c Config) (*Channel, error) {
	c.Name = cmp.Or(c.Name, "parcel")
	c.Rate = max(cmp.Or(c.Rate, 1000), 0)
	c.Burst = cmp.Or(c.Burst, 1000)
	c.Tolerance = cmp.Or(c.Tolerance, 5*time.Minute)
	if c.Now == nil {
		c.Now = time.Now
	}
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	if err := c.check(); err != nil {
		return nil, err
	}
	ch := &Channel{cfg: c, http: client(c.HTTPClient)}
	if c.SiteURL != "" {
		ch.site, _ = url.Parse(strings.TrimSuffix(c.SiteURL, "/") + "/") // checked
	}
	return ch, nil
}

func (c Config) check() error {
	switch {
	case c.Account == "":
		return errors.New("parcel: Config.Account is required")
	case c.Token == "":
		return errors.New("parcel: Config.Token is required")
	case len(c.Secrets) == 0:
		return errors.New("parcel: Config.Secrets are required: what the platform signs webhooks with")
	case !webURL(c.BaseURL):
		return errors.New("parcel: Config.BaseURL is not a complete address: write https://api.parcel.example")
	case c.SiteURL != "" && !webURL(c.SiteURL):
		return errors.New("parcel: Config.SiteURL is not a complete address: write https://shop.example")
	}
	for _, s := range c.Secrets {
		if s == "" {
			return errors.New("parcel: one of Config.Secrets is empty")
		}
	}
	return nil
}

func webURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.RawQuery == "" && u.Fragment == ""
}

// client is a copy of the given one, or a new one, that stays where it is sent:
// a redirect would carry the token elsewhere.
func client(c *http.Client) *http.Client {
	own := http.Client{Transport: &http.Transport{
		ForceAttemptHTTP2: true, IdleConnTimeout: 90 * time.Second, MaxIdleConnsPerHost: 64,
		Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: 10 * time.Second,
	}}
	if c != nil {
		own = *c
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// Name returns the configured name.
func (c *Channel) Name() string { return c.cfg.Name }

// Capabilities says what the platform shows.
func (c *Channel) Capabilities() channel.Capabilities {
	return channel.Capabilities{
		Unit:          channel.UTF16,
		Text:          maxText,
		Choices:       maxButtons,
		ChoiceLabel:   maxLabel,
		Cards:         maxCards,
		CardText:      true,
		CardTitle:     maxTitle,
		CardSubtitle:  maxSubtitle,
		CardChoices:   maxOnCard,
		Link:          true,
		Images:        true,
		Edit:          true,
		Typing:        true,
		Receipts:      true,
		BusinessFirst: true,
		Rate:          c.cfg.Rate,
		Burst:         c.cfg.Burst,
		References:    true,
	}
}

// Typing shows the shopper, for some seconds, that the shop is typing.
func (c *Channel) Typing(ctx context.Context, to message.Address) error {
	if err := c.addressed(to); err != nil {
		return err
	}
	_, err := c.post(ctx, "/v1/typing", struct {
		To string `json:"to"`
	}{to.ID})
	return err
}
