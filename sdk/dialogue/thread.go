package dialogue

import (
	"context"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// MaxOffered is how many choices of the last message are remembered.
const MaxOffered = 24

// joinedChoices is how many buttons an answer and the question repeated below
// it have together; the question's come first.
const joinedChoices = 5

// resume asks again what was being asked, below the answer to an interruption.
func (r *Router) resume(ctx context.Context, out Outcome, by string, s State, in Input) (Outcome, error) {
	before, waited := s.Top()
	now, waits := out.Next.Top()
	interrupted := waited && waits && before.Flow == now.Flow && before.Flow != by
	if !interrupted || len(out.Say) == 0 || out.Next.Confirm || leaves(out.Do) || in.Event.Name == EventStaffSaid {
		return out, nil
	}
	a, ok := r.flows[before.Flow].(Asker)
	if !ok {
		return out, nil
	}
	in.Cart = cartAfter(in, out.Do)
	in = spokenAfter(in, out.Do)
	again, err := a.Again(ctx, out.Next, in)
	if err != nil {
		return Outcome{}, fmt.Errorf("dialogue: flow %s asking again: %w", before.Flow, err)
	}
	out.Next = again.Next
	if len(again.Say) > 0 {
		out.Say = join(out.Say, again.Say[0])
	}
	return out, nil
}

// spokenAfter is the input in the language that the shopper has just chosen.
func spokenAfter(in Input, do []Effect) Input {
	for _, e := range do {
		if put, ok := e.(PutContact); ok && put.Contact.Locale != in.Contact.Locale {
			in.Contact, in.Say = put.Contact, in.Say.In(put.Contact.Locale)
		}
	}
	return in
}

// leaves says whether the bot falls silent, or is asked to write no more, so
// that nothing is to be asked.
func leaves(do []Effect) bool {
	return slices.ContainsFunc(do, func(e Effect) bool {
		opt, opts := e.(OptOut)
		_, handsOff := e.(HandOff)
		return handsOff || opts && !opt.In
	})
}

// join puts a question below an answer, in one bubble where it can be.
func join(say []message.Outbound, question message.Outbound) []message.Outbound {
	last := say[len(say)-1]
	if len(last.Cards) > 0 || last.Link != nil || last.Text == "" {
		return append(slices.Clone(say), question)
	}
	last.Text += "\n\n" + question.Text
	choices := slices.Clone(question.Choices)
	for _, c := range last.Choices {
		same := func(x message.Choice) bool { return x.Label == c.Label }
		if len(choices) < joinedChoices && !slices.ContainsFunc(choices, same) {
			choices = append(choices, c)
		}
	}
	last.Choices = choices
	return append(slices.Clone(say[:len(say)-1]), last)
}

// finish fills in what every answer has alike.
func (r *Router) finish(out Outcome, by string, s State, in Input) Outcome {
	if in.Event.Kind != message.KindInternal {
		out.Next.At = in.Now
		out.Say = r.introduce(out.Say, by, s, in)
	}
	if len(out.Say) > 0 {
		out.Next.Confirm = out.Next.Confirm && in.Event.Kind != message.KindInternal
		out.Next.Offered = offered(out.Say)
	}
	for i := range out.Say {
		if out.Say[i].Locale == "" {
			out.Say[i].Locale = in.Say.Lang()
		}
	}
	return out
}

// introduce says who speaks before the first answer of a conversation.
func (r *Router) introduce(say []message.Outbound, by string, s State, in Input) []message.Outbound {
	if !s.At.IsZero() || r.opener == nil || by == r.opener.Name() || len(say) == 0 {
		return say
	}
	say = slices.Clone(say)
	if hello := r.opener.Introduce(in); say[0].Text == "" {
		say[0].Text = hello
	} else {
		say[0].Text = hello + "\n\n" + say[0].Text
	}
	return say
}

// offered lists the choices below the last message that has any.
func offered(say []message.Outbound) []Option {
	var all []Option
	for _, c := range say[len(say)-1].Choices {
		if len(all) < MaxOffered {
			all = append(all, Option{Label: c.Label, Action: c.Action})
		}
	}
	return all
}
