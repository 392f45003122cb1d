package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/gateway/api"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/webhook"
	"golang.org/x/text/language"
)

// Config is sauda.yaml. Every key has a default, so an empty file sells.
type Config struct {
	Listen  string   `yaml:"listen" validate:"listen" help:"an address to listen on, like 127.0.0.1:8080"`
	BaseURL string   `yaml:"base_url" validate:"omitempty,http_url" help:"what shoppers' links begin with, like https://chat.example.com"`
	Data    string   `yaml:"data" validate:"required" help:"a folder, for the database and the sandbox"`
	Store   StoreURL `yaml:"store" validate:"omitempty,database" help:"the address of a PostgreSQL database, like postgres://sauda:password@db.example/shop, with special characters of the password as %40 and the like; left out, records are in a file in the data folder"`
	Secret  Secret   `yaml:"secret" validate:"required_with=Store,omitempty,min=32" help:"at least 32 random characters; with store it is required, and the same for all nodes; make one with: openssl rand -hex 32"`
	Log     string   `yaml:"log" validate:"oneof=debug info warn error" help:"debug, info, warn or error"`

	Shop       ShopConfig        `yaml:"shop"`
	Catalog    CatalogConfig     `yaml:"catalog"`
	Delivery   []DeliveryConfig  `yaml:"delivery" validate:"dive"`
	Tax        TaxConfig         `yaml:"tax"`
	Promotions []PromotionConfig `yaml:"promotions" validate:"dive"`
	Hours      HoursConfig       `yaml:"hours"`
	Places     []PlaceConfig     `yaml:"places" validate:"dive"`
	Texts      map[string]Texts  `yaml:"texts"` // by topic
	Links      LinksConfig       `yaml:"links"`
	Payments   PaymentsConfig    `yaml:"payments"`
	Channels   ChannelsConfig    `yaml:"channels"`
	Reminders  RemindersConfig   `yaml:"reminders"`
	API        APIConfig         `yaml:"api"`
	Webhooks   []WebhookConfig   `yaml:"webhooks" validate:"dive"`
}

// ShopConfig is the shop itself.
type ShopConfig struct {
	Name      string   `yaml:"name" validate:"required,max=60" help:"the shop's name, at most 60 characters"`
	Currency  string   `yaml:"currency" validate:"iso4217" help:"a currency of ISO 4217, like USD or KZT"`
	Locale    string   `yaml:"locale" validate:"bcp47_language_tag" help:"a language, like en or kk"`
	TimeZone  string   `yaml:"timezone" validate:"timezone" help:"an IANA time zone, like Asia/Almaty"`
	Country   string   `yaml:"country" validate:"omitempty,iso3166_1_alpha2" help:"a country of two letters, like KZ"`
	Languages []string `yaml:"languages" validate:"dive,bcp47_language_tag" help:"languages that shoppers may choose from, like [kk, ru, en]"`
	Texts     string   `yaml:"texts" validate:"omitempty,dir" help:"a folder with files of texts, like ar.yaml, that add a language or replace single texts"`
	Tone      string   `yaml:"tone" validate:"oneof=formal friendly" help:"formal or friendly"`
}

// CatalogConfig says where products come from: one of Feed and Demo.
type CatalogConfig struct {
	Feed    string   `yaml:"feed" validate:"excluded_with=Demo" help:"a file or an http address, and not together with demo"`
	Format  string   `yaml:"format" validate:"omitempty,oneof=auto csv tsv jsonl google" help:"auto, csv, tsv, jsonl or google"`
	Names   string   `yaml:"names" validate:"omitempty,file" help:"a JSON file that says what columns and values are called in other languages"`
	Refresh Duration `yaml:"refresh" validate:"min=1s" help:"how often to read the feed, like 15m"`
	Demo    bool     `yaml:"demo"`
}

// DeliveryConfig is one way to deliver. Price is in major units.
type DeliveryConfig struct {
	Name      Texts    `yaml:"name" validate:"required,dive,max=60" help:"what shoppers read, like Courier"`
	Price     Major    `yaml:"price"`
	FreeOver  Major    `yaml:"free_over"`
	Countries []string `yaml:"countries" validate:"dive,iso3166_1_alpha2" help:"countries of two letters, like [KZ]"`
	Pickup    bool     `yaml:"pickup"`
}

// TaxConfig is a share: 0.12 is 12 %.
type TaxConfig struct {
	Delivery float64      `yaml:"delivery" validate:"gte=0,lt=1" help:"the share of the delivery's price that is tax, below 1: 0.12 is 12 %"`
	Included bool         `yaml:"included"`
	Rate     float64      `yaml:"rate" validate:"gte=0,lt=1" help:"a share below 1: 0.12 is 12 %"`
	Rates    []RateConfig `yaml:"rates" validate:"dive"`
}

