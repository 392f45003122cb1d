package sdk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/stocking"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// withDefaults fills in what was left out and checks the rest.
func (c Config) withDefaults() (Config, error) {
	c.BaseURL = strings.TrimSuffix(cmp.Or(c.BaseURL, "http://127.0.0.1:8080"), "/")
	c.Links.Path = cmp.Or(c.Links.Path, "/pay/")
	c.Profile.Name = cmp.Or(c.Profile.Name, "Shop")
	c.Profile.Currency = cmp.Or(c.Profile.Currency, "USD")
	c.Profile.Locale = cmp.Or(c.Profile.Locale, "en")
	c.Profile.TimeZone = cmp.Or(c.Profile.TimeZone, "UTC")
	c.Profile.Tone = cmp.Or(c.Profile.Tone, locale.Formal)
	c.Limits.Backlog = cmp.Or(c.Limits.Backlog, 10_000)
	c.Limits.Turns = cmp.Or(c.Limits.Turns, 64)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c.spoken(), c.check()
}

// withSecrets is c with secrets: those it has, or those beside the store's file.
func (c Config) withSecrets() (Config, error) {
	if len(c.Secrets) > 0 {
		return c, nil
	}
	secrets, err := secretBeside(context.Background(), c.Store)
	c.Secrets = secrets
	return c, err
}

// words are the texts in the languages of the shop.
func (c Config) words() (*locale.Texts, error) {
	all, err := locale.NewTone(c.Profile.Tone, c.Texts)
	if err != nil {
		return nil, err
	}
	some, err := all.Only(c.Profile.Languages...)
	if err != nil {
		return nil, fmt.Errorf("sdk: Config.Profile.Languages: %w", err)
	}
	return some, nil
}

// check says what is wrong, in one sentence that names the field and the mend.
func (c Config) check() error {
	switch {
	case c.Store == nil:
		return errors.New("sdk: Config.Store is required: sqlite.Open(path), postgres.Open(ctx, url), or New of either with a pool of yours")
	case c.Catalog == nil:
		return errors.New("sdk: Config.Catalog is required: catalog.New(source), or catalog.New(nil) for products that are put by call")
	case c.Stocking.Name == stocking.Host:
		return fmt.Errorf("sdk: Config.Stocking.Name %q is the name for products that are put by call: choose another", stocking.Host)
	case c.Limits.Backlog < 0 || c.Limits.Turns < 0:
		return errors.New("sdk: Config.Limits must not be negative: leave them out for the defaults")
	case c.Links.Life < 0 || c.Links.Reservation < 0:
		return errors.New("sdk: Config.Links must not be negative: leave them out for the defaults")
	case !strings.HasPrefix(c.Links.Path, "/") || !strings.HasSuffix(c.Links.Path, "/"):
		return fmt.Errorf("sdk: Config.Links.Path %q must begin and end with a slash: write /pay/", c.Links.Path)
	case !webURL(c.BaseURL) || strings.ContainsAny(c.BaseURL, "?#"): // paths are put behind it
		return fmt.Errorf("sdk: Config.BaseURL %q is not a complete address: write https://chat.example.com", c.BaseURL)
	case c.Reminders.Quiet != policy.Quiet{} && !c.Reminders.Quiet.Valid():
		return errors.New("sdk: Config.Reminders.Quiet must be in minutes from midnight, 0 to 1439: 21:00 is 1260")
	}
	for _, check := range []func() error{c.Profile.check, c.checkAdvice, c.checkRules, c.checkPromotions, c.checkTax, c.checkNames, c.checkPayments, c.checkHooks} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func webURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && u.User == nil && (u.Scheme == "http" || u.Scheme == "https")
}

