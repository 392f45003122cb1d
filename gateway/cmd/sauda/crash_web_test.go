package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// webPhone is a browser with the web chat. It repeats what was not
// acknowledged, as a client that lost its connection does, and now and then
// what was.
type webPhone struct {
	shop  *fleet
	rng   *rand.Rand
	token string
	all   []wireLine // the transcript as far as it was read
	at    []time.Time
	sent  []string // ids of what was acknowledged, in order
	last  []byte   // the last message, to be repeated
}

// wireLine is a message of the wire contract.
type wireLine struct {
	Seq  int64
	ID   string
	From string
	Text string
	Link *struct{ URL string }
}

func newWebPhone(ctx context.Context, shop *fleet, rng *rand.Rand) (*webPhone, error) {
	w := &webPhone{shop: shop, rng: rng}
	for {
		var session struct{ Token string }
		status, _, body := shop.call(ctx, http.MethodPost, "/webchat/sessions", "", []byte(`{"locale":"en"}`))
		if status == http.StatusCreated && json.Unmarshal(body, &session) == nil {
			w.token = session.Token
			return w, nil
		}
		if err := later(ctx, status, body); err != nil {
			return nil, fmt.Errorf("session: %w", err)
		}
	}
}

// later waits before another try; an answer that asks for none is an error.
func later(ctx context.Context, status int, body []byte) error {
	switch status {
	case 0, http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return pause(ctx, 30*time.Millisecond)
	}
	return fmt.Errorf("status %d: %s", status, body)
}

func (w *webPhone) say(ctx context.Context, text string) (asked, acked time.Time, err error) {
	id := uuid.NewString()
	body, err := json.Marshal(map[string]string{"id": id, "text": text})
	if err != nil {
		return asked, acked, err
	}
	asked = time.Now()
	for {
		if w.rng.IntN(8) == 0 { // the same at the same time
			go w.shop.call(ctx, http.MethodPost, "/webchat/messages", w.token, body)
		}
		status, _, answer := w.shop.call(ctx, http.MethodPost, "/webchat/messages", w.token, body)
		if status == http.StatusAccepted {
			break
		}
		if err := later(ctx, status, answer); err != nil {
			return asked, acked, err
		}
	}
	acked = time.Now()
	if w.last != nil && w.rng.IntN(8) == 0 { // the one before comes late
		w.shop.call(ctx, http.MethodPost, "/webchat/messages", w.token, w.last)
	}
	w.sent, w.last = append(w.sent, id), body
	return asked, acked, nil
}

func (w *webPhone) await(ctx context.Context, answers int) error {
	for {
		all, _ := record{got: w.got()}.distinct()
		if len(all) >= answers {
			return nil
		}
		if err := w.read(ctx, 5); err != nil {
			return err
		}
	}
}

// read reads what is new, or waits for it for so many seconds.
func (w *webPhone) read(ctx context.Context, wait int) error {
	var page struct{ Messages []wireLine }
	url := fmt.Sprintf("/webchat/messages?after=%d&wait=%d", len(w.all), wait)
	status, _, body := w.shop.call(ctx, http.MethodGet, url, w.token, nil)
	if status == http.StatusOK && json.Unmarshal(body, &page) == nil {
		for _, m := range page.Messages {
			w.all, w.at = append(w.all, m), append(w.at, time.Now())
		}
		return ctx.Err()
	}
	return later(ctx, status, body)
}

func (w *webPhone) received(ctx context.Context) ([]got, error) {
	if err := w.read(ctx, 0); err != nil {
		return w.got(), err
	}
	return w.got(), w.transcript()
}

func (w *webPhone) got() (all []got) {
	for i, m := range w.all {
		if m.From == "shopper" {
			continue
		}
		g := got{id: strconv.FormatInt(m.Seq, 10), text: m.Text, at: w.at[i]}
		if m.Link != nil {
			g.link = m.Link.URL
		}
		all = append(all, g)
	}
	return all
}

// transcript looks at what only the transcript shows: no gap in it, what she
// said once and in order, and each answered before the next.
func (w *webPhone) transcript() error {
	var said []string
	answered := true
	for i, m := range w.all {
		if m.Seq != int64(i+1) {
			return fmt.Errorf("message %d of the transcript has seq %d", i+1, m.Seq)
		}
		if m.From != "shopper" {
			answered = answered || !got{text: m.Text}.reminds()
			continue
		}
		if !answered {
			return fmt.Errorf("interleaved: %q was handled before %q was answered", m.Text, w.all[i-1].Text)
		}
		said, answered = append(said, m.ID), false
	}
	if !slices.Equal(said, w.sent) {
		return fmt.Errorf("the transcript has %d messages of hers, %d were acknowledged, or in another order", len(said), len(w.sent))
	}
	return nil
}