// LinksConfig is about pay links.
type LinksConfig struct {
	Life        Duration `yaml:"life" validate:"min=1m" help:"how long a pay link lives, like 168h"`
	Reservation Duration `yaml:"reservation" validate:"min=1m" help:"how long stock is held for a shopper who pays, like 15m"`
}

// ChannelsConfig names the channels in use.
type ChannelsConfig struct {
	WebChat WebChatConfig `yaml:"webchat"`
	Parcel  *ParcelConfig `yaml:"parcel"`
}

// ParcelConfig is an account on Parcel, the small platform of package
// simulator.
type ParcelConfig struct {
	Account string  `yaml:"account" validate:"required" help:"the shop's id on the platform"`
	BaseURL string  `yaml:"base_url" validate:"required,http_url" help:"where the platform is, like https://api.parcel.example"`
	Burst   int     `yaml:"burst" validate:"gte=0" help:"how many requests may be made at once after a pause"`
	Rate    float64 `yaml:"rate" help:"how many requests a second may be made; below 0: no limit"`
	Secret  Secret  `yaml:"secret" validate:"required,min=32" help:"at least 32 characters, with which the platform signs"`
	Token   Secret  `yaml:"token" validate:"required" help:"the token of the account"`
}

// WebChatConfig is the shop's own web chat.
type WebChatConfig struct {
	Origins           []string `yaml:"origins" validate:"dive,http_url" help:"pages that may show the chat, like https://shop.example"`
	IdentitySecret    Secret   `yaml:"identity_secret" validate:"omitempty,min=32" help:"at least 32 characters, shared with the backend that signs logins"`
	IdentitySecretOld Secret   `yaml:"identity_secret_old" validate:"omitempty,min=32" help:"the one before, accepted too while the backend changes to the new one"`
}

// RemindersConfig is about carts that were left.
type RemindersConfig struct {
	Off        bool     `yaml:"off"`
	Idle       Duration `yaml:"idle" validate:"min=1s" help:"how long a shopper must be silent, like 1h"`
	QuietHours Quiet    `yaml:"quiet_hours" help:"like 21:00-08:00, or none"`
}

// WebhookConfig is an address that is called when something happens.
type WebhookConfig struct {
	Events    []string `yaml:"events" help:"events to be told of, like [order.paid, handoff.requested]; left out, all of them"`
	Name      string   `yaml:"name" help:"what the logs call it, at most 64 characters; left out, the address's host"`
	OldSecret Secret   `yaml:"old_secret" help:"the secret before this one, which signs as well while the receiver learns the new one"`
	Private   bool     `yaml:"private" help:"true if the address is in a network of your own, which is not called otherwise"`
	Secret    Secret   `yaml:"secret" validate:"required" help:"whsec_ and what \"openssl rand -base64 32\" prints; the receiver checks the signature with it"`
	URL       Secret   `yaml:"url" validate:"required,http_url" help:"an https address that gets a signed JSON request, or http with private"`
}

// endpoints are the addresses to call.
func (c Config) endpoints() []webhook.Endpoint {
	var all []webhook.Endpoint
	for _, w := range c.Webhooks {
		e := webhook.Endpoint{Events: w.Events, Name: w.Name, Private: w.Private, Secrets: []string{string(w.Secret)}, URL: string(w.URL)}
		if w.OldSecret != "" {
			e.Secrets = append(e.Secrets, string(w.OldSecret))
		}
		all = append(all, e)
	}
	return all
}

// APIConfig says who may call the REST API.
type APIConfig struct {
	Keys []APIKeyConfig `yaml:"keys"`
}

// APIKeyConfig lets one of the shop's own programs call.
type APIKeyConfig struct {
	Name   string      `yaml:"name"`
	Key    Secret      `yaml:"key"`
	Scopes []api.Scope `yaml:"scopes"`
}

// keys are the API's keys.
func (c APIConfig) keys() []api.Key {
	var all []api.Key
	for _, k := range c.Keys {
		all = append(all, api.Key{Name: k.Name, Key: string(k.Key), Scopes: k.Scopes})
	}
	return all
}

// defaults is the configuration of an empty file.
func defaults() Config {
	return Config{
		Listen: "127.0.0.1:8080", Data: "./sauda-data", Log: "info",
		Shop:      ShopConfig{Name: "My shop", Currency: "USD", Locale: "en", TimeZone: "UTC", Tone: "formal"},
		Catalog:   CatalogConfig{Format: "auto", Refresh: Duration(15 * time.Minute)},
		Links:     LinksConfig{Life: Duration(7 * 24 * time.Hour), Reservation: Duration(15 * time.Minute)},
		Payments:  PaymentsConfig{Sandbox: &SandboxConfig{}},
		Reminders: RemindersConfig{Idle: Duration(time.Hour), QuietHours: "21:00-08:00"},
	}
}

