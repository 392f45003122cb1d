package stripe_test

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/stripe"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

func TestSignatures(t *testing.T) {
	t.Parallel()
	p, there := open(t, stripe.Config{}, simulator.StripeConfig{})
	c := begin(t, p, "o1")
	if err := there.Pay(c.Ref, simulator.StripePaid); err != nil {
		t.Fatal(err)
	}
	all := callbacks(there, c.Ref)
	body := all[len(all)-1].Body
	now := time.Unix(1_800_000_000, 0)
	good := simulator.StripeSignature(now, body, secret)
	stamp, v1, _ := strings.Cut(good, ",")
	for name, tt := range map[string]struct {
		header []string
		body   []byte
		age    time.Duration
		ok     bool
	}{
		"good":                         {[]string{good}, body, 0, true},
		"by the old secret":            {[]string{simulator.StripeSignature(now, body, oldSecret)}, body, 0, true},
		"rolled, ours is second":       {[]string{simulator.StripeSignature(now, body, "whsec_newer", secret)}, body, 0, true},
		"nonsense before it":           {[]string{stamp + ",v1=zz,v1=,v9=1,x," + v1}, body, 0, true},
		"at the limit":                 {[]string{good}, body, 5 * time.Minute, true},
		"at the limit, from tomorrow":  {[]string{good}, body, -5 * time.Minute, true},
		"too old":                      {[]string{good}, body, 5*time.Minute + time.Second, false},
		"from the future":              {[]string{good}, body, -5*time.Minute - time.Second, false},
		"none":                         {nil, body, 0, false},
		"empty":                        {[]string{""}, body, 0, false},
		"twice the header":             {[]string{good, good}, body, 0, false},
		"of another account":           {[]string{simulator.StripeSignature(now, body, "whsec_other")}, body, 0, false},
		"with an empty secret":         {[]string{simulator.StripeSignature(now, body, "")}, body, 0, false},
		"cut":                          {[]string{good[:60]}, body, 0, false},
		"only v0":                      {[]string{stamp + ",v0=" + strings.TrimPrefix(strings.Split(v1, ",")[0], "v1=")}, body, 0, false},
		"no time":                      {[]string{v1}, body, 0, false},
		"two times":                    {[]string{stamp + "," + good}, body, 0, false},
		"another time":                 {[]string{"t=1800000001," + v1}, body, 0, false},
		"no number as time":            {[]string{"t=soon," + v1}, body, 0, false},
		"another body":                 {[]string{good}, bytes.Replace(body, []byte("2500"), []byte("2501"), 1), 0, false},
		"a space more":                 {[]string{good}, append(slices.Clone(body), ' '), 0, false},
		"the signature of the old day": {[]string{strings.Replace(good, "t=1800000000", "t=1799999999", 1)}, body, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := payments.Delivery{Header: http.Header{"Stripe-Signature": tt.header}, Body: tt.body, Received: now.Add(tt.age)}
			events, err := p.ParseEvents(t.Context(), d)
			if tt.ok && (err != nil || len(events) != 1) || !tt.ok && (!errors.Is(err, payments.ErrSignature) || len(events) > 0) {
				t.Errorf("%d events, %v", len(events), err)
			}
		})
	}
}

// Whoever has a card of Stripe's test mode has not paid at a shop that is live,
// though the secret of its test endpoint were still among those of the shop: and
// the other way round.
func TestModes(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for _, tt := range []struct {
		key, mode string
		want      int
	}{
		{"sk_live_1", `"livemode":false,`, 0}, {"rk_live_1", `"livemode":false,`, 0}, {"sk_live_1", `"livemode":true,`, 1},
		{"sk_test_1", `"livemode":true,`, 0}, {"rk_test_1", `"livemode":false,`, 1}, {"of_a_double", `"livemode":false,`, 1},
		{"of_a_double", `"livemode":true,`, 1},
		{"sk_live_1", ``, 0}, // Stripe always says
	} {
		p, err := stripe.New(stripe.Config{SecretKey: tt.key, WebhookSecrets: []string{secret, oldSecret}})
		if err != nil {
			t.Fatal(err)
		}
		body := `{"id":"evt_1","type":"checkout.session.completed",` + tt.mode + `"created":1,"data":{"object":{"id":"cs_1","metadata":{"sauda_order":"o","sauda_key":"k"},"amount_total":100,"currency":"usd","payment_status":"paid"}}}`
		events, err := p.ParseEvents(t.Context(), signed(now, []byte(body), oldSecret))
		if err != nil || len(events) != tt.want {
			t.Errorf("key %s, %s: %d events, %v; want %d", tt.key, tt.mode, len(events), err, tt.want)
		}
	}
}
