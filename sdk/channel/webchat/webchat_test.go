package webchat_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/message"
)

var (
	secret   = bytes.Repeat([]byte("s"), 32)
	identity = bytes.Repeat([]byte("i"), 32)
	noon     = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// keyed is a web chat with secrets, at noon unless cfg says otherwise.
func keyed(t testing.TB, cfg webchat.Config) *webchat.Channel {
	t.Helper()
	if cfg.Now == nil {
		cfg.Now = at(noon)
	}
	c, err := webchat.New(cfg).WithSecrets(secret)
	if err != nil {
		t.Fatal(err)
	}
	return c.(*webchat.Channel)
}

func open(t testing.TB, c *webchat.Channel, r webchat.SessionRequest) (webchat.Session, message.Event) {
	t.Helper()
	s, d, err := c.Open(r)
	if err != nil {
		t.Fatal(err)
	}
	events, _, err := c.Parse(d)
	if err != nil || len(events) != 1 {
		t.Fatalf("start: %d events, %v", len(events), err)
	}
	return s, events[0]
}

func post(token, body string) channel.Delivery {
	return channel.Delivery{
		Method:   http.MethodPost,
		Header:   http.Header{"Authorization": {"Bearer " + token}},
		Body:     []byte(body),
		Received: noon,
	}
}

const id = "0193f0a0-7c1e-7000-8000-0123456789ab"

func say(text string) string {
	b, _ := json.Marshal(map[string]string{"id": id, "text": text}) // a map of texts
	return string(b)
}

func TestOpen(t *testing.T) {
	t.Parallel()
	c := keyed(t, webchat.Config{IdentitySecret: identity})
	s, got := open(t, c, webchat.SessionRequest{
		Locale: "kk", Referral: "product:tent", Identity: webchat.SignIdentity(identity, "user 7.é", noon.Add(time.Minute)),
	})
	if !strings.HasPrefix(got.ID, s.Address.ID+":start:") {
		t.Errorf("id %q", got.ID)
	}
	want := message.Event{
		ID: got.ID, From: s.Address, Kind: message.KindStarted, At: noon,
		Locale: "kk", Referral: "product:tent", Customer: "user 7.é",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if a, err := c.Verify(s.Token); a != s.Address || err != nil {
		t.Errorf("Verify = %v, %v; want %v", a, err, s.Address)
	}
	if want := noon.Add(30 * 24 * time.Hour); !s.Expires.Equal(want) {
		t.Errorf("expires %s, want %s", s.Expires, want)
	}
}

func TestOpenAgainGoesOn(t *testing.T) {
	t.Parallel()
	c := keyed(t, webchat.Config{IdentitySecret: identity})
	guest, started := open(t, c, webchat.SessionRequest{})
	user, again := open(t, c, webchat.SessionRequest{Token: guest.Token, Identity: webchat.SignIdentity(identity, "7", noon.Add(1e9))})
	if user.Address != guest.Address {
		t.Errorf("address %v, want %v", user.Address, guest.Address)
	}
	if started.ID == again.ID {
		t.Error("the second start would be taken for a duplicate of the first")
	}
	if again.Customer != "7" {
		t.Errorf("customer %q", again.Customer)
	}
}

// A conversation that a customer was logged in to is hers: who comes with its
// token when she has logged out, or as somebody else, begins anew.
func TestOpenAgainAsAnother(t *testing.T) {
	t.Parallel()
	c := keyed(t, webchat.Config{IdentitySecret: identity})
	rotated, err := c.WithSecrets(bytes.Repeat([]byte("n"), 32), secret)
	if err != nil {
		t.Fatal(err)
	}
	signed := func(id string) string { return webchat.SignIdentity(identity, id, noon.Add(time.Hour)) }
	guest, _ := open(t, c, webchat.SessionRequest{})
	ann, _ := open(t, c, webchat.SessionRequest{Token: guest.Token, Identity: signed("ann")})
	for name, tt := range map[string]struct {
		c               *webchat.Channel
		token, identity string
		goesOn          bool
	}{
		"a guest":                      {c, guest.Token, "", true},
		"a guest who logs in":          {c, guest.Token, signed("bob"), true},
		"herself":                      {c, ann.Token, signed("ann"), true},
		"herself, secrets rotated":     {rotated.(*webchat.Channel), ann.Token, signed("ann"), true},
		"she has logged out":           {c, ann.Token, "", false},
		"another customer":             {c, ann.Token, signed("bob"), false},
		"another whose id looks alike": {c, ann.Token, signed("ann "), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := open(t, tt.c, webchat.SessionRequest{Token: tt.token, Identity: tt.identity})
			if goesOn := s.Address == guest.Address; goesOn != tt.goesOn {
				t.Errorf("goes on: %t, want %t", goesOn, tt.goesOn)
			}
			if (s.Customer != "") != (tt.identity != "") {
				t.Errorf("is customer %q", s.Customer)
			}
			after, _ := open(t, tt.c, webchat.SessionRequest{Token: s.Token, Identity: tt.identity})
			if after.Address != s.Address {
				t.Error("the next time she is somebody else")
			}
		})
	}
}

// While the host changes its secret, identities of both are taken.
func TestIdentityRotation(t *testing.T) {
	t.Parallel()
	fresh := bytes.Repeat([]byte("f"), 32)
	for name, tt := range map[string]struct {
		c          webchat.Config
		old, fresh bool
	}{
		"before": {webchat.Config{IdentitySecret: identity}, true, false},
		"during": {webchat.Config{IdentitySecret: fresh, OldIdentitySecret: identity}, true, true},
		"after":  {webchat.Config{IdentitySecret: fresh}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := keyed(t, tt.c)
			for _, by := range []struct {
				secret []byte
				want   bool
			}{{identity, tt.old}, {fresh, tt.fresh}} {
				_, _, err := c.Open(webchat.SessionRequest{Identity: webchat.SignIdentity(by.secret, "7", noon.Add(time.Minute))})
				if (err == nil) != by.want || err != nil && !errors.Is(err, webchat.ErrIdentity) {
					t.Errorf("taken: %v, want %t", err, by.want)
				}
			}
		})
	}
	if _, err := webchat.New(webchat.Config{IdentitySecret: fresh, OldIdentitySecret: []byte("short")}).WithSecrets(secret); err == nil {
		t.Error("a short old secret was accepted")
	}
}

