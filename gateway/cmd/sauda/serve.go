package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/gateway"
	"github.com/sauda-commerce/sauda/gateway/storefront"
	"github.com/sauda-commerce/sauda/sdk/channel"
)

// serveCommand runs the shop of the settings file.
type serveCommand struct{}

// Run serves until the process is told to end.
func (serveCommand) Run(ctx context.Context, c *commands, t terminal) error {
	cfg, err := c.settings(t, nil)
	if err != nil {
		return err
	}
	if cfg.Catalog.Feed == "" && !cfg.Catalog.Demo {
		fmt.Fprintln(t.err, "sauda: no catalog.feed is set: the shop sells what \"sauda import\" has read")
	}
	if cfg.Store != "" && cfg.BaseURL == "" {
		fmt.Fprintln(t.err, "sauda: base_url is not set: if several servers share the store, set it for all to the address that shoppers reach them by")
	}
	s := server{seams: c.seams, cfg: cfg, log: t.err}
	if w := cfg.Payments.warning(); w != "" {
		fmt.Fprintln(t.err, "sauda: "+w)
	}
	var open *app
	s.opened = func(a *app) { open = a }
	s.ready = func(base string) {
		fmt.Fprintf(t.out, "The shop is open at %s\nPut the chat on a page with: <script src=\"%s/widget.js\" data-shop></script>\n", base, base)
		for _, line := range open.callbacks(base) {
			fmt.Fprintln(t.out, line)
		}
	}
	return s.serve(ctx)
}

// demoCommand runs a whole shop to look at.
type demoCommand struct{}

// Run serves the demo in a throw-away folder, or in --data.
func (demoCommand) Run(ctx context.Context, c *commands, t terminal) error {
	data, clean, err := demoFolder(c.Data)
	if err != nil {
		return err
	}
	defer clean()
	cfg, err := c.settings(t, demoSettings(data))
	if err != nil {
		return err
	}
	s := server{seams: c.seams, cfg: quiet(cfg).pretended(), log: t.err}
	s.ready = func(base string) {
		fmt.Fprintf(t.out, "The demo shop is open: %s\nIt sells invented things for sandbox money. Stop it with Ctrl-C.\n", base)
	}
	return s.serve(ctx)
}

// demoFolder is the folder named, or one that clean removes.
func demoFolder(named string) (dir string, clean func(), err error) {
	if named != "" {
		return named, func() {}, nil
	}
	dir, err = os.MkdirTemp("", "sauda-demo-")
	return dir, func() { _ = os.RemoveAll(dir) }, err
}

// demoSettings are the demo's own. They win over a settings file, which is of
// another shop; its log and its address are taken from there.
func demoSettings(data string) map[string]any {
	return map[string]any{
		"data":      data,
		"shop.name": "Fernhill Outdoor", "shop.currency": "USD", "shop.locale": "en", "shop.country": "US", "shop.timezone": "America/Denver",
		"catalog.demo": true,
		"delivery": []any{
			map[string]any{"name": map[string]any{"": "Courier", "ru": "Курьер", "kk": "Курьер"}, "price": "9.00", "free_over": "250.00"},
			map[string]any{"name": map[string]any{"": "Pickup at the shop", "ru": "Самовывоз из магазина", "kk": "Дүкеннен алып кету"}, "price": "0", "pickup": true},
		},
		"hours": map[string]any{"mon-sat": "10:00-19:00"},
		"places": []any{map[string]any{
			"name": map[string]any{"": "Fernhill Outdoor"}, "address": map[string]any{"": "12 Pine Street, Denver, CO"},
			"phone": "+1 303 555 0142", "lat": 39.7392, "lon": -104.9903,
		}},
		"texts": map[string]any{
			"delivery": map[string]any{
				"":   "A courier brings it in 2 to 4 days for $9.00, free from $250.00. Or pick it up at the shop the same day.",
				"ru": "Курьер привозит за 2–4 дня: 9,00 $, а от 250,00 $ бесплатно. Или заберите заказ в магазине в тот же день.",
				"kk": "Курьер 2–4 күнде жеткізеді: 9,00 $, ал 250,00 $-дан бастап тегін. Немесе сол күні дүкеннен өзіңіз алып кете аласыз.",
			},
			"returns": map[string]any{
				"":   "Send anything back within 60 days, unused, and you get your money back.",
				"ru": "Неиспользованный товар можно вернуть в течение 60 дней. Деньги мы вернём.",
				"kk": "Қолданылмаған тауарды 60 күн ішінде қайтаруға болады. Ақшаңызды қайтарамыз.",
			},
			"payment": map[string]any{
				"":   "You pay on a secure page that opens from a link. In this demo it is a sandbox: no money moves.",
				"ru": "Оплата — на защищённой странице по ссылке. В этом демо она ненастоящая: деньги не списываются.",
				"kk": "Төлем сілтеме арқылы ашылатын қорғалған бетте өтеді. Бұл демода ол шын емес: ақша алынбайды.",
			},
			"promotion": map[string]any{
				"":   "There are no codes at the moment. What is reduced shows the price before.",
				"ru": "Промокодов сейчас нет. Если цена снижена, рядом видна прежняя.",
				"kk": "Қазір промокод жоқ. Бағасы түскен тауардың бұрынғы бағасы қатар көрсетіледі.",
			},
		},
	}
}

