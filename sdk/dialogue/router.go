package dialogue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// FlowLost is the name of the flow that answers what no other can: unknown
// buttons, pictures, words that mean nothing here. A router needs one.
const FlowLost = "lost"

// ErrNotUnderstood is returned by a flow that was given words on a guess and
// can make nothing of them. The router then asks the flow FlowLost.
var ErrNotUnderstood = errors.New("dialogue: not understood")

// Listener is a flow that answers typed words by what they mean, whatever was
// said before.
type Listener interface {
	Flow
	// Hears lists the intents it answers. The first flow given to the router
	// that names an intent gets it. understand.IntentUnknown gets all words
	// that no one else does.
	Hears() []understand.Intent
}

// Spotter is a flow that knows words of its own, which no intent stands for: a
// serial number, the name of a service that only this shop has.
type Spotter interface {
	Flow
	// Spots says whether typed words are for this flow, whatever they were read
	// as and whatever was asked before: only a wish to be left alone and the
	// offered choices come first. Of two flows that say yes, the first given to
	// the router gets the words. It is called several times for one message, so
	// it is quick and its answer depends on nothing else. Be strict: words that
	// answer another flow's question (State.Top) are taken from that flow, which
	// then asks again.
	Spots(s State, in Input) bool
}

// Asker is a flow that asks and waits, with a frame in the state.
type Asker interface {
	Flow
	// Takes says whether typed words are an answer to what its frame, the last
	// one of the state, asked. What it does not take is an interruption: it is
	// answered by whom it concerns, and then Again asks once more.
	Takes(s State, in Input) bool
	// Again repeats the question, shorter, in the first message of the outcome;
	// none repeats nothing. It has no effects; the state may leave the question.
	Again(ctx context.Context, s State, in Input) (Outcome, error)
}

// Opener is a flow that begins conversations: Introduce is put before the first
// answer of one that the shopper began with a wish instead of a greeting.
type Opener interface {
	Flow
	Introduce(in Input) string
}

// Router picks the flow that answers and keeps the thread: what interrupts a
// waiting question is answered, then the question stands again. It is
// immutable and safe for concurrent use.
type Router struct {
	flows  map[string]Flow
	steps  map[string]Step // by flow
	hears  map[understand.Intent]string
	spots  []Spotter
	opener Opener
}

// NewRouter returns a router over flows. A later flow replaces an earlier one
// of the same name, so a shop changes one by adding its own at the end.
func NewRouter(flows ...Flow) *Router {
	r := &Router{flows: map[string]Flow{}, hears: map[understand.Intent]string{}}
	var names []string
	for _, f := range flows {
		if _, replaces := r.flows[f.Name()]; !replaces {
			names = append(names, f.Name())
		}
		r.flows[f.Name()] = f
	}
	for _, name := range names {
		r.listen(r.flows[name])
	}
	return r
}

func (r *Router) listen(f Flow) {
	if o, ok := f.(Opener); ok && r.opener == nil {
		r.opener = o
	}
	if p, ok := f.(Spotter); ok {
		r.spots = append(r.spots, p)
	}
	l, ok := f.(Listener)
	if !ok {
		return
	}
	for _, intent := range l.Hears() {
		if _, taken := r.hears[intent]; !taken {
			r.hears[intent] = f.Name()
		}
	}
}

// Flow returns a flow by name.
func (r *Router) Flow(name string) (Flow, bool) {
	f, ok := r.flows[name]
	return f, ok
}

// Route answers one event: it returns what is to be done and the name of the
// flow that decided so. An error is a mistake of ours or an ended ctx, and the
// outcome is then empty.
func (r *Router) Route(ctx context.Context, s State, in Input) (Outcome, string, error) {
	if silent(in.Event.Kind) {
		return Outcome{Next: s}, "", nil
	}
	in.Action = r.Action(s, in)
	if in.Event.Kind != message.KindInternal {
		s.Confirm = false
	}
	name := r.pick(s, in)
	out, err := r.handle(ctx, name, s, in)
	if errors.Is(err, ErrNotUnderstood) {
		name = FlowLost
		s.Misses++
		out, err = r.handle(ctx, name, s, in)
	}
	if err != nil {
		return Outcome{}, name, fmt.Errorf("dialogue: flow %s: %w", name, err)
	}
	if name != FlowLost {
		out.Next.Misses = 0
	}
	if out, err = r.resume(ctx, out, name, s, in); err != nil {
		return Outcome{}, name, err
	}
	return r.finish(out, name, s, in), name, nil
}

// Picks tells which flow would be asked, for engines that must Prepare it.
func (r *Router) Picks(s State, in Input) string {
	if silent(in.Event.Kind) {
		return ""
	}
	in.Action = r.Action(s, in)
	return r.pick(s, in)
}

func (r *Router) handle(ctx context.Context, name string, s State, in Input) (Outcome, error) {
	f, ok := r.flows[name]
	if !ok {
		return Outcome{}, fmt.Errorf("dialogue: no flow %q", name)
	}
	if step := r.steps[name]; step != nil {
		return step(ctx, s, in, f.Handle)
	}
	return f.Handle(ctx, s, in)
}