// baseURL is what links begin with: as configured, or the listen address.
func (c Config) baseURL() string {
	if c.BaseURL != "" {
		return strings.TrimSuffix(c.BaseURL, "/")
	}
	return "http://" + c.Listen
}

// rules are the shop's prices for delivery, its promotions and tax.
func (c Config) rules() (quote.Rules, error) {
	r := quote.Rules{Country: c.Shop.Country, Tax: c.Tax.tax()}
	err := c.Tax.check()
	if err != nil {
		return r, err
	}
	if r.Promotions, err = c.promotions(); err != nil {
		return r, err
	}
	for i, d := range c.Delivery {
		m := quote.Method{
			ID: slug(d.Name.own(c.Shop.Locale)), Name: catalog.Text(d.Name), Countries: d.Countries, Pickup: d.Pickup,
		}
		if m.Price, err = d.Price.amount(c.Shop.Currency); err != nil {
			return r, fmt.Errorf("delivery[%d].price: %w", i, err)
		}
		if m.FreeOver, err = d.FreeOver.amount(c.Shop.Currency); err != nil {
			return r, fmt.Errorf("delivery[%d].free_over: %w", i, err)
		}
		r.Methods = append(r.Methods, m)
	}
	return r, nil
}

// answers are the owner's texts by topic.
func (c Config) answers() map[string]catalog.Text {
	all := map[string]catalog.Text{}
	for topic, texts := range c.Texts {
		all[topic] = catalog.Text(texts)
	}
	return all
}

// slug makes an id of a name: it stays the same while the name does.
func slug(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(name)), "-")
}

// Secret is a text that is never shown.
type Secret string

// String hides it.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// MarshalYAML hides it.
func (s Secret) MarshalYAML() (any, error) { return s.String(), nil }

// Duration is a Go duration: 15m, 168h.
type Duration time.Duration

// UnmarshalText reads "15m".
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	if err != nil {
		return fmt.Errorf("%q is not a duration: write 90s, 15m or 168h", b)
	}
	*d = Duration(v)
	return nil
}

// MarshalText writes "15m0s".
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// Texts is a text by language; "" is the shop's own. In a file a text alone is
// in the shop's own.
type Texts map[string]string

// own is the text in the shop's own language, whatever that is called.
func (t Texts) own(lang string) string { return cmp.Or(t[""], t[lang], t["en"]) }

// UnmarshalYAML reads a text, or texts by language.
func (t *Texts) UnmarshalYAML(read func(any) error) error {
	var own string
	if read(&own) == nil {
		*t = Texts{"": own}
		return nil
	}
	all := map[string]string{}
	if err := read(&all); err != nil {
		return errors.New(`must be a text, or texts by language like {en: "…", kk: "…"}`)
	}
	for lang, text := range all {
		if _, err := language.Parse(lang); lang != "" && err != nil { // in {kk: Иә, жоқ} the comma ends the text
			return fmt.Errorf("%q is no language: write its BCP 47 tag, like kk, and put texts with a comma in quotes", lang)
		}
		if text == "" {
			return fmt.Errorf("the text in %q is empty", lang)
		}
	}
	*t = all
	return nil
}

// Major is an amount in major units: 1500 or "12.50". Empty is none.
type Major string

// UnmarshalText keeps the digits as they are written.
func (m *Major) UnmarshalText(b []byte) error {
	*m = Major(strings.TrimSpace(string(b)))
	return nil
}

func (m Major) amount(currency string) (money.Amount, error) {
	if m == "" {
		return money.Amount{}, nil
	}
	a, err := money.ParseMajor(string(m), currency)
	if err == nil && a.Minor < 0 {
		err = fmt.Errorf("%s is below zero: write 0 for what is free", m)
	}
	return a, err
}

// Quiet is "21:00-08:00" or "none".
type Quiet string

// policy reads the hours.
func (q Quiet) policy() (policy.Quiet, error) {
	if q == "none" {
		return policy.Quiet{From: 1, To: 1}, nil
	}
	from, to, ok := strings.Cut(string(q), "-")
	f, err1 := time.Parse("15:04", strings.TrimSpace(from))
	t, err2 := time.Parse("15:04", strings.TrimSpace(to))
	if !ok || err1 != nil || err2 != nil {
		return policy.Quiet{}, fmt.Errorf("%q: write them like 21:00-08:00, or none", string(q))
	}
	return policy.Quiet{From: f.Hour()*60 + f.Minute(), To: t.Hour()*60 + t.Minute()}, nil
}

// mkdata makes the data folder, which nobody else may read.
func (c Config) mkdata() error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("data: %w: name a folder that can be written with --data", err)
	}
	return nil
}