// server is a shop with its HTTP server.
type server struct {
	seams
	cfg      Config
	log      io.Writer
	channels []channel.Channel // beside the web chat
	opened   func(*app)        // optional: before anything runs
	ready    func(base string) // when requests are answered
}

// serve opens the shop and its HTTP server, and closes both so that nothing is
// lost when ctx ends.
func (s server) serve(ctx context.Context) (err error) {
	cfg := s.cfg
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w: is another server running there? name a free address with --listen", err)
	}
	if cfg.BaseURL == "" { // with port 0 the real one is known only now
		cfg.BaseURL = s.localURL(l.Addr())
	}
	a, err := s.open(ctx, cfg, s.log, s.channels...)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	if s.opened != nil {
		s.opened(a)
	}
	defer func() { err = errors.Join(err, a.close()) }()
	if err := a.firstProducts(ctx); err != nil {
		return errors.Join(err, l.Close())
	}
	done := make(chan struct{})
	handler, err := a.handler(done)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	return a.run(ctx, l, handler, done, func() { s.ready(cfg.baseURL()) })
}

// localURL is what links begin with when nobody says: the address listened on.
// Where that is every address there is, the links only work on this machine.
func (s server) localURL(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsUnspecified() {
		return "http://" + a.String()
	}
	local := "http://127.0.0.1:" + port
	fmt.Fprintf(s.log, "sauda: base_url is not set: links will begin with %s, which only this machine can open\n", local)
	return local
}

// firstProducts reads the demo's catalogue before the doors open; a feed is
// read while the shop runs, for it may be slow.
func (a *app) firstProducts(ctx context.Context) error {
	if !a.cfg.Catalog.Demo {
		return nil
	}
	_, err := a.shop.Sync(ctx)
	return err
}

// handler is everything the server answers.
func (a *app) handler(done <-chan struct{}) (http.Handler, error) {
	options := gateway.Options{API: gateway.API{Keys: a.cfg.API.keys()}, Origins: a.cfg.Channels.WebChat.Origins, Logger: a.log, Done: done}
	if a.cfg.Catalog.Demo {
		front, err := storefront.New(a.shop)
		if err != nil {
			return nil, err
		}
		options.Storefront = front
	}
	g, err := gateway.New(a.shop, options)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", g)
	if a.sandbox != nil {
		mux.Handle("/sandbox/", http.StripPrefix("/sandbox", a.sandbox.Handler()))
	}
	if a.cfg.Catalog.Demo {
		mux.Handle("/demo/pictures/", http.StripPrefix("/demo/pictures", demo.Handler()))
	}
	return through[http.Handler](a.seams.handler, mux), nil
}

// grace is how long requests may take to end.
const grace = 10 * time.Second

// run serves until ctx ends: then no new requests are taken, those under way
// end, and the shop finishes its turns.
func (a *app) run(ctx context.Context, l net.Listener, h http.Handler, done chan<- struct{}, ready func()) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	server := gateway.Server(h, l.Addr().String())
	var parts sync.WaitGroup
	parts.Go(func() { _ = a.shop.Run(work) })
	if a.sandbox != nil {
		parts.Go(func() { _ = a.sandbox.Run(work) })
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	ready()

	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		close(done) // ends event streams, which would never end by themselves
		bounded, cancel := context.WithTimeout(work, grace)
		err = server.Shutdown(bounded)
		cancel()
	}
	stop()
	parts.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// quiet is the configuration of a command that has its own output.
func quiet(cfg Config) Config {
	if cfg.Log == "info" {
		cfg.Log = "warn"
	}
	return cfg
}
