package dialogue_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

var now = time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)

// echo is a flow that says its name and what it was given.
type echo struct {
	name  string
	hears []understand.Intent
	err   error
	next  func(dialogue.State) dialogue.State
	do    []dialogue.Effect
}

func (e echo) Name() string               { return e.name }
func (e echo) Hears() []understand.Intent { return e.hears }

func (e echo) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if e.next != nil {
		s = e.next(s)
	}
	text := strings.TrimSpace(fmt.Sprintf("%s %s%d", e.name, in.Action.Name, s.Misses))
	return dialogue.Outcome{Say: []message.Outbound{{Text: text, Choices: choices("A", "a.go", "B", "b.go")}}, Do: e.do, Next: s}, e.err
}

// asker waits for the word "answer".
type asker struct{ echo }

func (asker) Takes(_ dialogue.State, in dialogue.Input) bool {
	return in.Event.Text == "answer" || in.Event.Text == "sn-7"
}

func (a asker) Again(_ context.Context, s dialogue.State, _ dialogue.Input) (dialogue.Outcome, error) {
	return dialogue.Outcome{Say: []message.Outbound{{Text: a.name + " again?", Choices: choices("C", "ask.c")}}, Next: s}, nil
}

// spotter knows words that begin with its name.
type spotter struct{ echo }

func (f spotter) Spots(_ dialogue.State, in dialogue.Input) bool {
	return strings.HasPrefix(in.Event.Text, f.name)
}

type opener struct{ echo }

func (opener) Introduce(dialogue.Input) string { return "I am a bot." }

func choices(pairs ...string) []message.Choice {
	var all []message.Choice
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, message.Choice{Label: pairs[i], Action: message.Action{Name: pairs[i+1]}})
	}
	return all
}

func router(more ...dialogue.Flow) *dialogue.Router {
	return dialogue.NewRouter(append([]dialogue.Flow{
		opener{echo{name: "hello", hears: []understand.Intent{understand.IntentGreet}}},
		echo{name: "search", hears: []understand.Intent{understand.IntentSearch, understand.IntentUnknown}},
		asker{echo{name: "ask", hears: []understand.Intent{understand.IntentCheckout}}},
		echo{name: "opt", hears: []understand.Intent{understand.IntentOptOut, understand.IntentOptIn}},
		echo{name: "a"}, echo{name: "b"},
		spotter{echo{name: "sn"}}, spotter{echo{name: "sn-1"}},
		echo{name: dialogue.FlowLost},
	}, more...)...)
}

func typed(text string, intent understand.Intent) dialogue.Input {
	return dialogue.Input{Event: message.Event{Kind: message.KindText, Text: text}, Meaning: understand.Meaning{Intent: intent}, Now: now}
}

func waiting(t *testing.T, kind understand.Asking) dialogue.State {
	t.Helper()
	s, err := dialogue.State{At: now.Add(-time.Minute)}.Asking("ask", 1, "step", "data")
	if err != nil {
		t.Fatal(err)
	}
	s.Offered = []dialogue.Option{{Label: "A", Action: message.Action{Name: "a.go"}}, {Label: "B", Action: message.Action{Name: "b.go"}}}
	return s.Expecting(kind)
}

