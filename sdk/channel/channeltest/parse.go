package channeltest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

func parseCases(h Harness) []Case {
	all := []Case{
		{"samples are read", with(samplesAreRead)},
		{"the same delivery is the same events", with(parseIsDeterministic)},
		{"different events have different ids", with(idsDiffer)},
		{"a delivery is left as it was", with(deliveryIsLeftAlone)},
		{"an unsigned delivery is refused", with(unsignedIsRefused)},
		{"a changed signature is refused", with(changedSignatureIsRefused)},
		{"a delivery signed with another secret is refused", with(strangersAreRefused)},
		{"garbage is refused without a panic", with(garbageIsRefused)},
		{"reading does no I/O", parseDoesNoIO},
		{"reading is concurrent", with(parseIsConcurrent)},
	}
	if len(h.Challenges) > 0 {
		all = append(all, Case{"challenges are answered", with(challengesAreAnswered)})
	}
	if !h.BodyUnsigned {
		all = append(all, Case{"a changed body is refused", with(changedBodyIsRefused)})
	}
	return all
}

func samplesAreRead(_ Harness, ch channel.Channel, samples []channel.Delivery) error {
	all, err := parseAll(ch, samples)
	if err != nil {
		return err
	}
	for i, events := range all {
		if len(events) == 0 {
			return fmt.Errorf("sample %d: no events", i)
		}
		for _, e := range events {
			if e.ID == "" || e.Kind == "" || e.From.ID == "" || e.From.Channel != ch.Name() || e.At.IsZero() {
				return fmt.Errorf("sample %d: an event of kind %q lacks its id, time or address: %+v", i, e.Kind, e.From)
			}
			if e.Kind == message.KindInternal {
				return fmt.Errorf("sample %d: an internal event from outside", i)
			}
		}
	}
	return nil
}

func parseIsDeterministic(_ Harness, ch channel.Channel, samples []channel.Delivery) error {
	for i, d := range samples {
		first, _, err := ch.Parse(clone(d))
		if err != nil {
			return err
		}
		again, _, err := ch.Parse(clone(d))
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(first, again) {
			return fmt.Errorf("sample %d: first\n%+v\nthen\n%+v", i, first, again)
		}
	}
	return nil
}

func idsDiffer(_ Harness, ch channel.Channel, samples []channel.Delivery) error {
	all, err := parseAll(ch, samples)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for i, e := range slices.Concat(all...) {
		key := e.From.Account + "\x00" + e.ID
		if seen[key] {
			return fmt.Errorf("event %d has the id %q of an earlier one", i, e.ID)
		}
		seen[key] = true
	}
	return nil
}

func deliveryIsLeftAlone(_ Harness, ch channel.Channel, samples []channel.Delivery) error {
	for i, d := range samples {
		before := clone(d)
		if _, _, err := ch.Parse(d); err != nil {
			return err
		}
		if !reflect.DeepEqual(before, d) {
			return fmt.Errorf("sample %d was changed", i)
		}
	}
	return nil
}

func unsignedIsRefused(h Harness, ch channel.Channel, samples []channel.Delivery) error {
	for i, d := range samples {
		d = clone(d)
		d.Header.Del(h.SignatureHeader)
		d.Query.Del(h.SignatureQuery)
		if err := refused(ch, d); err != nil {
			return fmt.Errorf("sample %d: %w", i, err)
		}
	}
	return nil
}

func changedSignatureIsRefused(h Harness, ch channel.Channel, samples []channel.Delivery) error {
	for i, d := range samples {
		for _, change := range []func(string) string{
			func(s string) string { return s[:len(s)-8] + swap(s[len(s)-8:]) },
			func(s string) string { return s[:len(s)-1] },
			func(s string) string { return s + s },
		} {
			forged := clone(d)
			if h.SignatureHeader != "" {
				forged.Header.Set(h.SignatureHeader, change(d.Header.Get(h.SignatureHeader)))
			}
			if h.SignatureQuery != "" {
				forged.Query.Set(h.SignatureQuery, change(d.Query.Get(h.SignatureQuery)))
			}
			if err := refused(ch, forged); err != nil {
				return fmt.Errorf("sample %d: %w", i, err)
			}
		}
	}
	return nil
}

// swap changes every letter and digit into another of those.
func swap(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '0':
			return '1'
		case r > '0' && r <= '9':
			return '0'
		case r == 'a' || r == 'A':
			return 'b'
		}
		return 'a'
	}, s)
}

func changedBodyIsRefused(_ Harness, ch channel.Channel, samples []channel.Delivery) error {
	for i, d := range samples {
		for at := 0; at < len(d.Body); at += 1 + len(d.Body)/50 {
			forged := clone(d)
			forged.Body[at] ^= 1
			if err := refused(ch, forged); err != nil {
				return fmt.Errorf("sample %d, byte %d: %w", i, at, err)
			}
		}
	}
	return nil
}

