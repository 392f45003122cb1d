package webhook_test

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// The vector that the convention's own libraries are tested with.
const (
	vectorSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorBody      = `{"test": 2432232314}`
	vectorSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

var vectorTime = time.Unix(1614265330, 0)

func vectorHeader(change ...string) http.Header {
	h := http.Header{}
	h.Set("webhook-id", vectorID)
	h.Set("webhook-timestamp", strconv.FormatInt(vectorTime.Unix(), 10))
	h.Set("webhook-signature", vectorSignature)
	for i := 0; i < len(change); i += 2 {
		h.Set(change[i], change[i+1])
	}
	return h
}

func TestVerify(t *testing.T) {
	t.Parallel()
	const bad = "v1,ceIHCnWxRlTzTtdcTnZlX0k4w2xFAAAAAAAAAAAAAAA="
	for name, tt := range map[string]struct {
		secret string
		h      http.Header
		body   string
		late   time.Duration
		ok     bool
	}{
		"the published vector": {h: vectorHeader(), ok: true},
		"four minutes late":    {h: vectorHeader(), late: 4 * time.Minute, ok: true},
		"six minutes late":     {h: vectorHeader(), late: 6 * time.Minute},
		"of the future":        {h: vectorHeader(), late: -6 * time.Minute},
		"the second holds":     {h: vectorHeader("webhook-signature", bad+" "+vectorSignature), ok: true},
		"of another version":   {h: vectorHeader("webhook-signature", "v2"+vectorSignature[2:])},
		"several, none holds":  {h: vectorHeader("webhook-signature", bad+" v1a,x "+bad)},
		"another body":         {h: vectorHeader(), body: `{"test": 2432232315}`},
		"another id":           {h: vectorHeader("webhook-id", "msg_x")},
		"another time":         {h: vectorHeader("webhook-timestamp", "1614265331")},
		"no time":              {h: vectorHeader("webhook-timestamp", "")},
		"a time of no sense":   {h: vectorHeader("webhook-timestamp", "9223372036854775808")},
		"no id":                {h: vectorHeader("webhook-id", "")},
		"no signature":         {h: vectorHeader("webhook-signature", "")},
		"no header":            {h: http.Header{}},
		"another secret":       {secret: secret, h: vectorHeader()},
		"no secret":            {secret: "whsec_", h: vectorHeader()},
		"a secret of no sense": {secret: "MfKQ", h: vectorHeader()},
	} {
		if tt.secret == "" {
			tt.secret = vectorSecret
		}
		if tt.body == "" {
			tt.body = vectorBody
		}
		err := webhook.Verify(tt.secret, tt.h, []byte(tt.body), vectorTime.Add(tt.late))
		if (err == nil) != tt.ok || err != nil && !errors.Is(err, webhook.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Nothing but the right signature holds, whatever the headers are.
func FuzzVerify(f *testing.F) {
	f.Add(vectorID, "1614265330", vectorSignature)
	f.Add(vectorID, "1614265330", "v1,"+vectorSignature+" "+vectorSignature)
	f.Add("", "", "")
	f.Add("a.b", "-1", "v1, v1,,, ,")
	f.Add(vectorID, "+1614265330", vectorSignature)
	f.Add(vectorID, "99999999999999999999", "v1a,zz")
	f.Fuzz(func(t *testing.T, id, at, signature string) {
		h := http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {at}, "Webhook-Signature": {signature}}
		err := webhook.Verify(vectorSecret, h, []byte(vectorBody), vectorTime)
		n, bad := strconv.ParseInt(at, 10, 64)
		good := id == vectorID && bad == nil && n == vectorTime.Unix() && strings.Contains(" "+signature+" ", vectorSignature)
		if err == nil && !good {
			t.Errorf("%q %q %q holds", id, at, signature)
		}
	})
}
