package console_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/console"
	"github.com/sauda-commerce/sauda/sdk/message"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// heard is what Poll handed over, parsed, as "kind payload text".
func heard(t *testing.T, c *console.Channel, sink *[]string) func(context.Context, channel.Delivery) error {
	t.Helper()
	return func(_ context.Context, d channel.Delivery) error {
		events, reply, err := c.Parse(d)
		if err != nil || reply != nil {
			t.Errorf("Parse = %v, %v", reply, err)
		}
		for _, e := range events {
			*sink = append(*sink, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Kind, e.Payload, e.Text)))
		}
		return nil
	}
}

func offer() channel.Message {
	return fitted(channel.FitLabels{}, message.Outbound{
		Text:    "Tents:\x1b[2J",
		Cards:   []message.Card{{Title: "Trail Tent", Subtitle: "For two", Choices: []message.Choice{{Label: "Add to cart", Payload: "p0"}}}},
		Choices: []message.Choice{{Label: "Back", Payload: "p1"}},
		Link:    &message.Link{Label: "Pay", URL: "https://s.example/pay/1"},
	})
}

// fitted is a message as an engine sends it: all of it text.
func fitted(words channel.FitLabels, m message.Outbound) channel.Message {
	return channel.Message{ID: "m1", Outbound: channel.Fit(m, console.New(console.Config{}).Capabilities(), words)[0]}
}

// The words around a price are in the language of the message.
func TestFormerPriceInTheLanguageOfTheMessage(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	c := console.New(console.Config{Out: &out})
	m := fitted(channel.FitLabels{Was: "было"}, message.Outbound{Cards: []message.Card{{
		Title: "Палатка", Price: &message.Price{Display: "90 000 ₸"}, Was: &message.Price{Display: "99 000 ₸"},
	}}})
	if _, err := c.Send(t.Context(), c.Address(), m); err != nil {
		t.Fatal(err)
	}
	if want := "Палатка · 90 000 ₸ (было 99 000 ₸)\n\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestSendWritesText(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	c := console.New(console.Config{Out: &out})
	if r, err := c.Send(t.Context(), c.Address(), offer()); err != nil || r.MessageID != "m1" {
		t.Fatalf("Send = %v, %v", r, err)
	}
	want := "Tents:[2J\n\nTrail Tent\nFor two\n1. Add to cart\n\nPay: https://s.example/pay/1\n\n2. Back\n\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestPoll(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, in string
		want     []string
	}{
		{"nothing", "", []string{"conversation_started"}},
		{"lines", "tents\n\n  two of them \n", []string{"conversation_started", "message  tents", "message  two of them"}},
		{"the last line without an end", "tents", []string{"conversation_started", "message  tents"}},
		{"numbers tap", "1\n2.\n3\n", []string{"conversation_started", "selection p0 Add to cart", "selection p1 Back", "message  3"}},
		{"control characters and bad bytes", "a\x00b\x1b\xff\r\n", []string{"conversation_started", "message  ab\uFFFD"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := console.New(console.Config{In: strings.NewReader(test.in)})
			if _, err := c.Send(t.Context(), c.Address(), offer()); err != nil {
				t.Fatal(err)
			}
			var got []string
			if err := c.Poll(t.Context(), heard(t, c, &got)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A later message without choices leaves the numbers on the screen valid.
func TestNumbersOutliveAMessageWithoutChoices(t *testing.T) {
	t.Parallel()
	c := console.New(console.Config{In: strings.NewReader("2\n")})
	for _, m := range []channel.Message{offer(), {Outbound: message.Outbound{Text: "Your parcel is on its way."}}} {
		if _, err := c.Send(t.Context(), c.Address(), m); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	if err := c.Poll(t.Context(), heard(t, c, &got)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"conversation_started", "selection p1 Back"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestPollHandsOverAgainWhatWasNotStored(t *testing.T) {
	t.Parallel()
	c := console.New(console.Config{In: strings.NewReader("tents\n")})
	full, tries := errors.New("disk full"), 0
	var got []string
	accept := heard(t, c, &got)
	deliver := func(ctx context.Context, d channel.Delivery) error {
		if tries++; tries == 2 {
			return full
		}
		return accept(ctx, d)
	}
	if err := c.Poll(t.Context(), deliver); !errors.Is(err, full) {
		t.Fatalf("Poll = %v, want %v", err, full)
	}
	if err := c.Poll(t.Context(), deliver); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"conversation_started", "message  tents"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestPollEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in, keyboard := io.Pipe()
		c := console.New(console.Config{In: in})
		var got []string
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- c.Poll(ctx, heard(t, c, &got)) }()
		synctest.Wait()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Poll = %v", err)
		}
		// The line typed afterwards belongs to the next Poll.
		go func() { ended <- c.Poll(t.Context(), heard(t, c, &got)) }()
		if _, err := io.WriteString(keyboard, "tents\n"); err != nil {
			t.Error(err)
		}
		if err := keyboard.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Errorf("Poll = %v", err)
		}
		if diff := cmp.Diff([]string{"conversation_started", "message  tents"}, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
func (broken) Read([]byte) (int, error)  { return 0, io.ErrClosedPipe }

func TestBrokenTerminal(t *testing.T) {
	t.Parallel()
	c := console.New(console.Config{In: broken{}, Out: broken{}})
	if _, err := c.Send(t.Context(), c.Address(), offer()); channel.Classify(err).Class != channel.Retry {
		t.Errorf("Send: %v, want retry", err)
	}
	var got []string
	if err := c.Poll(t.Context(), heard(t, c, &got)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Poll: %v", err)
	}
}

func FuzzPoll(f *testing.F) {
	f.Add([]byte("tents\n1\n"))
	f.Add([]byte("\xff\x00\r\n\n2"))
	f.Add([]byte("99999999999999999999\n#1)\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		c := console.New(console.Config{In: bytes.NewReader(in), Now: func() time.Time { return noon }})
		if _, err := c.Send(t.Context(), c.Address(), offer()); err != nil {
			t.Fatal(err)
		}
		var got []string
		if err := c.Poll(t.Context(), heard(t, c, &got)); err != nil {
			t.Error(err)
		}
	})
}

func Example() {
	c := console.New(console.Config{In: strings.NewReader("2\n"), Out: os.Stdout})
	_, err := c.Send(context.Background(), c.Address(), channel.Message{Outbound: message.Outbound{
		Text:     "Pay $129.00 now?\n\n1. Yes\n2. No",
		Numbered: []message.Choice{{Label: "Yes", Payload: "a"}, {Label: "No", Payload: "b"}},
	}})
	if err != nil {
		fmt.Println(err)
	}
	err = c.Poll(context.Background(), func(_ context.Context, d channel.Delivery) error {
		events, _, err := c.Parse(d)
		for _, e := range events {
			fmt.Printf("%s %q\n", e.Kind, e.Payload)
		}
		return err
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// Pay $129.00 now?
	//
	// 1. Yes
	// 2. No
	//
	// conversation_started ""
	// selection "b"
}