func (p Profile) check() error {
	if !money.Valid(p.Currency) {
		return fmt.Errorf("sdk: Config.Profile.Currency %q is not a currency of ISO 4217: write USD or KZT", p.Currency)
	}
	if _, err := language.Parse(p.Locale); err != nil {
		return fmt.Errorf("sdk: Config.Profile.Locale %q is not a language tag: write en or pt-BR", p.Locale)
	}
	if _, err := time.LoadLocation(p.TimeZone); err != nil {
		return fmt.Errorf("sdk: Config.Profile.TimeZone %q is not an IANA time zone: write Asia/Almaty or UTC", p.TimeZone)
	}
	if !p.Tone.Valid() {
		return fmt.Errorf("sdk: Config.Profile.Tone %q is not a tone: write %s or %s", p.Tone, locale.Formal, locale.Friendly)
	}
	for i, place := range p.Places {
		if err := checkPlace(place); err != nil {
			return fmt.Errorf("sdk: Config.Profile.Places[%d]: %w", i, err)
		}
	}
	return nil
}

func checkPlace(p dialogue.Place) error {
	switch {
	case p.Address.In("") == "":
		return errors.New("a place needs an Address")
	case p.Map != "" && !webURL(p.Map):
		return fmt.Errorf("its Map %q is not a complete address: write https://maps.example.com/shop", p.Map)
	case !(p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180):
		return errors.New("its Lat and Lon are in degrees: 43.2389 and 76.945")
	}
	return nil
}

func (c Config) checkHooks() error {
	if _, err := webhook.New(webhook.Config{Hooks: c.Hooks, Webhooks: c.Webhooks}); err != nil {
		return fmt.Errorf("sdk: Config: %w", err)
	}
	return nil
}

func (c Config) checkAdvice() error {
	for i, n := range c.Advice.Needs {
		if n.Label.In("") == "" || len(n.Wants) == 0 {
			return fmt.Errorf("sdk: Config.Advice.Needs[%d]: a need has a Label, and Wants that a product must have", i)
		}
	}
	return nil
}

func (c Config) checkRules() error {
	currency := c.Profile.Currency
	seen := map[string]bool{}
	for _, m := range c.Rules.Methods {
		for _, price := range []money.Amount{m.Price, m.FreeOver} {
			if price.Currency != "" && price.Currency != currency {
				return fmt.Errorf("sdk: Config.Rules: delivery %q is priced in %s, the shop sells in %s", m.ID, price.Currency, currency)
			}
		}
		if m.Price.Minor < 0 || m.FreeOver.Minor < 0 {
			return fmt.Errorf("sdk: Config.Rules: delivery %q: prices must not be negative: leave them out for free", m.ID)
		}
		if m.ID == "" || seen[m.ID] {
			return fmt.Errorf("sdk: Config.Rules: delivery %q: every method needs an ID of its own", m.ID)
		}
		seen[m.ID] = true
	}
	return nil
}

// checkNames looks for nothing where something is meant, and for two of one
// name.
func (c Config) checkNames() error {
	return errors.Join(
		distinct("Channels", c.Channels, channel.Channel.Name),
		distinct("Payments", c.Payments, payments.Provider.Name),
	)
}

func distinct[T comparable](field string, all []T, name func(T) string) error {
	var zero T
	seen := map[string]bool{}
	for i, v := range all {
		if v == zero {
			return fmt.Errorf("sdk: Config.%s[%d] is nil: leave it out", field, i)
		}
		if seen[name(v)] {
			return fmt.Errorf("sdk: Config.%s: two are named %q", field, name(v))
		}
		seen[name(v)] = true
	}
	return nil
}

// checkPayments says that no provider takes the shop's money.
func (c Config) checkPayments() error {
	takes := func(p payments.Provider) bool { return p.Capabilities().Accepts(c.Profile.Currency) }
	if len(c.Payments) > 0 && !slices.ContainsFunc(c.Payments, takes) {
		return fmt.Errorf("sdk: Config.Payments: none of them takes %s, the shop's currency", c.Profile.Currency)
	}
	return nil
}
