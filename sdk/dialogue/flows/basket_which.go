package flows

import (
	"context"
	"slices"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// stepWhich waits to hear which of the things shown is to be added; its frame
// keeps how many.
const stepWhich = "which"

// asked says whether the cart waits to hear which thing, and how many of it.
func (f basket) asked(s dialogue.State) (which bool, n int) {
	frame, ok := s.Waiting(f.Name())
	if !ok || frame.Step != stepWhich || frame.Read(&n) != nil {
		return false, 0
	}
	return true, n
}

// Takes says whether words point at one of the things shown.
func (f basket) Takes(s dialogue.State, in dialogue.Input) bool {
	which, _ := f.asked(s)
	return which && (in.Meaning.Intent == understand.IntentPick || byValue(s, in.Meaning) || byTitle(s, in) >= 0)
}

// byTitle is the position of the only thing shown whose title has all the words
// looked for: "dome 2", which is neither two of them nor another search; -1 for
// none.
func byTitle(s dialogue.State, in dialogue.Input) int {
	words := tokens(in.Meaning.Query.Text)
	if in.Meaning.Intent != understand.IntentSearch || len(words) == 0 || len(in.Meaning.Query.Filters) > 0 {
		return -1
	}
	at := -1
	for i, ref := range s.Shown {
		p, err := in.Catalog.Product(ref.Product)
		if err != nil || !hasAll(tokens(p.Title.In(in.Say.Lang())), words) {
			continue
		}
		if at >= 0 {
			return -1
		}
		at = i
	}
	return at
}

func hasAll(all, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(all, w) })
}

// byValue says whether words name nothing but a property of what is shown:
// "olive" where one of the things asked about is.
func byValue(s dialogue.State, m understand.Meaning) bool {
	if m.Intent != understand.IntentSearch || len(m.Wishes) == 0 || len(s.Shown) == 0 {
		return false
	}
	return !slices.ContainsFunc(m.Wishes, func(w understand.Wish) bool {
		return w.Kind != understand.KindAttribute || w.Strength == understand.Not
	})
}

// Again does not insist: after something else, the question is over.
func (f basket) Again(_ context.Context, s dialogue.State, _ dialogue.Input) (dialogue.Outcome, error) {
	return dialogue.Outcome{Next: s.Left(f.Name())}, nil
}

// counting is an answer to "which one?" of which n are wanted, unless it says how
// many itself. A number alone is a position and no count.
func counting(in dialogue.Input, n int) dialogue.Input {
	if !in.Meaning.Confident {
		in.Meaning.Quantity = 0
		in.Meaning.Items = slices.Clone(in.Meaning.Items)
		for i := range in.Meaning.Items {
			in.Meaning.Items[i].Quantity = 0
		}
	}
	in.Meaning.Quantity = max(n, in.Meaning.Quantity)
	return in
}
