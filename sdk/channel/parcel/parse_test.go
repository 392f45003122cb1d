package parcel_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/parcel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

var ann = message.Address{Channel: "parcel", Account: "shop", ID: "ann"}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, fields string
		want         message.Event // besides id, address, time, locale and profile
	}{
		{"message", `"type":"message","text":"Tents\r\nplease\u0000"`, message.Event{Kind: message.KindText, Text: "Tents\nplease"}},
		{"picture", `"type":"message","media":[{"type":"image","url":"u"}]`, message.Event{Kind: message.KindText, Media: []message.Media{{Type: "image", URL: "u"}}}},
		{"edit", `"type":"edit","text":"Packs"`, message.Event{Kind: message.KindText, Text: "Packs"}},
		{"tap", `"type":"tap","payload":"p","text":"Pay"`, message.Event{Kind: message.KindChoice, Payload: "p", Text: "Pay"}},
		{"start", `"type":"start","referral":"ad"`, message.Event{Kind: message.KindStarted, Referral: "ad"}},
		{"opt-out", `"type":"opt_out"`, message.Event{Kind: message.KindOptedOut}},
		{"opt-in", `"type":"opt_in"`, message.Event{Kind: message.KindOptedIn}},
		{"status", `"type":"status","message_id":"m","reference":"r","state":"failed","code":"gone"`,
			message.Event{Kind: message.KindStatus, Status: &message.Status{MessageID: "m", Reference: "r", State: message.StatusFailed, Code: "gone"}}},
		{"a status that nobody knows", `"type":"status","message_id":"m","state":"eaten"`, message.Event{Kind: message.KindStatus}},
		{"a status of nothing", `"type":"status","state":"read"`, message.Event{Kind: message.KindStatus}},
		{"nothing said", `"type":"message","text":" \u0007 "`, message.Event{Kind: message.KindUnsupported}},
		{"a tap on nothing", `"type":"tap"`, message.Event{Kind: message.KindUnsupported}},
		{"a payload that was never ours", `"type":"tap","payload":"` + strings.Repeat("p", 65) + `"`, message.Event{Kind: message.KindUnsupported}},
		{"of a later version", `"type":"sticker","text":"x"`, message.Event{Kind: message.KindUnsupported}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			events, reply, err := open(t, nil).Parse(posted(secret, noon, webhook(test.fields)))
			if err != nil || reply != nil || len(events) != 1 {
				t.Fatalf("Parse = %v, %v, %v", events, reply, err)
			}
			want := test.want
			want.ID, want.From, want.At, want.Locale, want.Profile.Name = "e0", ann, noon, "en", "Ann"
			if diff := cmp.Diff(want, events[0], cmpopts.IgnoreFields(message.Event{}, "Raw")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if understood := want.Kind != message.KindUnsupported && (want.Kind != message.KindStatus || want.Status != nil); understood == (events[0].Raw != nil) {
				t.Errorf("understood: %v, raw words: %s", understood, events[0].Raw)
			}
		})
	}
}

// A broken event is not dropped and takes no other with it.
func TestBrokenEventsBesideGoodOnes(t *testing.T) {
	t.Parallel()
	body := []byte(`{"account":"shop","events":[
		null, 7, {"id":"1"}, {"id":"2","from":{"id":""},"text":"x"}, {"id":"3","from":{"id":"a\u0000b"},"type":"message","text":"x"},
		{"id":"4","from":{"id":"ann"},"type":"message","text":"good"},
		{"id":"5","from":{"id":"ann"},"type":"message","text":["bad"]},
		{"id":6,"from":{"id":"ann"},"type":"message","text":"no id"},
		{"id":"7","from":{"id":"ann"},"type":"message","text":"no time","at":-5},
		{"id":"` + strings.Repeat("8", 200) + `","from":{"id":"ann"},"type":"message","text":"long id"}]}`)
	events, _, err := open(t, nil).Parse(posted(secret, noon, body))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range events {
		id, _, _ := strings.Cut(e.ID, ":")
		got = append(got, id+" "+string(e.Kind)+" "+e.Text)
		if !e.At.Equal(noon) {
			t.Errorf("event %s is of %s, want when it came", e.ID, e.At)
		}
	}
	want := []string{"4 message good", "5 unsupported ", "raw unsupported ", "7 message no time", "raw message long id"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestNothingOfOurs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		want error
	}{
		"no events":       {`{"account":"shop","events":[]}`, nil},
		"nobody's":        {`{"account":"shop","events":[{"id":"1"}]}`, channel.ErrMalformed},
		"another account": {`{"account":"other","events":[{"id":"1","from":{"id":"ann"},"type":"opt_in"}]}`, channel.ErrMalformed},
		"no list":         {`{"account":"shop","events":{}}`, channel.ErrMalformed},
	} {
		events, _, err := open(t, nil).Parse(posted(secret, noon, []byte(test.body)))
		if !errors.Is(err, test.want) || len(events) > 0 {
			t.Errorf("%s: %d events, error %v, want %v", name, len(events), err, test.want)
		}
	}
}

