package dialogue_test

import (
	"context"
	"testing"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// A step stands before its own flow only, and before nothing else of it: what
// the flow takes as an answer, and how it asks again, stay.
func TestSteps(t *testing.T) {
	t.Parallel()
	asked := 0
	r, err := router().WithSteps(map[string]dialogue.Step{
		"ask": func(ctx context.Context, s dialogue.State, in dialogue.Input, next dialogue.Next) (dialogue.Outcome, error) {
			asked++
			out, err := next(ctx, s, in)
			out.Say = append(out.Say, message.Outbound{Text: "and more"})
			return out, err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		text   string
		intent understand.Intent
		flow   string
		asked  int
	}{
		{"pay", understand.IntentCheckout, "ask", 1},
		{"answer", understand.IntentUnknown, "ask", 2},
		{"tents", understand.IntentSearch, "search", 2},
	} {
		out, flow, err := r.Route(t.Context(), waiting(t, understand.AskingNothing), typed(tt.text, tt.intent))
		if err != nil || flow != tt.flow || asked != tt.asked {
			t.Errorf("%q: flow %s, %d steps, %v; want %s, %d", tt.text, flow, asked, err, tt.flow, tt.asked)
		}
		if last := out.Say[len(out.Say)-1].Text; flow == "ask" && last != "and more" {
			t.Errorf("%q: the shop says %q last", tt.text, last)
		}
	}
}

func TestStepsOfNoFlow(t *testing.T) {
	t.Parallel()
	if _, err := router().WithSteps(map[string]dialogue.Step{"nobody": nil}); err == nil {
		t.Error("a step of no flow is taken")
	}
}

// A router with steps is another router.
func TestStepsLeaveTheRouter(t *testing.T) {
	t.Parallel()
	plain := router()
	if _, err := plain.WithSteps(map[string]dialogue.Step{
		"search": func(context.Context, dialogue.State, dialogue.Input, dialogue.Next) (dialogue.Outcome, error) {
			panic("asked")
		},
	}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := plain.Route(t.Context(), dialogue.State{}, typed("tents", understand.IntentSearch)); err != nil {
		t.Error(err)
	}
}
