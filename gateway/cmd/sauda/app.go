package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/feed"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/parcel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// app is a shop with what it stands on.
type app struct {
	seams   seams
	cfg     Config
	log     *slog.Logger
	store   *store.Store
	sandbox *sandbox.Sandbox // nil without sandbox payments
	ways    []payments.Provider
	shop    *sdk.Shop
}

// open makes the shop of a configuration, with more channels than it names.
// Close it.
func (s seams) open(ctx context.Context, cfg Config, logTo io.Writer, more ...channel.Channel) (*app, error) {
	a := &app{seams: s, cfg: cfg, log: logger(cfg.Log, logTo)}
	if err := a.begin(ctx, more); err != nil {
		return nil, errors.Join(err, a.close())
	}
	return a, nil
}

func (a *app) begin(ctx context.Context, more []channel.Channel) (err error) {
	if a.store, err = a.seams.openStore(ctx, a.cfg); err != nil {
		return err
	}
	c, err := a.shopConfig()
	if err != nil {
		return err
	}
	if c.Channels, err = a.channels(more); err != nil {
		return err
	}
	if a.ways, err = a.openWays(); err != nil {
		return err
	}
	c.Payments = a.ways
	a.shop, err = sdk.New(c)
	return err
}

func (a *app) shopConfig() (sdk.Config, error) {
	source, err := a.source()
	if err != nil {
		return sdk.Config{}, err
	}
	rules, err := a.cfg.rules()
	if err != nil {
		return sdk.Config{}, usageError{fmt.Errorf("configuration: %w", err)}
	}
	profile, err := a.cfg.profile()
	if err != nil {
		return sdk.Config{}, usageError{fmt.Errorf("configuration: %w", err)}
	}
	quiet, err := a.cfg.Reminders.QuietHours.policy()
	if err != nil {
		return sdk.Config{}, err
	}
	idle := time.Duration(a.cfg.Reminders.Idle)
	if a.cfg.Reminders.Off {
		idle = -1
	}
	var secrets [][]byte // none: the one beside the database
	if a.cfg.Secret != "" {
		secrets = [][]byte{[]byte(a.cfg.Secret)}
	}
	var texts fs.FS
	if folder := a.cfg.Shop.Texts; folder != "" {
		texts = os.DirFS(folder)
	}
	return sdk.Config{
		Texts: texts, Store: a.store, Catalog: catalog.New(source), Logger: a.log, Secrets: secrets,
		BaseURL: a.cfg.baseURL(), Rules: rules,
		Profile:   profile,
		Links:     sdk.Links{Life: time.Duration(a.cfg.Links.Life), Reservation: time.Duration(a.cfg.Links.Reservation)},
		Reminders: sdk.Reminders{Idle: idle, Quiet: quiet},
		Webhooks:  a.cfg.endpoints(),
		Stocking:  sdk.Stocking{Name: a.sourceName(), Refresh: time.Duration(a.cfg.Catalog.Refresh)},
	}, nil
}

// channels are those of the configuration, and more.
func (a *app) channels(more []channel.Channel) ([]channel.Channel, error) {
	c := a.cfg.Channels
	web := webchat.Config{
		IdentitySecret: []byte(c.WebChat.IdentitySecret), OldIdentitySecret: []byte(c.WebChat.IdentitySecretOld),
	}
	all := append([]channel.Channel{webchat.New(web)}, more...)
	if p := c.Parcel; p != nil {
		ch, err := parcel.New(parcel.Config{
			Account: p.Account, BaseURL: p.BaseURL, Token: string(p.Token), Secrets: []string{string(p.Secret)},
			Rate: p.Rate, Burst: p.Burst, SiteURL: a.cfg.baseURL(),
		})
		if err != nil {
			return nil, err
		}
		all = append(all, ch)
	}
	for i, ch := range all {
		all[i] = through(a.seams.channel, ch)
	}
	return all, nil
}

// source is where products come from; nil when only "sauda import" brings them.
func (a *app) source() (catalog.Source, error) {
	switch c := a.cfg.Catalog; {
	case c.Demo:
		return demo.Source(), nil
	case c.Feed != "":
		return feedSource(a.cfg, c.Feed)
	}
	return nil, nil
}

// sourceName keeps the cursors of different sources apart.
func (a *app) sourceName() string {
	if a.cfg.Catalog.Demo {
		return "demo"
	}
	return "feed"
}

// formats are the feed's by the names that settings use. Tabs and other
// delimiters of CSV are found by looking.
var formats = map[string]feed.Format{"csv": feed.FormatCSV, "tsv": feed.FormatCSV, "jsonl": feed.FormatJSON, "google": feed.FormatXML}

func feedSource(c Config, from string) (catalog.Source, error) {
	f := feed.Config{Currency: c.Shop.Currency, Format: formats[c.Catalog.Format]}
	var err error
	if f.Names, err = c.names(); err != nil {
		return nil, usageError{fmt.Errorf("configuration: catalog.names: %w", err)}
	}
	if strings.HasPrefix(from, "http://") || strings.HasPrefix(from, "https://") {
		f.URL = from
	} else {
		f.Path = from
	}
	return feed.New(f), nil
}

// names are what the feed's columns and values are called in other languages.
func (c Config) names() (catalog.Names, error) {
	if c.Catalog.Names == "" {
		return catalog.Names{}, nil
	}
	f, err := os.Open(c.Catalog.Names)
	if err != nil {
		return catalog.Names{}, err
	}
	defer f.Close()
	return feed.ReadNames(f)
}

// openWays opens the ways to pay, the preferred ones first.
func (a *app) openWays() ([]payments.Provider, error) {
	all, err := a.cfg.Payments.providers(a.cfg.Shop.Name, a.cfg.BaseURL, a.store.Records())
	if err != nil {
		return nil, usageError{fmt.Errorf("configuration: %w", err)}
	}
	if a.cfg.Payments.Sandbox != nil {
		if a.sandbox, err = a.openSandbox(); err != nil {
			return nil, err
		}
		all = append(all, a.sandbox)
	}
	return a.cfg.Payments.sorted(all)
}

func (a *app) openSandbox() (*sandbox.Sandbox, error) {
	if err := a.cfg.mkdata(); err != nil {
		return nil, err
	}
	box, err := sandbox.Open(sandbox.Config{
		Dir: filepath.Join(a.cfg.Data, "sandbox"), BaseURL: a.cfg.baseURL() + "/sandbox", Shop: a.cfg.Shop.Name,
		Logger: a.log,
		Deliver: func(ctx context.Context, d payments.Delivery) error {
			return a.shop.ReceivePayment(ctx, "sandbox", d)
		},
	})
	if err != nil {
		return nil, fmt.Errorf("%w: is another server running on this data folder? each needs its own: name it with --data", err)
	}
	return box, nil
}

// close ends what open began, in reverse.
func (a *app) close() error {
	var errs []error
	if a.sandbox != nil {
		errs = append(errs, a.sandbox.Close())
	}
	if a.store != nil {
		errs = append(errs, a.store.Close())
	}
	return errors.Join(errs...)
}

func logger(level string, to io.Writer) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(to, &slog.HandlerOptions{Level: l}))
}
