package simulation

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// visitor is a shopper in the shop's own web chat. Nothing is sent to her: her
// page reads the transcript, from whichever node answers.
type visitor struct {
	w       *world
	id      string
	rng     *rand.Rand
	session webchat.Session // its Token is empty until she has come in
	asked   []*posted
	page    []conversation.Message // what she sees
}

// posted is one of her numbered questions.
type posted struct {
	number      int
	id          string    // of the request, again when it is repeated
	begun, done time.Time // when it was sent first and when accepted; zero if it never was
}

func newVisitor(w *world, i int) *visitor {
	return &visitor{w: w, id: fmt.Sprintf("v%d", i), rng: rand.New(rand.NewPCG(w.seed, uint64(200+i)))}
}

// visit is some things that she does.
func (v *visitor) visit() {
	if v.session.Token == "" && !v.comesIn() {
		return
	}
	for range 1 + v.rng.IntN(3) {
		v.something()
		v.wait(1500)
		v.looks()
	}
}

func (v *visitor) wait(most int) { time.Sleep(time.Duration(v.rng.IntN(most)) * time.Millisecond) }

func (v *visitor) something() {
	switch n := v.rng.IntN(10); {
	case n < 4:
		v.asks()
	case n < 6: // without waiting for answers
		for range 2 + v.rng.IntN(3) {
			v.asks()
		}
	case n < 8:
		v.fills()
	case n < 9 && len(v.asked) > 0: // her browser finds what it never saw accepted, or has been restored
		v.sends(v.asked[v.rng.IntN(len(v.asked))])
	}
}

// comesIn opens her session: it is hers once the shop has accepted that.
func (v *visitor) comesIn() bool {
	n := v.w.anyNode()
	if n.dead() {
		return false
	}
	ch, _ := n.shop.Channel("webchat")
	s, start, err := ch.(*webchat.Channel).Open(webchat.SessionRequest{Locale: "en"})
	if err != nil {
		v.w.t.Errorf("seed %d: %s could not come in: %v", v.w.seed, v.id, err)
		return false
	}
	start.Received = v.w.clock.shop()
	if v.delivers(n, start) {
		v.session = s
	}
	return v.session.Token != ""
}

// delivers says whether a node took a request and lived to say so.
func (v *visitor) delivers(n *node, d channel.Delivery) bool {
	if n.dead() {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, err := n.shop.Receive(ctx, "webchat", d)
	return err == nil && !n.dead()
}

// posts posts something until it is accepted or she loses patience; often one
// time more, to any node.
func (v *visitor) posts(id, field, value string) (accepted bool) {
	body, _ := json.Marshal(map[string]string{"id": id, field: value}) // texts
	header := http.Header{"Authorization": {"Bearer " + v.session.Token}}
	for tries := 0; tries < 4 && !accepted; tries++ {
		accepted = v.delivers(v.w.anyNode(), channel.Delivery{Method: http.MethodPost, Header: header, Body: body, Received: v.w.clock.shop()})
		if !accepted {
			v.wait(1500)
		} else if v.rng.IntN(4) == 0 {
			v.delivers(v.w.anyNode(), channel.Delivery{Method: http.MethodPost, Header: header, Body: body, Received: v.w.clock.shop()})
		}
	}
	return accepted
}

// asks asks a question that she never asked before.
func (v *visitor) asks() {
	q := &posted{number: 1001 + len(v.asked), id: v.uuid(), begun: v.w.clock.now()}
	v.asked = append(v.asked, q)
	v.sends(q)
}

func (v *visitor) sends(q *posted) {
	if v.posts(q.id, "text", fmt.Sprintf("show me tents under %d", q.number)) && q.done.IsZero() {
		q.done = v.w.clock.now()
	}
}

func (v *visitor) uuid() string {
	var id uuid.UUID
	for i := range id {
		id[i] = byte(v.rng.Uint32())
	}
	return id.String()
}

// fills taps a button of what she sees.
func (v *visitor) fills() {
	var all []string
	for _, m := range v.page {
		for _, c := range m.Body.Cards {
			for _, b := range c.Choices {
				all = append(all, b.Payload)
			}
		}
	}
	if len(all) > 0 {
		v.posts(v.uuid(), "choice", all[v.rng.IntN(len(all))])
	}
}

// looks reads what is new.
func (v *visitor) looks() {
	n := v.w.anyNode()
	after := int64(len(v.page))
	news, err := n.shop.Transcript(context.Background(), conversation.IDOf(v.session.Address), after, 100)
	if err != nil || n.dead() {
		return
	}
	for _, m := range news {
		if after++; m.Seq != after {
			v.w.mu.Lock()
			v.w.wrong = append(v.w.wrong, violation{"P3", v.id, fmt.Sprintf("message %d where %d should be", m.Seq, after)})
			v.w.mu.Unlock()
			return
		}
		v.page = append(v.page, m)
	}
}

// visitor checks P1 to P4 and P11 for one visitor. What she once saw stays.
func (f *facts) visitor(v *visitor) {
	if v.session.Token == "" {
		return
	}
	saw := v.page
	v.page = nil
	for had := -1; had < len(v.page); {
		had = len(v.page)
		v.looks()
	}
	for i, m := range saw {
		if i >= len(v.page) || v.page[i].ID != m.ID || v.page[i].Body.Text != m.Body.Text {
			f.add("P4", v.id, "what she saw has changed: %d, %.60q", m.Seq, m.Body.Text)
			return
		}
	}
	said, answered := map[string][]int{}, map[string][]int{} // places
	for i, m := range v.page {
		hour := m.At.In(zone).Hour()
		switch match := under.FindStringSubmatch(m.Body.Text); {
		case m.From == conversation.Shopper:
			said[m.Body.Text] = append(said[m.Body.Text], i)
		case m.Body.Purpose == message.PurposeReminder && (hour < 8 || hour >= 21):
			f.add("P11", v.id, "a reminder at %s", clockOf(m.At))
		case match != nil:
			n := strings.ReplaceAll(match[1], ",", "")
			answered[n] = append(answered[n], i)
		}
	}
	f.asked(v, said, answered)
}

// asked checks a visitor's questions by their places on her page and those of
// their answers.
func (f *facts) asked(v *visitor, said, answered map[string][]int) {
	var before *posted
	for _, q := range v.asked {
		n := fmt.Sprint(q.number)
		at, answers := said["show me tents under "+n], answered[n]
		switch {
		case len(at) > 1 || len(answers) > 1:
			f.add("P2", v.id, "%s was said %d times and answered %d times", n, len(at), len(answers))
		case len(at) != len(answers):
			f.add("P1", v.id, "%s was said %d times and answered %d times", n, len(at), len(answers))
		case len(at) == 0 && !q.done.IsZero():
			f.add("P1", v.id, "%s was accepted at %s and is lost", n, clockOf(q.done))
		}
		if len(at) == 0 || len(answers) == 0 || q.done.IsZero() {
			continue
		}
		if before != nil && before.done.Before(q.begun) {
			b := fmt.Sprint(before.number)
			if at[0] < said["show me tents under "+b][0] || answers[0] < answered[b][0] {
				f.add("P3", v.id, "%s comes before %s", n, b)
			}
		}
		before = q
	}
}
