package gateway

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"expvar"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// named is a shop of its own, by its name and secret.
func named(name string) func(*sdk.Config) {
	return func(c *sdk.Config) { c.Profile.Name, c.Secrets = name, [][]byte{bytes.Repeat([]byte(name), 16)} }
}

// mounted makes one more gateway of a site's shop, beside the first.
func (s *site) mounted(o Options) http.Handler {
	s.t.Helper()
	h, err := New(s.shop, o)
	if err != nil {
		s.t.Fatal(err)
	}
	return h
}

// got is what a handler answers to a GET.
func got(h http.Handler, path string) (int, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

// Two shops live in one process and in the host's one registry, each with
// shoppers of its own, all at once.
func TestTwoShopsInOneProcess(t *testing.T) {
	t.Parallel()
	r := prometheus.NewRegistry()
	shops := []*site{
		newSiteOf(t, "/one", Options{Registerer: r}, named("One")),
		newSiteOf(t, "/two", Options{Registerer: r}, named("Two")),
	}
	t.Run("shopping", func(t *testing.T) {
		for i := range 6 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				s := *shops[i%2]
				s.t = t
				v := s.visitor()
				v.says("tents under 400", "Tents")
				v.taps("Add to cart", "in your cart")
				v.says("what's in my cart", "1")
				other := *shops[1-i%2]
				other.t = t
				if res, _ := other.do("GET", "/webchat/messages", "", v.bearer()...); res.StatusCode != http.StatusUnauthorized {
					t.Errorf("the other shop takes a session that is not its own: %d", res.StatusCode)
				}
			})
		}
	})
	_, metrics := shops[0].do("GET", "/metrics", "")
	for _, name := range []string{"One", "Two"} {
		for _, want := range []string{
			`sauda_http_requests_total{method="POST",route="/webchat/sessions",shop="` + name + `",status="201"} 3`,
			`sauda_events_waiting{channel="webchat",shop="` + name + `"} `,
		} {
			if !strings.Contains(metrics, want) {
				t.Errorf("metrics lack %s:\n%s", want, metrics)
			}
		}
	}
}

// A shop that was stopped runs again, with a gateway mounted beside the first
// on the same registry, and conversations go on.
func TestStartedAndMountedTwice(t *testing.T) {
	t.Parallel()
	r := prometheus.NewRegistry()
	s := newSite(t, "", Options{Registerer: r})
	v := s.visitor()
	v.says("tents under 400", "Tents")
	for range 2 {
		s.stop()
		v.post(map[string]string{"text": "what's in my cart"}) // acknowledged while nothing runs
		s.runs()
		v.hears("cart is empty")
		again := s.mounted(Options{Registerer: r})
		if code, body := got(again, "/metrics"); code != 200 || strings.Count(body, `sauda_turn_seconds_count{shop="Fernhill"}`) != 1 {
			t.Errorf("the gateway mounted again: %d\n%s", code, body)
		}
	}
}

// Metrics go where the host wants them, and come from there.
func TestRegisterers(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{})
	host, labelled := prometheus.NewRegistry(), prometheus.NewRegistry()
	for _, r := range []*prometheus.Registry{host, labelled} {
		r.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "host_total", Help: "the host's"}))
	}
	wrapped := func(app string) prometheus.Registerer {
		return prometheus.WrapRegistererWith(prometheus.Labels{"app": app}, labelled)
	}
	for _, c := range []struct {
		name          string
		o             Options
		code          int
		shown, hidden string
	}{
		{"none", Options{}, 200, `sauda_store_failures_total{shop="Fernhill"} 0`, "host_total"},
		{"a registry", Options{Registerer: host}, 200, "host_total 0", ""},
		{"the same again", Options{Registerer: host}, 200, `sauda_store_failures_total{shop="Fernhill"} 0`, ""},
		{"wrapped, not to be read", Options{Registerer: wrapped("a")}, 404, "", "host_total"},
		{"wrapped", Options{Registerer: wrapped("b"), Gatherer: labelled}, 200,
			`sauda_store_failures_total{app="b",shop="Fernhill"} 0`, ""},
		{"wrapped again", Options{Registerer: wrapped("b"), Gatherer: labelled}, 200,
			`sauda_store_failures_total{app="a",shop="Fernhill"} 0`, ""},
		{"the host's beside our own", Options{Gatherer: prometheus.NewRegistry()}, 200, `sauda_store_failures_total{shop="Fernhill"} 0`, "host_total"},
	} {
		code, body := got(s.mounted(c.o), "/metrics")
		if code != c.code || !strings.Contains(body, c.shown) || c.hidden != "" && strings.Contains(body, c.hidden) {
			t.Errorf("%s: %d\n%s", c.name, code, body)
		}
	}
	taken := prometheus.NewRegistry()
	taken.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "sauda_http_requests_total", Help: "another"}))
	if _, err := New(s.shop, Options{Registerer: taken}); err == nil || !strings.Contains(err.Error(), "metrics") {
		t.Errorf("a name taken by something else: %v", err)
	}
}

// A registry lives as long as the process. It does not keep a shop alive that
// the host has let go, with all its products; and of two of one name the newer
// is shown.
func TestRegistryKeepsNoShop(t *testing.T) {
	t.Parallel()
	r := prometheus.NewRegistry()
	count := func() int {
		all, err := r.Gather()
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, f := range all {
			if f.GetName() == "sauda_store_failures_total" {
				n = len(f.GetMetric())
			}
		}
		return n
	}
	t.Run("two lives", func(t *testing.T) {
		for range 2 {
			s := newSiteOf(t, "", Options{Registerer: r}, named("\xffshop"))
			if n := count(); n != 1 {
				t.Errorf("%d shops are shown, want the newer", n)
			}
			s.stop()
		}
	})
	for range 100 {
		runtime.GC()
		if count() == 0 {
			return
		}
		runtime.Gosched()
	}
	t.Error("the registry still has the shop")
}

