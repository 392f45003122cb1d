package browsertest

import (
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

var shots = flag.String("shots", "", "folder for screenshots; default: none are taken")

// rig is what all tests share.
type rig struct {
	program string
	browser context.Context
	shots   string // folder for pictures; "" is none
}

// TestShop runs every test in one browser, each with a shop of its own and a
// browser profile of its own.
func TestShop(t *testing.T) {
	r := rig{browser: browser(t), program: build(t), shots: folder(t)}
	for name, test := range map[string]func(*testing.T, rig){
		"barriers":                     barriers,
		"barriers when paid":           barriersWhenPaid,
		"bad words and pictures":       badWordsAndPictures,
		"buy by tapping":               buyByTapping,
		"buy by typing":                buyByTyping,
		"deep link":                    deepLink,
		"decline, then pay":            declineThenPay,
		"fewer movements":              fewerMovements,
		"keyboard alone":               keyboardAlone,
		"reload":                       reload,
		"carousel":                     carousel,
		"connection lost":              connectionLost,
		"markup stays text":            markupStaysText,
		"looks":                        looks,
		"network lost":                 networkLost,
		"one device":                   oneDevice,
		"pay another way":              payAnotherWay,
		"pay by hand":                  payByHand,
		"pay by hand, right to left":   payByHandFromRight,
		"read once":                    readOnce,
		"reload with words unsent":     reloadUnsent,
		"right to left":                rightToLeft,
		"sending fails":                sendingFails,
		"session over":                 sessionOver,
		"sound":                        sound,
		"strict host":                  strictHost,
		"the watch sees what is wrong": watchSees,
		"times and days":               timesAndDays,
		"unread":                       unread,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, r)
		})
	}
}

func folder(t *testing.T) string {
	t.Helper()
	if *shots == "" {
		return ""
	}
	if err := os.MkdirAll(*shots, 0o755); err != nil {
		t.Fatal(err)
	}
	return *shots
}

// browser starts one that can reach nothing but this machine: all else goes to
// a proxy that refuses it, and fails the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("no chromium: .ci/run installs it (apt-get install chromium)")
	} else if err != nil {
		t.Skip("SKIPPED: NO CHROMIUM, SO THE SHOP IS NOT TRIED IN A BROWSER (apt-get install chromium)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.ProxyServer(outside(t)),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-component-extensions-with-background-pages", true),
		chromedp.Flag("disable-features", "Translate,AutofillServerCommunication,OptimizationHints,MediaRouter"),
		chromedp.WindowSize(1280, 800),
	)
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeBrowser := chromedp.NewContext(ctx)
	t.Cleanup(closeBrowser)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return ctx
}

// maker names the hosts that the browser itself calls, whatever its flags. If a
// page called them, its tab's watch would see it.
var maker = regexp.MustCompile(`\.(google|googleapis|gvt1)\.com(:\d+)?$`)

// refusal is what everybody outside answers.
const refusal = "nobody may call this"

// outside stands for the rest of the world, which nobody may call.
func outside(t *testing.T) string {
	var mu sync.Mutex
	called := map[string]int{}
	world := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		called[r.Host]++
		http.Error(w, refusal, http.StatusForbidden)
	}))
	t.Cleanup(func() {
		world.Close()
		for host, n := range called {
			if host != foreign && !maker.MatchString(host) { // watchSees calls foreign
				t.Errorf("%d requests went to %s", n, host)
			}
		}
	})
	return world.URL
}