func TestSignature(t *testing.T) {
	t.Parallel()
	body := webhook(`"type":"opt_in"`)
	rotating := open(t, func(c *parcel.Config) { c.Secrets = []string{"new", secret} })
	good := parcel.Sign(secret, noon, body)
	stamp, sum, _ := strings.Cut(good, ",")
	for name, test := range map[string]struct {
		signatures []string
		want       error
	}{
		"old secret":           {[]string{good}, nil},
		"new secret":           {[]string{parcel.Sign("new", noon, body)}, nil},
		"five minutes ago":     {[]string{parcel.Sign(secret, noon.Add(-5*time.Minute), body)}, nil},
		"in five minutes":      {[]string{parcel.Sign(secret, noon.Add(5*time.Minute), body)}, nil},
		"longer ago":           {[]string{parcel.Sign(secret, noon.Add(-5*time.Minute-time.Second), body)}, channel.ErrSignature},
		"in more":              {[]string{parcel.Sign(secret, noon.Add(5*time.Minute+time.Second), body)}, channel.ErrSignature},
		"in the far future":    {[]string{parcel.Sign(secret, time.Unix(1<<61, 0), body)}, channel.ErrSignature},
		"none":                 {nil, channel.ErrSignature},
		"two":                  {[]string{good, good}, channel.ErrSignature},
		"no secret":            {[]string{parcel.Sign("", noon, body)}, channel.ErrSignature},
		"a changed time":       {[]string{"t=1795521601," + sum}, channel.ErrSignature},
		"no time":              {[]string{sum}, channel.ErrSignature},
		"no sum":               {[]string{stamp}, channel.ErrSignature},
		"an empty sum":         {[]string{stamp + ",v1="}, channel.ErrSignature},
		"half a sum":           {[]string{good[:len(good)-32]}, channel.ErrSignature},
		"something behind":     {[]string{good + ",v1=00"}, channel.ErrSignature},
		"a time that is words": {[]string{"t=now," + sum}, channel.ErrSignature},
	} {
		d := posted(secret, noon, body)
		d.Header = http.Header{parcel.SignatureHeader: test.signatures}
		if _, _, err := rotating.Parse(d); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(webhook(`"type":"message","text":"Tents"`, `"type":"tap","payload":"p"`))
	f.Add(webhook(`"type":"status","message_id":"m","reference":"r","state":"read"`))
	f.Add([]byte(`{"account":"shop","events":[null,{"id":{},"from":[]},{"from":{"id":"\ud800"}}]}`))
	ch := open(f, nil)
	f.Fuzz(func(t *testing.T, body []byte) {
		events, _, err := ch.Parse(posted(secret, noon, body))
		if err != nil && !errors.Is(err, channel.ErrMalformed) {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.ID == "" || len(e.ID) > 128 || e.Kind == "" || e.From.ID == "" || len(e.From.ID) > 64 || e.At.IsZero() || strings.ContainsRune(e.ID+e.From.ID+e.Text+e.Payload, 0) {
				t.Errorf("event %+v", e)
			}
		}
	})
}

func FuzzSignatureHeader(f *testing.F) {
	body := webhook(`"type":"opt_in"`)
	good := parcel.Sign(secret, noon, body)
	for _, seed := range []string{good, "", "t=,v1=", "t=1,v1=00,v1=00", ",,,=", strings.ToUpper(good)} {
		f.Add(seed)
	}
	ch := open(f, nil)
	f.Fuzz(func(t *testing.T, header string) {
		d := posted(secret, noon, body)
		d.Header.Set(parcel.SignatureHeader, header)
		if _, _, err := ch.Parse(d); err == nil && !strings.EqualFold(header, good) {
			t.Errorf("%q was taken", header)
		}
	})
}
