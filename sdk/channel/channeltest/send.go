package channeltest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// patience is how long "at once" may take on a busy machine.
const patience = 5 * time.Second

func sendCases() []Case {
	return []Case{
		{"what was fitted is sent", fittedIsSent},
		{"what cannot be shown is refused", unfittedIsRefused},
		{"an address of another channel is refused", strangeAddressIsRefused},
		{"sending under a done context returns at once", doneContextReturns},
		{"sending is concurrent", sendIsConcurrent},
	}
}

// payload is that of every choice of rich.
const payload = "AZPwoHwecACAAAEjRWeJqwAAAAAAAAAAAAA"

// rich is a message of everything there is.
func rich() message.Outbound {
	choice := func(label string) message.Choice {
		return message.Choice{Label: label, Payload: payload}
	}
	card := message.Card{
		Title: "Trail Tent for two persons 🏕", Subtitle: "Light, green, for three seasons", Image: "https://shop.example/tent.png", ImageAlt: "A tent",
		URL: "https://shop.example/tent", Choices: []message.Choice{choice("Add to cart"), choice("Details"), choice("Similar"), choice("Ask")},
	}
	m := message.Outbound{
		Text:  "Here is what I found. " + strings.Repeat("It is a fine tent. ", 20),
		Cards: []message.Card{card, card, card},
		Link:  &message.Link{Label: "Pay", URL: "https://shop.example/pay/1"},
		Media: []message.Media{{Type: "image", URL: "https://shop.example/sizes.png", Alt: "Sizes"}},
	}
	for i := range 5 {
		m.Choices = append(m.Choices, choice(fmt.Sprintf("A choice with a label, number %d", i)))
	}
	return m
}

func fittedIsSent(ctx context.Context, h Harness) error {
	ch, err := h.fresh()
	if err != nil {
		return err
	}
	for _, m := range []message.Outbound{{Text: "Hello 👋"}, rich()} {
		for i, part := range channel.Fit(m, ch.Capabilities(), channel.FitLabels{}) {
			if _, err := ch.Send(ctx, h.To[0], channel.Message{ID: fmt.Sprintf("m%d", i), Outbound: part}); err != nil {
				return fmt.Errorf("part %d: %w", i, err)
			}
		}
	}
	return nil
}

func unfittedIsRefused(ctx context.Context, h Harness) error {
	ch, err := h.fresh()
	if err != nil {
		return err
	}
	for name, m := range over(ch.Capabilities()) {
		_, err := ch.Send(ctx, h.To[0], channel.Message{ID: "m", Outbound: m})
		if err == nil {
			return fmt.Errorf("%s: was taken, so a part of it is lost", name)
		}
		if class := channel.Classify(err).Class; class != channel.BadRequest {
			return fmt.Errorf("%s: %s, want %s", name, class, channel.BadRequest)
		}
	}
	return nil
}

// over is messages that go over one capability each.
func over(c channel.Capabilities) map[string]message.Outbound {
	all := map[string]message.Outbound{}
	add := func(name string, m message.Outbound) {
		if channel.Fits(m, c) != nil {
			all[name] = m
		}
	}
	// What has no limit cannot be exceeded; what has one is exceeded by one.
	many := func(limit int) int { return min(limit, 10_000) + 1 }
	card := message.Card{Title: "Tent", Subtitle: "For two"}
	long := message.Choice{Label: strings.Repeat("a", many(c.ChoiceLabel)), Payload: "p"}
	add("text", message.Outbound{Text: strings.Repeat("a", many(c.Text))})
	add("choices", message.Outbound{Text: "Which?", Choices: make([]message.Choice, many(c.Choices))})
	add("label of choice", message.Outbound{Text: "Which?", Choices: []message.Choice{long}})
	add("cards", message.Outbound{Cards: make([]message.Card, many(c.Cards))})
	add("text with cards", message.Outbound{Text: "Tents", Cards: []message.Card{card}})
	add("link", message.Outbound{Text: "Pay", Link: &message.Link{Label: "Pay", URL: "https://shop.example"}})
	add("media", message.Outbound{Media: []message.Media{{Type: "image", URL: "https://shop.example/a.png"}}})
	add("replaces", message.Outbound{Text: "New", Replaces: "m1"})
	return all
}

func strangeAddressIsRefused(ctx context.Context, h Harness) error {
	ch, err := h.fresh()
	if err != nil {
		return err
	}
	to := h.To[0]
	to.Channel += "-other"
	if _, err := ch.Send(ctx, to, text()); err == nil {
		return errors.New("a message to another channel's shopper was taken")
	}
	return nil
}

func text() channel.Message {
	return channel.Message{ID: "m", Outbound: message.Outbound{Text: "Hello"}}
}

func doneContextReturns(ctx context.Context, h Harness) error {
	ch, err := h.fresh()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return atOnce(func() error {
		if _, err := ch.Send(ctx, h.To[0], text()); err == nil {
			return errors.New("sent all the same")
		}
		return nil
	})
}

// atOnce says what f says, or that it takes too long.
func atOnce(f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		return fmt.Errorf("still running after %s", patience)
	}
}

func sendIsConcurrent(ctx context.Context, h Harness) error {
	ch, err := h.fresh()
	if err != nil {
		return err
	}
	errs := make([]error, 16)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() {
			m := text()
			m.ID = fmt.Sprintf("m%d", i)
			_, errs[i] = ch.Send(ctx, h.To[i%len(h.To)], m)
		})
	}
	group.Wait()
	return errors.Join(errs...)
}