func strangersAreRefused(h Harness, ch channel.Channel, _ []channel.Delivery) error {
	stranger, err := h.Stranger()
	if err != nil {
		return err
	}
	forged, err := h.samples(stranger)
	if err != nil {
		return err
	}
	for i, d := range forged {
		if err := refused(ch, d); err != nil {
			return fmt.Errorf("sample %d: %w", i, err)
		}
	}
	return nil
}

func challengesAreAnswered(h Harness, ch channel.Channel, _ []channel.Delivery) error {
	for i, c := range h.Challenges {
		events, got, err := ch.Parse(clone(c.Delivery))
		if err != nil {
			return fmt.Errorf("challenge %d: %w", i, err)
		}
		if got == nil || !reflect.DeepEqual(*got, c.Want) || len(events) > 0 {
			return fmt.Errorf("challenge %d: reply %+v and %d events, want %+v and none", i, got, len(events), c.Want)
		}
		if err := refused(ch, c.Forged); err != nil {
			return fmt.Errorf("challenge %d, forged: %w", i, err)
		}
	}
	return nil
}

// refused says what is wrong unless a delivery is an ErrSignature.
func refused(ch channel.Channel, d channel.Delivery) error {
	events, _, err := ch.Parse(d)
	if !errors.Is(err, channel.ErrSignature) || len(events) > 0 {
		return fmt.Errorf("%d events and error %w, want ErrSignature", len(events), orNone(err))
	}
	return nil
}

var errNone = errors.New("none")

func orNone(err error) error {
	if err == nil {
		return errNone
	}
	return err
}

func garbageIsRefused(h Harness, ch channel.Channel, samples []channel.Delivery) error {
	for _, body := range garbage(samples) {
		signed, err := h.Signed(ch, body)
		if err != nil {
			return err
		}
		for _, d := range []channel.Delivery{signed, {Body: body}, {}} {
			if err := h.known(ch, d); err != nil {
				return fmt.Errorf("%.40q: %w", body, err)
			}
		}
	}
	return nil
}

// known says what is wrong with the error of a delivery.
func (h Harness) known(ch channel.Channel, d channel.Delivery) error {
	_, _, err := ch.Parse(d)
	if err == nil {
		return nil
	}
	if !errors.Is(err, channel.ErrSignature) && !errors.Is(err, channel.ErrMalformed) {
		return fmt.Errorf("error %w, want ErrSignature or ErrMalformed", err)
	}
	return h.discreet(err)
}

// discreet says whether an error holds a secret.
func (h Harness) discreet(err error) error {
	for _, s := range h.Secrets {
		if strings.Contains(err.Error(), s) {
			return errors.New("a secret is in the text of an error")
		}
	}
	return nil
}

// garbage is the samples cut short, and what breaks parsers.
func garbage(samples []channel.Delivery) [][]byte {
	all := [][]byte{
		nil, []byte("{"), []byte("null"), []byte("[]"), []byte(`""`), []byte("{}"), []byte("0"),
		[]byte("\x00\xff\xfe"), []byte("<xml>"), []byte("a=b&c=%"),
		[]byte(strings.Repeat("[", 20_000)), []byte(strings.Repeat(`{"a":`, 20_000)),
		[]byte(`{"id":1e999,"entry":[null],"message":[],"update_id":"x"}`),
	}
	for _, d := range samples {
		for at := 1; at < len(d.Body); at += 1 + len(d.Body)/40 {
			all = append(all, d.Body[:at])
		}
	}
	return all
}

func parseDoesNoIO(_ context.Context, h Harness) error {
	var calls atomic.Int32
	ch, err := h.New(roundTrip(func(*http.Request) (*http.Response, error) {
		calls.Add(1)
		return nil, errors.New("channeltest: no network")
	}))
	if err != nil {
		return err
	}
	samples, err := h.samples(ch)
	if err != nil {
		return err
	}
	calls.Store(0)
	for _, d := range samples {
		if _, _, err := ch.Parse(d); err != nil && calls.Load() == 0 {
			return err
		}
	}
	if n := calls.Load(); n > 0 {
		return fmt.Errorf("reading made %d requests", n)
	}
	return nil
}

func parseIsConcurrent(_ Harness, ch channel.Channel, samples []channel.Delivery) error {
	want, err := parseAll(ch, samples)
	if err != nil {
		return err
	}
	errs := make([]error, 8)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() {
			got, err := parseAll(ch, samples)
			if err == nil && !reflect.DeepEqual(got, want) {
				err = errors.New("events differ from those read alone")
			}
			errs[i] = err
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

func parseAll(ch channel.Channel, samples []channel.Delivery) ([][]message.Event, error) {
	var all [][]message.Event
	for i, d := range samples {
		events, _, err := ch.Parse(clone(d))
		if err != nil {
			return nil, fmt.Errorf("sample %d: %w", i, err)
		}
		all = append(all, events)
	}
	return all, nil
}

func clone(d channel.Delivery) channel.Delivery {
	d.Header = d.Header.Clone()
	d.Body = bytes.Clone(d.Body)
	d.Query = maps.Clone(d.Query)
	return d
}