// childVariable tells the test's own program that it is the host.
const childVariable = "SAUDA_TEST_GUEST"

// child runs this test program again as a host: only TestHost, which shops and
// does what the variable says.
func child(t *testing.T, what string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), program, "-test.run=^TestHost$", "-test.timeout=2m")
	c.Env = append(os.Environ(), childVariable+"="+what)
	return c
}

// A host that sells with us for a while says nothing that it does not say
// itself: not a word on its output, nothing in its log.
func TestGuestIsQuiet(t *testing.T) {
	t.Parallel()
	out, err := child(t, "quiet").CombinedOutput()
	lines := slices.DeleteFunc(strings.Split(string(out), "\n"), func(l string) bool { return strings.HasPrefix(l, "coverage: ") })
	if text := strings.Join(lines, "\n"); err != nil || text != "PASS\n" {
		t.Errorf("the host ended with %v and said\n%s", err, text)
	}
}

// Signals are the host's: without a handler of its own it dies of one.
func TestGuestCatchesNoSignal(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there are no signals to send")
	}
	c := child(t, "dies")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len(sold))); err != nil {
		t.Fatalf("the host does not sell: %v", err)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err == nil || err.Error() != "signal: terminated" {
		t.Errorf("the host ended with %v, want its death by the signal", err)
	}
}

const sold = "sold\n"

// TestHost is the program that [child] runs.
func TestHost(t *testing.T) {
	what := os.Getenv(childVariable)
	if what == "" {
		t.Skip("it is run by the tests above, in a process of its own")
	}
	if what == "dies" {
		shopping(t)
		fmt.Print(sold)
		<-t.Context().Done()
	}
	refused := http.DefaultTransport
	http.DefaultTransport = refuses{t}
	before := globals()
	t.Run("sells", shopping)
	if diff := gocmp.Diff(before, globals()); diff != "" {
		t.Errorf("globals (-before +after)\n%s", diff)
	}
	http.DefaultTransport = refused
	if err := goleak.Find(); err != nil {
		t.Errorf("after Run and Close: %v", err)
	}
}

// shopping is the whole life of a shop and a gateway, with everything that
// makes requests left to its defaults.
func shopping(t *testing.T) {
	called := make(chan struct{}, 1)
	staff := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		select {
		case called <- struct{}{}:
		default:
		}
	}))
	t.Cleanup(staff.Close)
	s := newSiteOf(t, "/chat", Options{}, func(c *sdk.Config) {
		c.Webhooks = []webhook.Endpoint{{
			URL: staff.URL, Private: true, Secrets: []string{"whsec_" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("h"), 32))},
		}}
	})
	s.server.Client().Transport = &http.Transport{}
	t.Cleanup(s.server.Client().CloseIdleConnections)
	v := s.visitor()
	v.says("tents under 400", "Tents")
	v.taps("Add to cart", "in your cart")
	v.says("I want to talk to a person", "")
	select {
	case <-called:
	case <-time.After(20 * time.Second):
		t.Error("the staff are not called")
	}
}

// refuses is a default transport that no request may use.
type refuses struct{ t *testing.T }

func (r refuses) RoundTrip(q *http.Request) (*http.Response, error) {
	r.t.Errorf("a request by the host's default transport: %s %s", q.Method, q.URL.Host)
	return nil, errors.New("refused")
}

// globals is the state of the process that is the host's.
func globals() map[string]any {
	all := map[string]any{
		"default client":    fmt.Sprintf("%p %+v", http.DefaultClient, *http.DefaultClient),
		"default transport": fmt.Sprintf("%T", http.DefaultTransport),
		"default mux":       fmt.Sprintf("%p", http.DefaultServeMux),
		"slog":              fmt.Sprintf("%p", slog.Default()),
		"log":               fmt.Sprint(log.Flags(), log.Prefix()) + fmt.Sprintf("%p", log.Writer()),
		"environment":       strings.Join(os.Environ(), "\n"),
		"zone":              fmt.Sprintf("%p %s", time.Local, time.Local),
		"gin":               gin.Mode() + fmt.Sprintf("%p %p %p %p", gin.DefaultWriter, gin.DefaultErrorWriter, gin.DebugPrintFunc, gin.DebugPrintRouteFunc),
		"interrupt ignored": signal.Ignored(os.Interrupt),
		"threads":           runtime.GOMAXPROCS(0),
	}
	for _, path := range []string{"/", "/debug/pprof/", "/debug/vars", "/chat/", "/metrics"} {
		_, pattern := http.DefaultServeMux.Handler(httptest.NewRequest(http.MethodGet, path, nil))
		all["default mux "+path] = pattern
	}
	dir, err := os.Getwd()
	all["folder"] = cmp.Or(dir, fmt.Sprint(err))
	var flags, vars []string
	flag.VisitAll(func(f *flag.Flag) { flags = append(flags, f.Name) })
	expvar.Do(func(kv expvar.KeyValue) { vars = append(vars, kv.Key) })
	all["flags"], all["expvar"] = strings.Join(flags, " "), strings.Join(vars, " ")
	families, err := prometheus.DefaultGatherer.Gather()
	all["default registry"] = fmt.Sprint(len(families), err)
	return all
}
