package gateway

import (
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// robots are what looks at links before shoppers do.
var robots = []string{
	"WhatsApp/2.24.6.77 A", "TelegramBot (like TwitterBot)", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
	"Viber/20.3", "Twitterbot/1.0", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "Mozilla/5.0 (compatible; Googlebot/2.1)", "LinkedInBot/1.0", "",
}

// Robots that make previews of links, virus scanners and browsers that fetch
// ahead look at a pay link in every state, and come back: nothing in the store
// changes, and nothing is opened at the provider.
func TestRobotsChangeNothing(t *testing.T) {
	t.Parallel()
	for state, tt := range map[string]struct {
		shown string
		do    func(*robotSite)
	}{
		"open":       {"open", func(*robotSite) {}},
		"opened":     {"open", func(r *robotSite) { r.opens() }},
		"declined":   {"open", func(r *robotSite) { r.settles(sandbox.Decline) }},
		"processing": {"processing", func(r *robotSite) { r.settles(sandbox.Pending) }},
		"paid":       {"paid", func(r *robotSite) { r.settles(sandbox.Succeed) }},
		"given back in part": {"paid", func(r *robotSite) {
			r.settles(sandbox.Succeed)
			r.shows("paid")
			r.gives(sdk.RefundOrder{Key: "r", Amount: money.New(500, "USD")})
		}},
		"refunded": {"refunded", func(r *robotSite) {
			r.settles(sandbox.Succeed)
			r.shows("paid")
			r.gives(sdk.RefundOrder{Key: "r"})
		}},
		"disputed": {"paid", func(r *robotSite) {
			r.settles(sandbox.Succeed)
			r.shows("paid")
			r.must(r.box.Dispute(r.ref()))
			r.until(func() bool { return r.newest().Payment.Disputed }, "the dispute is known")
		}},
		"cancelled": {"cancelled", func(r *robotSite) {
			_, err := r.shop.PayLinks().Cancel(t.Context(), "S-1")
			r.must(err)
		}},
		"cancelled while open": {"cancelled", func(r *robotSite) {
			r.opens()
			_, err := r.shop.PayLinks().Cancel(t.Context(), "S-1")
			r.must(err)
			r.until(func() bool { return r.newest().Payment.State.Final() }, "the checkout is closed")
		}},
	} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			r := newRobotSite(t)
			tt.do(r)
			r.shows(tt.shown)
			before, opened := r.still(), len(r.box.Payments())
			for _, robot := range robots {
				for _, method := range []string{http.MethodGet, http.MethodHead} {
					for _, query := range []string{"", "?return=0", "?way=sandbox", "?do=claim&total=1+USD"} {
						res, _ := r.do(method, r.link.URL+query, "", "User-Agent", robot, "Sec-Purpose", "prefetch", "Purpose", "prefetch", "X-Moz", "prefetch")
						if res.StatusCode != http.StatusOK || len(res.Cookies()) > 0 {
							t.Errorf("%s %s by %q: %d, cookies %v", method, query, robot, res.StatusCode, res.Cookies())
						}
					}
				}
			}
			for _, method := range []string{http.MethodOptions, http.MethodPut, http.MethodDelete, http.MethodPatch} {
				if res, _ := r.do(method, r.link.URL, ""); res.StatusCode/100 == 2 || res.StatusCode/100 == 3 {
					t.Errorf("%s: %d", method, res.StatusCode)
				}
			}
			if diff := cmp.Diff(before, r.dump()); diff != "" || len(r.box.Payments()) != opened {
				t.Errorf("looking has changed something (-before +after), %d checkouts, before %d:\n%s", len(r.box.Payments()), opened, diff)
			}
		})
	}
}

// robotSite is a shop with one pay link.
type robotSite struct {
	*site
	box  *sandbox.Sandbox
	link sdk.Link
}

func newRobotSite(t *testing.T) *robotSite {
	t.Helper()
	r := &robotSite{}
	r.site = newSiteOf(t, "", Options{}, func(c *sdk.Config) { r.box = c.Payments[0].(*sandbox.Sandbox) })
	var err error
	r.link, _, err = r.shop.PayLinks().Create(t.Context(), sdk.PayLink{Ref: "S-1", Title: "An order", Amount: money.New(2500, "USD"), Expires: time.Now().Add(48 * time.Hour)})
	r.must(err)
	return r
}

func (r *robotSite) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// opens is the shopper who goes to pay.
func (r *robotSite) opens() {
	r.t.Helper()
	_, err := r.shop.OpenPayLink(r.t.Context(), path.Base(r.link.URL), checkout.Choice{})
	r.must(err)
}

// newest is the last attempt to pay.
func (r *robotSite) newest() store.Attempt {
	all, err := r.store.Attempts(r.t.Context(), r.link.Order.ID)
	r.must(err)
	return all[len(all)-1]
}

// ref is the newest checkout at the provider.
func (r *robotSite) ref() string { return r.newest().Ref }

// still stops the shop, whose timers write too, and returns what the store holds
// then: a write that was under way may come after its caller has gone.
func (s *site) still() map[string]string {
	s.t.Helper()
	s.stop()
	is := s.dump()
	s.until(func() bool {
		was := is
		is = s.dump()
		return maps.Equal(was, is)
	}, "nothing is written any more")
	return is
}

func (r *robotSite) settles(how sandbox.Outcome) {
	r.t.Helper()
	r.opens()
	r.must(r.box.Settle(r.ref(), how))
	r.must(r.box.Flush(r.t.Context()))
}

func (r *robotSite) gives(back sdk.RefundOrder) {
	r.t.Helper()
	_, err := r.shop.Payments().Refund(r.t.Context(), "S-1", back)
	r.must(err)
	r.until(func() bool {
		o, err := r.store.Order(r.t.Context(), r.link.Order.ID)
		return err == nil && !o.RefundedAmount.IsZero() && !slices.ContainsFunc(o.Refunding(), func(b order.Refund) bool { return b.State != "succeeded" })
	}, "the money is given back")
}

func (r *robotSite) shows(state string) {
	r.t.Helper()
	r.until(func() bool {
		_, page := r.do("GET", r.link.URL, "")
		return strings.Contains(page, `data-state="`+state+`"`)
	}, "the page says "+state)
}
