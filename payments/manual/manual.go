package manual

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // a QR picture may be one
	_ "image/png"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// DefaultReserve is how long stock is kept for a shopper who pays by a method
// that says nothing else: a transfer between banks may take two days.
const DefaultReserve = 48 * time.Hour

// Limits of a Config.
const (
	maxName = 40
	maxText = 2000 // characters
	maxQR   = 256 << 10
)

// Config is one way to pay. Name, Records and something to go by, which is one
// of OnDelivery, Phone, QR, Text and URL, are required.
type Config struct {
	// Countries of the payers it is meant for, ISO 3166 alpha-2. Defaults to all.
	Countries []string
	// Currencies that it takes, ISO 4217. Defaults to all.
	Currencies []string
	// Name of the method, "Kaspi": Latin letters, digits, spaces and hyphens, at
	// most 40. In routes and records it is "manual-kaspi" and must not change
	// while anything is unpaid.
	Name string
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// OnDelivery says that the money is handed over with the goods.
	OnDelivery bool
	// Phone to transfer to, as shoppers are to read it.
	Phone string
	// QR is a picture to scan, PNG or JPEG of at most 256 KiB.
	QR []byte
	// Records keep the checkouts: the store's own, or NewMemory in tests.
	Records Records
	// Reserve is how long stock is kept, and at least how long a checkout can be
	// paid. Defaults to DefaultReserve.
	Reserve time.Duration
	// Text says how to pay, in lines of plain text by language (BCP 47), each of
	// at most 2,000 characters; "" is for every other language.
	Text map[string]string
	// Title is what shoppers choose, by language. Defaults to Name.
	Title map[string]string
	// URL of a page to pay on, like https://paypal.me/shop. Nothing is heard from
	// it.
	URL string
}

// Method is one way to pay: a payments.Provider, Canceller and Manual. It is
// safe for concurrent use, on many nodes with the same Records.
type Method struct {
	cfg  Config
	name string
}

var (
	_ payments.Provider  = (*Method)(nil)
	_ payments.Canceller = (*Method)(nil)
	_ payments.Manual    = (*Method)(nil)
)

// New returns a method, or says in one sentence what is wrong with c.
func New(c Config) (*Method, error) {
	if err := errors.Join(c.checkName(), c.checkScope(), c.checkWords(), c.checkQR()); err != nil {
		return nil, err
	}
	c.Reserve = cmp.Or(c.Reserve, DefaultReserve)
	c.QR = bytes.Clone(c.QR)
	if len(c.Title) == 0 {
		c.Title = map[string]string{"": strings.TrimSpace(c.Name)}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Method{cfg: c, name: "manual-" + slug(c.Name)}, nil
}

var namePattern = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9 -]*[A-Za-z0-9])?$`)

// slug is a name as it stands in routes and records.
func slug(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), "-"))
}

func (c Config) checkName() error {
	switch name := strings.TrimSpace(c.Name); {
	case !namePattern.MatchString(name) || len(name) > maxName:
		return errors.New("manual: Config.Name must be 1 to 40 Latin letters, digits, spaces or hyphens; what shoppers read may be anything else: Config.Title")
	case c.Records == nil:
		return errors.New("manual: Config.Records is required: the records of the shop's store")
	case c.Reserve < 0:
		return errors.New("manual: Config.Reserve is less than nothing")
	}
	return nil
}

var countryPattern = regexp.MustCompile(`^[A-Z]{2}$`)

func (c Config) checkScope() error {
	for _, code := range c.Currencies {
		if !money.Valid(code) {
			return fmt.Errorf("manual: Config.Currencies: %q is no code of ISO 4217, like KZT", code)
		}
	}
	for _, code := range c.Countries {
		if !countryPattern.MatchString(code) {
			return fmt.Errorf("manual: Config.Countries: %q is no code of ISO 3166, like KZ", code)
		}
	}
	return nil
}

func (c Config) checkWords() error {
	written := slices.ContainsFunc(values(c.Text), func(s string) bool { return strings.TrimSpace(s) != "" })
	if !written && c.Phone == "" && c.URL == "" && len(c.QR) == 0 && !c.OnDelivery {
		return errors.New("manual: a shopper could not know how to pay: give one of Config.Text, Phone, QR, URL and OnDelivery")
	}
	for lang, text := range c.Text {
		if utf8.RuneCountInString(text) > maxText {
			return fmt.Errorf("manual: Config.Text[%q] is longer than %d characters", lang, maxText)
		}
	}
	u, err := url.Parse(c.URL)
	if c.URL != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		return errors.New("manual: Config.URL must be a complete https address, like https://paypal.me/shop")
	}
	return nil
}

func (c Config) checkQR() error {
	if len(c.QR) == 0 {
		return nil
	}
	if t := http.DetectContentType(c.QR); t != "image/png" && t != "image/jpeg" {
		return fmt.Errorf("manual: Config.QR is %s: make it a PNG or JPEG picture", t)
	}
	if _, _, err := image.DecodeConfig(bytes.NewReader(c.QR)); err != nil {
		return errors.New("manual: Config.QR is a damaged picture: save it anew")
	}
	if len(c.QR) > maxQR {
		return fmt.Errorf("manual: Config.QR is %d bytes: at most %d, make it smaller", len(c.QR), maxQR)
	}
	return nil
}

func values(m map[string]string) (all []string) {
	for _, s := range m {
		all = append(all, s)
	}
	return all
}