func TestRoute(t *testing.T) {
	t.Parallel()
	asks := waiting(t, understand.AskingNothing)
	options := waiting(t, understand.AskingOption)
	confirm := asks
	confirm.Confirm = true
	out := typed("stop", understand.IntentCancel)
	out.Meaning.OptOut = true
	labelled := typed(" a! ", understand.IntentUnknown)
	stopLabel := out
	stopLabel.Event.Text = "A"
	spottedLabel, spottedOut := typed("sn", understand.IntentSearch), out
	spottedOut.Event.Text = "sn stop"
	labels := asks
	labels.Offered = []dialogue.Option{{Label: "SN", Action: message.Action{Name: "b.go"}}}
	chosen := typed("the second", understand.IntentUnknown)
	chosen.Meaning.Chosen = []int{1}
	more := chosen
	more.Meaning.Query.Text = "pack"
	for name, tt := range map[string]struct {
		s    dialogue.State
		in   dialogue.Input
		want string
	}{
		"greeting":                  {dialogue.State{}, dialogue.Input{Event: message.Event{Kind: message.KindStarted}}, "hello"},
		"button":                    {asks, dialogue.Input{Event: message.Event{Kind: message.KindChoice}, Action: message.Action{Name: "b.go"}}, "b"},
		"button of no flow":         {asks, dialogue.Input{Event: message.Event{Kind: message.KindChoice}, Action: message.Action{Name: "x.go"}}, "lost"},
		"button not known any more": {asks, dialogue.Input{Event: message.Event{Kind: message.KindChoice}, Expired: true}, "lost"},
		"internal":                  {asks, dialogue.Input{Event: message.Event{Kind: message.KindInternal, Name: "a.happened"}}, "a"},
		"internal of no flow":       {asks, dialogue.Input{Event: message.Event{Kind: message.KindInternal, Name: "x.happened"}}, "lost"},
		"platform's opt-out":        {asks, dialogue.Input{Event: message.Event{Kind: message.KindOptedOut}}, "opt"},
		"platform's opt-in":         {asks, dialogue.Input{Event: message.Event{Kind: message.KindOptedIn}}, "opt"},
		"picture":                   {asks, typed(" ", understand.IntentUnknown), "lost"},
		"unsupported":               {asks, dialogue.Input{Event: message.Event{Kind: message.KindUnsupported}}, "lost"},
		"answer":                    {asks, typed("answer", understand.IntentSearch), "ask"},
		"interruption":              {asks, typed("tents", understand.IntentSearch), "search"},
		"intent":                    {dialogue.State{}, typed("buy", understand.IntentCheckout), "ask"},
		"intent of no flow":         {dialogue.State{}, typed("thanks", understand.IntentThanks), "search"},
		"opt-out before all":        {asks, out, "opt"},
		"opt-out before a label":    {asks, stopLabel, "opt"},
		"label typed":               {asks, labelled, "a"},
		"option named":              {options, chosen, "b"},
		"option, and more":          {options, more, "search"},
		"option, but none asked":    {asks, chosen, "search"},
		"spotted":                   {dialogue.State{}, typed("sn-7", understand.IntentCheckout), "sn"},
		"spotted before an answer":  {asks, typed("sn-7", understand.IntentSearch), "sn"},
		"spotted after a label":     {labels, spottedLabel, "b"},
		"spotted after an opt-out":  {asks, spottedOut, "opt"},
		"the first that spots":      {dialogue.State{}, typed("sn-1", understand.IntentUnknown), "sn"},
		"nothing spotted in a tap":  {asks, dialogue.Input{Event: message.Event{Kind: message.KindChoice, Text: "sn"}, Action: message.Action{Name: "b.go"}}, "b"},
		"yes":                       {confirm, typed("yep", understand.IntentYes), "a"},
		"no":                        {confirm, typed("nope", understand.IntentNo), "b"},
		"yes to nothing":            {asks, typed("yep", understand.IntentYes), "search"},
		"status":                    {asks, dialogue.Input{Event: message.Event{Kind: message.KindStatus}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, got, err := router().Route(t.Context(), tt.s, tt.in)
			if err != nil || got != tt.want {
				t.Errorf("Route: %q, %v; want %q", got, err, tt.want)
			}
			if picks := router().Picks(tt.s, tt.in); picks != tt.want {
				t.Errorf("Picks: %q, want %q", picks, tt.want)
			}
		})
	}
}