func FuzzIdentity(f *testing.F) {
	c := keyed(f, webchat.Config{IdentitySecret: identity})
	f.Add("")
	f.Add("Nw.1764000000." + strings.Repeat("0", 64))
	f.Add("..")
	f.Add(webchat.SignIdentity(secret, "7", noon.Add(time.Minute)))
	f.Fuzz(func(t *testing.T, claimed string) {
		s, _, err := c.Open(webchat.SessionRequest{Identity: claimed})
		if s.Customer != "" || err == nil && claimed != "" {
			t.Errorf("%q is customer %q, %v", claimed, s.Customer, err)
		}
	})
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	good := webchat.SignIdentity(identity, "7", noon.Add(time.Minute))
	old, _ := open(t, keyed(t, webchat.Config{Now: at(noon.Add(-31 * 24 * time.Hour))}), webchat.SessionRequest{})
	for _, test := range []struct {
		name   string
		secret []byte
		r      webchat.SessionRequest
		want   error
	}{
		{"a forged identity", identity, webchat.SessionRequest{Identity: webchat.SignIdentity(secret, "7", noon.Add(time.Minute))}, webchat.ErrIdentity},
		{"an identity of another user", identity, webchat.SessionRequest{Identity: "OA" + good[2:]}, webchat.ErrIdentity},
		{"an expired identity", identity, webchat.SessionRequest{Identity: webchat.SignIdentity(identity, "7", noon)}, webchat.ErrIdentity},
		{"an identity of nobody", identity, webchat.SessionRequest{Identity: webchat.SignIdentity(identity, "", noon.Add(time.Minute))}, webchat.ErrIdentity},
		{"no identity at all", identity, webchat.SessionRequest{Identity: "x"}, webchat.ErrIdentity},
		{"a user id of control characters", identity, webchat.SessionRequest{Identity: webchat.SignIdentity(identity, "\x00", noon.Add(time.Minute))}, channel.ErrMalformed},
		{"an identity where there is no secret", nil, webchat.SessionRequest{Identity: good}, channel.ErrMalformed},
		{"a strange token", nil, webchat.SessionRequest{Token: "x"}, channel.ErrSignature},
		{"an old token", nil, webchat.SessionRequest{Token: old.Token}, webchat.ErrExpired},
		{"a long locale", nil, webchat.SessionRequest{Locale: strings.Repeat("e", 36)}, channel.ErrMalformed},
		{"a broken referral", nil, webchat.SessionRequest{Referral: "a\nb"}, channel.ErrMalformed},
		{"a referral that is no text", nil, webchat.SessionRequest{Referral: "\xff"}, channel.ErrMalformed},
	} {
		c := keyed(t, webchat.Config{IdentitySecret: test.secret})
		if _, _, err := c.Open(test.r); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
}

func TestWithoutSecretsNothingIsOpenedOrAccepted(t *testing.T) {
	t.Parallel()
	c := webchat.New(webchat.Config{})
	if _, _, err := c.Open(webchat.SessionRequest{}); err == nil {
		t.Error("opened")
	}
	if _, err := c.Verify(""); !errors.Is(err, channel.ErrSignature) {
		t.Errorf("Verify: %v", err)
	}
	if _, err := c.WithSecrets([]byte("short")); err == nil {
		t.Error("a short secret was accepted")
	}
	if _, err := webchat.New(webchat.Config{IdentitySecret: []byte("short")}).WithSecrets(secret); err == nil {
		t.Error("a short identity secret was accepted")
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	c := keyed(t, webchat.Config{})
	s, _ := open(t, c, webchat.SessionRequest{})
	long := strings.Repeat("ё", webchat.MaxText)
	for _, test := range []struct {
		name, body string
		want       message.Event
	}{
		{"text", say("two tents"), message.Event{Kind: message.KindText, Text: "two tents"}},
		{"choice", `{"id":"` + id + `","choice":"abc"}`, message.Event{Kind: message.KindChoice, Payload: "abc"}},
		{"the longest text", say(long), message.Event{Kind: message.KindText, Text: long}},
		{"emoji and accents", say("👨‍👩‍👧‍👦 e\u0301 🇰🇿"), message.Event{Kind: message.KindText, Text: "👨‍👩‍👧‍👦 e\u0301 🇰🇿"}},
		{"control characters", say("a\x00b\x1b[31mc\r\nd\te\u0085f"), message.Event{Kind: message.KindText, Text: "ab[31mc\nd\tef"}},
		{"an id in capitals", `{"id":"` + strings.ToUpper(id) + `","text":"x"}`, message.Event{Kind: message.KindText, Text: "x"}},
	} {
		got, reply, err := c.Parse(post(s.Token, test.body))
		if err != nil || reply != nil {
			t.Errorf("%s: %v, reply %v", test.name, err, reply)
			continue
		}
		test.want.ID, test.want.From, test.want.At = s.Address.ID+":"+id, s.Address, noon
		if diff := cmp.Diff([]message.Event{test.want}, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.name, diff)
		}
	}
}

func TestParseNamesTheFieldThatIsWrong(t *testing.T) {
	t.Parallel()
	c := keyed(t, webchat.Config{})
	s, _ := open(t, c, webchat.SessionRequest{})
	for body, want := range map[string]string{
		`{}`:                     "id",
		`{"text":"x"}`:           "id",
		`{"id":"1","text":"x"}`:  "id",
		`{"id":7,"text":"x"}`:    "id",
		`{"id":null,"text":"x"}`: "id",
		`{"id":"urn:uuid:` + id + `","text":"x"}`: "id",
		`{"id":"` + id + `"}`:                     "text",
		say(""):                                   "text",
		say(" \n\x00"):                            "text",
		say(strings.Repeat("a", webchat.MaxText+1)):                            "text",
		`{"id":"` + id + `","text":["x"]}`:                                     "text",
		`{"id":"` + id + `","text":"x","choice":"y"}`:                          "choice",
		`{"id":"` + id + `","choice":""}`:                                      "choice",
		`{"id":"` + id + `","choice":"a\u0000"}`:                               "choice",
		`{"id":"` + id + `","choice":"` + strings.Repeat("a", 257) + `"}`:      "choice",
		`{"id":"` + id + `","text":"x","price":"0"}`:                           "price",
		`{"id":"` + id + `","Text":"x"}`:                                       "Text",
		`{"id":"` + id + `","text":"x","` + strings.Repeat("a", 99) + `":"0"}`: "a field",
		`[]`:   "body",
		`null`: "body",
		`"x"`:  "body",
	} {
		_, _, err := c.Parse(post(s.Token, body))
		var field *channel.FieldError
		if !errors.As(err, &field) || field.Field != want || !errors.Is(err, channel.ErrMalformed) {
			t.Errorf("%.60s: %v, want field %q", body, err, want)
		}
	}
}

func TestParseRefusesWhatIsNotJSON(t *testing.T) {
	t.Parallel()
	c := keyed(t, webchat.Config{})
	s, _ := open(t, c, webchat.SessionRequest{})
	for _, body := range []string{"", "{", say("x") + "{}", "{\"id\":\"" + id + "\",\"text\":\"\xff\"}", "id=1"} {
		_, _, err := c.Parse(post(s.Token, body))
		var field *channel.FieldError
		if !errors.Is(err, channel.ErrMalformed) || errors.As(err, &field) {
			t.Errorf("%q: %v, want ErrMalformed and no field", body, err)
		}
	}
}

func TestParseRefusesOtherTokens(t *testing.T) {
	t.Parallel()
	c := keyed(t, webchat.Config{})
	s, d, err := c.Open(webchat.SessionRequest{})
	if err != nil {
		t.Fatal(err)
	}
	other, _ := open(t, c, webchat.SessionRequest{})
	sibling, _ := open(t, keyed(t, webchat.Config{Name: "second"}), webchat.SessionRequest{})
	var start struct{ Start string }
	if err := json.Unmarshal(d.Body, &start); err != nil {
		t.Fatal(err)
	}
	late := post(s.Token, say("x"))
	late.Received = s.Expires
	for name, d := range map[string]channel.Delivery{
		"none":                            {Body: []byte(say("x"))},
		"basic":                           {Header: http.Header{"Authorization": {"Basic " + s.Token}}, Body: []byte(say("x"))},
		"changed":                         post(s.Token[:9]+"A"+s.Token[10:], say("x")),
		"a start as a token":              post(start.Start, say("x")),
		"of another web chat":             post(sibling.Token, say("x")),
		"expired":                         late,
		"another visitor's start":         post(other.Token, string(d.Body)),
		"a token as a start":              post(s.Token, `{"start":"`+s.Token+`"}`),
		"a start of the visitor's making": post(s.Token, `{"start":"{\"customer\":\"1\"}"}`),
	} {
		if _, _, err := c.Parse(d); !errors.Is(err, channel.ErrSignature) {
			t.Errorf("%s: %v, want ErrSignature", name, err)
		}
	}
}

func TestWatch(t *testing.T) {
	t.Parallel()
	c := webchat.New(webchat.Config{})
	copied, err := c.WithSecrets(secret)
	if err != nil {
		t.Fatal(err)
	}
	a, b := message.Address{Channel: "webchat", ID: "a"}, message.Address{Channel: "webchat", ID: "b"}
	news, stop := c.Watch(a)
	defer stop()
	send := func(to message.Address) {
		t.Helper()
		if r, err := copied.Send(t.Context(), to, channel.Message{ID: "m"}); err != nil || r.MessageID != "m" {
			t.Fatalf("Send = %v, %v", r, err)
		}
	}
	woken := func() bool {
		select {
		case _, ok := <-news:
			return ok
		default:
			return false
		}
	}
	send(b)
	if woken() {
		t.Error("woken by another conversation")
	}
	send(a)
	send(a)
	if !woken() {
		t.Error("not woken")
	}
	if woken() {
		t.Error("woken twice for what was not read yet")
	}
	stop()
	stop()
	send(a)
	if woken() {
		t.Error("woken after stop")
	}
}

func TestWatchIsBounded(t *testing.T) {
	t.Parallel()
	c := webchat.New(webchat.Config{})
	a := message.Address{Channel: "webchat", ID: "a"}
	first, stop := c.Watch(a)
	for range webchat.MaxWatchers {
		_, stop := c.Watch(a)
		defer stop()
	}
	if _, open := <-first; open {
		t.Error("the oldest watcher was not closed")
	}
	stop() // of one that was pushed out: nothing happens
	second, stop := c.Watch(a)
	defer stop()
	if _, err := c.Send(t.Context(), a, channel.Message{}); err != nil {
		t.Fatal(err)
	}
	if _, open := <-second; !open {
		t.Error("a new watcher was closed")
	}
}

func TestSendRefuses(t *testing.T) {
	t.Parallel()
	c := webchat.New(webchat.Config{})
	for _, to := range []message.Address{{}, {Channel: "webchat"}, {Channel: "other", ID: "a"}} {
		if _, err := c.Send(t.Context(), to, channel.Message{}); channel.Classify(err).Class != channel.BadRequest {
			t.Errorf("%v: %v, want bad_request", to, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	c := keyed(f, webchat.Config{})
	s, d, err := c.Open(webchat.SessionRequest{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.Token, []byte(say("hello")))
	f.Add(s.Token, d.Body)
	f.Add("", []byte(`{}`))
	f.Add(s.Token, []byte(`{"id":"`+id+`","choice":"abc"}`))
	f.Add(s.Token, []byte("{\"id\":\"\\ud800\",\"text\":\"\xff\"}"))
	f.Fuzz(func(t *testing.T, token string, body []byte) {
		// "" stands for a good token, so that corpus files need not hold one.
		if token == "" {
			token = s.Token
		}
		events, _, err := c.Parse(post(token, string(body)))
		if err != nil {
			if !errors.Is(err, channel.ErrSignature) && !errors.Is(err, channel.ErrMalformed) {
				t.Errorf("%q: %v", body, err)
			}
			return
		}
		from, err := c.Verify(token)
		if err != nil {
			t.Fatalf("%q was parsed under a token that does not verify: %v", body, err)
		}
		for _, e := range events {
			if e.From != from || !strings.HasPrefix(e.ID, from.ID+":") {
				t.Errorf("%q: an event of %v with id %q", body, e.From, e.ID)
			}
			if e.Kind == message.KindText && strings.TrimSpace(e.Text) == "" {
				t.Errorf("%q: an empty message", body)
			}
		}
	})
}

func Example() {
	chat := webchat.New(webchat.Config{})
	keyed, err := chat.WithSecrets([]byte("a secret of at least thirty-two bytes")) // sdk.New does this
	if err != nil {
		fmt.Println(err)
		return
	}
	session, _, err := keyed.(*webchat.Channel).Open(webchat.SessionRequest{Locale: "en"})
	if err != nil {
		fmt.Println(err)
		return
	}
	events, _, err := keyed.Parse(channel.Delivery{
		Header: http.Header{"Authorization": {"Bearer " + session.Token}},
		Body:   []byte(`{"id": "0193f0a0-7c1e-7000-8000-0123456789ab", "text": "show me tents"}`),
	})
	fmt.Println(events[0].Kind, events[0].Text, err)
	// Output: message show me tents <nil>
}

func TestParseAuthorization(t *testing.T) {
	t.Parallel()
	c := keyed(t, webchat.Config{})
	s, _ := open(t, c, webchat.SessionRequest{})
	for name, row := range map[string]struct {
		header []string
		ok     bool
	}{
		"as usual":           {[]string{"Bearer " + s.Token}, true},
		"scheme in any case": {[]string{"bearer " + s.Token}, true},
		"none":               {nil, false},
		"another scheme":     {[]string{"Basic " + s.Token}, false},
		"no scheme":          {[]string{s.Token}, false},
		"two":                {[]string{"Bearer " + s.Token, "Bearer " + s.Token}, false},
	} {
		d := post(s.Token, say("hello"))
		d.Header = http.Header{"Authorization": row.header}
		_, _, err := c.Parse(d)
		if row.ok && err != nil || !row.ok && !errors.Is(err, channel.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Everybody who watches is woken when another node may have said something.
func TestWakeAll(t *testing.T) {
	t.Parallel()
	c := webchat.New(webchat.Config{})
	one, stopOne := c.Watch(message.Address{Channel: "webchat", ID: "1"})
	two, stopTwo := c.Watch(message.Address{Channel: "webchat", ID: "2"})
	defer stopOne()
	defer stopTwo()
	for range 2 { // a note that is there already is enough
		c.WakeAll()
	}
	for name, news := range map[string]<-chan struct{}{"one": one, "two": two} {
		if len(news) != 1 {
			t.Errorf("%s has %d notes", name, len(news))
		}
	}
}
