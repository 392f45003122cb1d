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
	return which && (in.Meaning.Intent == understand.IntentPick || byValue(s, in.Meaning))
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