func TestThread(t *testing.T) {
	t.Parallel()
	asks := waiting(t, understand.AskingNothing)
	for name, tt := range map[string]struct {
		flow dialogue.Flow // takes the place of search
		s    dialogue.State
		want []string // texts and labels
	}{
		"asked again below the answer": {nil, asks, []string{"search 0\n\nask again?", "C", "A", "B"}},
		"nothing was asked":            {nil, dialogue.State{At: now}, []string{"search 0", "A", "B"}},
		"first words":                  {nil, dialogue.State{}, []string{"I am a bot.\n\nsearch 0", "A", "B"}},
		"the question is left":         {echo{name: "search", next: func(s dialogue.State) dialogue.State { return s.Left("ask") }}, asks, []string{"search 0", "A", "B"}},
		"yes or no was asked": {echo{name: "search", next: func(s dialogue.State) dialogue.State { s.Confirm = true; return s }},
			asks, []string{"search 0", "A", "B"}},
		"she wants no more":   {echo{name: "search", do: []dialogue.Effect{dialogue.OptOut{}}}, asks, []string{"search 0", "A", "B"}},
		"she wants more":      {echo{name: "search", do: []dialogue.Effect{dialogue.OptOut{In: true}}}, asks, []string{"search 0\n\nask again?", "C", "A", "B"}},
		"a person takes over": {echo{name: "search", do: []dialogue.Effect{dialogue.HandOff{}}}, asks, []string{"search 0", "A", "B"}},
		"not understood":      {echo{name: "search", err: dialogue.ErrNotUnderstood}, dialogue.State{At: now, Misses: 1}, []string{"lost 2", "A", "B"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := router()
			if e, ok := tt.flow.(echo); ok {
				e.hears = []understand.Intent{understand.IntentSearch}
				r = router(e)
			}
			out, _, err := r.Route(t.Context(), tt.s, typed("tents", understand.IntentSearch))
			if err != nil {
				t.Fatal(err)
			}
			got := []string{out.Say[0].Text}
			for i, c := range out.Say[0].Choices {
				got = append(got, c.Label)
				if o := out.Next.Offered[i]; o.Label != c.Label || !cmp.Equal(o.Action, c.Action) {
					t.Errorf("offered %+v, want %+v", o, c)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("says (-want +got):\n%s", diff)
			}
			if !out.Next.At.Equal(now) {
				t.Errorf("Next.At = %v, want %v", out.Next.At, now)
			}
		})
	}
}

// A question that cannot be joined to the answer is a message of its own.
func TestQuestionBelowCards(t *testing.T) {
	t.Parallel()
	r := router(cards{echo{name: "search", hears: []understand.Intent{understand.IntentSearch}}})
	out, _, err := r.Route(t.Context(), waiting(t, understand.AskingNothing), typed("tents", understand.IntentSearch))
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Say) != 2 || out.Say[1].Text != "ask again?" {
		t.Errorf("says %+v", out.Say)
	}
}

type cards struct{ echo }

func (cards) Handle(_ context.Context, s dialogue.State, _ dialogue.Input) (dialogue.Outcome, error) {
	return dialogue.Outcome{Say: []message.Outbound{{Cards: []message.Card{{Title: "Tent"}}}}, Next: s}, nil
}

func TestErrorsNameTheFlow(t *testing.T) {
	t.Parallel()
	mistake := errors.New("mistake")
	r := router(echo{name: "search", hears: []understand.Intent{understand.IntentSearch}, err: mistake})
	out, name, err := r.Route(t.Context(), dialogue.State{}, typed("tents", understand.IntentSearch))
	if !errors.Is(err, mistake) || name != "search" || !strings.Contains(err.Error(), "search") {
		t.Errorf("Route: %q, %v", name, err)
	}
	if diff := cmp.Diff(dialogue.Outcome{}, out); diff != "" {
		t.Errorf("an outcome with an error (-want +got):\n%s", diff)
	}
}

func TestFrames(t *testing.T) {
	t.Parallel()
	var s dialogue.State
	var err error
	for _, flow := range []string{"a", "b", "c", "a", "d", "e"} {
		before := len(s.Frames)
		old := s
		if s, err = s.Asking(flow, 2, "step", map[string]int{"n": before}); err != nil {
			t.Fatal(err)
		}
		if len(old.Frames) != before {
			t.Error("Asking has changed the state it was called on")
		}
	}
	var got []string
	for _, f := range s.Frames {
		got = append(got, f.Flow)
	}
	if diff := cmp.Diff([]string{"c", "a", "d", "e"}, got); diff != "" {
		t.Errorf("frames (-want +got):\n%s", diff)
	}
	frame, ok := s.Waiting("d")
	var data map[string]int
	if err := frame.Read(&data); !ok || err != nil || data["n"] != 3 || frame.Version != 2 {
		t.Errorf("Waiting(d) = %+v, %v; data %v, %v", frame, ok, data, err)
	}
	if top, _ := s.Left("e").Top(); top.Flow != "d" {
		t.Errorf("below e waits %q, want d", top.Flow)
	}
	if _, err := s.Asking("x", 1, "step", func() {}); err == nil {
		t.Error("Asking kept what JSON cannot")
	}
}