// Action is what the shopper tapped. Words that are the label of an offered
// choice, or answer a question that was asked by choices, are as good; but to
// be left alone comes before everything. Route hands it to the flow as
// Input.Action; engines hand it to Prepare as well.
func (r *Router) Action(s State, in Input) message.Action {
	if !words(in) || in.Meaning.OptOut {
		return in.Action
	}
	text := fold(in.Event.Text)
	i := slices.IndexFunc(s.Offered, func(o Option) bool { return text != "" && fold(o.Label) == text })
	if i < 0 {
		i = r.answered(s, in)
	}
	if i < 0 || i >= len(s.Offered) {
		return message.Action{}
	}
	return s.Offered[i].Action
}

// answered is the position of the offered choice that words mean; -1 for none.
func (r *Router) answered(s State, in Input) int {
	f, waits := s.Top()
	switch m := in.Meaning; {
	case s.Confirm && m.Intent == understand.IntentYes:
		return 0
	case s.Confirm && m.Intent == understand.IntentNo:
		return 1
	case waits && f.Kind == understand.AskingOption && len(m.Chosen) == 1 && !r.takes(s, in) && mayChoose(m) && !saysMore(s, m):
		return m.Chosen[0]
	}
	return -1
}

// mayChoose says whether words that name an option can be meant to choose it:
// neither "how much is the first" nor "add 2 of the first" are.
func mayChoose(m understand.Meaning) bool {
	switch m.Intent {
	case understand.IntentSearch, understand.IntentPick, understand.IntentUnknown,
		understand.IntentYes, understand.IntentNo, understand.IntentSkip, understand.IntentCheaper:
		return true
	case understand.IntentAdd:
		return m.Quantity == 0 // "I'll take the second"
	}
	return !m.Confident
}

// saysMore says whether words look for something that the one option they name
// does not hold: "a red pack" is no answer where "Red" is an option.
func saysMore(s State, m understand.Meaning) bool {
	if m.Chosen[0] >= len(s.Offered) {
		return true
	}
	label := strings.Fields(fold(s.Offered[m.Chosen[0]].Label))
	return slices.ContainsFunc(strings.Fields(fold(m.Query.Text)), func(w string) bool { return !slices.Contains(label, w) })
}

// takes says whether the flow that waits takes typed words as an answer.
func (r *Router) takes(s State, in Input) bool {
	f, waits := s.Top()
	if !waits {
		return false
	}
	a, ok := r.flows[f.Flow].(Asker)
	return ok && a.Takes(s, in)
}

func (r *Router) pick(s State, in Input) string {
	switch {
	case in.Expired:
		return FlowLost
	case in.Action.Name != "":
		return r.known(first(in.Action.Name))
	case in.Event.Kind == message.KindInternal:
		return r.known(first(in.Event.Name))
	case in.Event.Kind == message.KindStarted:
		return r.heard(understand.IntentGreet)
	case in.Event.Kind == message.KindOptedOut:
		return r.heard(understand.IntentOptOut)
	case in.Event.Kind == message.KindOptedIn:
		return r.heard(understand.IntentOptIn)
	case !words(in):
		return FlowLost
	case in.Meaning.OptOut:
		return r.heard(understand.IntentOptOut)
	}
	if name, ok := r.spotter(s, in); ok {
		return name
	}
	if r.takes(s, in) {
		return s.Frames[len(s.Frames)-1].Flow
	}
	return r.heard(in.Meaning.Intent)
}

// spotter is the name of the flow that knows words as its own.
func (r *Router) spotter(s State, in Input) (string, bool) {
	for _, f := range r.spots {
		if f.Spots(s, in) {
			return f.Name(), true
		}
	}
	return "", false
}

// known is a flow's name if there is one, else FlowLost.
func (r *Router) known(name string) string {
	if _, ok := r.flows[name]; ok {
		return name
	}
	return FlowLost
}

func (r *Router) heard(intent understand.Intent) string {
	if name, ok := r.hears[intent]; ok {
		return name
	}
	if name, ok := r.hears[understand.IntentUnknown]; ok && intent != understand.IntentOptOut && intent != understand.IntentOptIn {
		return name
	}
	return FlowLost
}

func first(action string) string {
	name, _, _ := strings.Cut(action, ".")
	return name
}

// silent says whether an event needs no answer of a flow.
func silent(k message.Kind) bool { return k == message.KindStatus }

// words says whether the shopper typed something.
func words(in Input) bool {
	return in.Event.Kind == message.KindText && strings.TrimSpace(in.Event.Text) != "" && in.Action.Name == "" && !in.Expired
}

// fold makes labels comparable: no case, no spaces around, no final mark.
func fold(s string) string {
	return strings.Trim(strings.ToLower(strings.Join(strings.Fields(s), " ")), " .!?")
}
