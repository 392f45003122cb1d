package message_test

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/message"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func choice(label string) message.Choice {
	return message.Choice{Label: label, Action: message.Action{Name: "test.tap", Args: map[string]string{"label": label}}}
}

func full() message.Outbound {
	return message.Outbound{
		Text: "Tents",
		Cards: []message.Card{
			{Title: "One", Price: &message.Price{Amount: money.Amount{Minor: 12900, Currency: "USD"}, Display: "$129.00"}, Choices: []message.Choice{choice("a"), choice("b")}},
			{Title: "Two"},
			{Title: "Three", Choices: []message.Choice{choice("c")}},
		},
		Choices:  []message.Choice{choice("d")},
		Numbered: []message.Choice{choice("e")},
		Link:     &message.Link{Label: "Pay", URL: "https://s.example/pay/1"},
		Media:    []message.Media{{Type: "image", URL: "https://s.example/a.png", Alt: "A tent"}},
		Purpose:  message.PurposeReminder,
		Replaces: "m1",
		Locale:   "kk",
	}
}

func TestChoiceCountsAsAllChoicesDoes(t *testing.T) {
	t.Parallel()
	m := full()
	var got []string
	for i := -1; i < 7; i++ {
		if c, ok := m.Choice(i); ok {
			got = append(got, strconv.Itoa(i)+c.Label)
		}
	}
	if diff := cmp.Diff([]string{"0a", "1b", "2c", "3d", "4e"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWithPayloads(t *testing.T) {
	t.Parallel()
	m := full()
	paid := m.WithPayloads(func(i int) string { return "p" + strconv.Itoa(i) })
	for i, c := range paid.AllChoices() {
		if want := "p" + strconv.Itoa(i); c.Payload != want {
			t.Errorf("choice %d: payload %q, want %q", i, c.Payload, want)
		}
	}
	if diff := cmp.Diff(full(), m); diff != "" {
		t.Errorf("the message itself was changed (-want +got)\n%s", diff)
	}
	blank := paid.WithPayloads(func(int) string { return "" })
	if diff := cmp.Diff(m, blank, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("more than payloads was changed (-want +got)\n%s", diff)
	}
}

func TestIsZero(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]message.Outbound{
		"text":     {Text: "x"},
		"cards":    {Cards: make([]message.Card, 1)},
		"choices":  {Choices: make([]message.Choice, 1)},
		"numbered": {Numbered: make([]message.Choice, 1)},
		"link":     {Link: &message.Link{}},
		"media":    {Media: make([]message.Media, 1)},
	} {
		if m.IsZero() {
			t.Errorf("%s: IsZero", name)
		}
	}
	if m := (message.Outbound{Purpose: message.PurposeReply, Locale: "en", Replaces: "m1"}); !m.IsZero() {
		t.Error("a message that shows nothing is not zero")
	}
}

// What is stored is read back as it was.
func TestJSON(t *testing.T) {
	t.Parallel()
	event := message.Event{
		ID: "1", From: message.Address{Channel: "telegram", Account: "bot", ID: "7"}, Kind: message.KindStatus, At: noon,
		Text: "x", Payload: "p", Media: []message.Media{{Type: "file", URL: "u"}}, Locale: "en", Referral: "r", Customer: "c",
		Profile: message.Profile{Name: "Ann", Phone: "+77010000000"}, Status: &message.Status{MessageID: "m", State: message.StatusRead}, Raw: []byte{0, 255},
	}
	roundTrip(t, event)
	roundTrip(t, full())
	roundTrip(t, message.Outbound{})
}

func roundTrip[T any](t *testing.T, want T) {
	t.Helper()
	raw, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got T
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestInternal(t *testing.T) {
	t.Parallel()
	to := message.Address{Channel: "webchat", Account: "webchat", ID: "7"}
	got, err := message.Internal(to, "paid:1", "checkout.payment", map[string]int{"order": 1}, noon)
	if err != nil {
		t.Fatal(err)
	}
	want := message.Event{ID: "sauda:paid:1", From: to, Kind: message.KindInternal, At: noon, Name: "checkout.payment", Payload: `{"order":1}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if _, err := message.Internal(to, "1", "x", func() {}, noon); err == nil {
		t.Error("a payload that is no JSON was accepted")
	}
}
