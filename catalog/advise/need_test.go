package advise_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/advise"
)

func needs() []advise.Need {
	yes, light := true, 2.0
	return []advise.Need{
		{
			Label: catalog.Text{"en": "On foot"}, Categories: []string{"Camping"},
			Wants: []catalog.Filter{{Name: "weight", Range: catalog.Range{Max: &light}}},
		},
		{
			Label: catalog.Text{"en": "In the rain"}, Categories: []string{"Camping/Tents"},
			Wants: []catalog.Filter{{Name: "waterproof", Bool: &yes}, {Name: "use", Values: []string{"family"}}},
		},
		{Label: catalog.Text{"en": "For nothing"}},
		{Label: catalog.Text{"en": "To the opera"}, Wants: []catalog.Filter{{Name: "use", Values: []string{"opera"}}}},
	}
}

// The needs of the shop are offered where they apply, counted exactly; one that
// leaves nothing, or wants nothing, is not.
func TestNeeds(t *testing.T) {
	t.Parallel()
	foot := needs()[0]
	answer := advise.Answer{Name: advise.QuestionNeed, Values: []string{"On foot"}, Wants: foot.Wants}
	const (
		bySleeps = "9: sleeps? >=1<=1(1) >=2<=2(3) >=3<=3(1) >=4<=4(3) >=6<=6(1)"
		byUse    = "9: use? backpacking(4) family(3) festival(2)"
	)
	ix := index(t, shop())
	for name, tt := range map[string]struct {
		config advise.Config
		state  advise.State
		want   string
	}{
		"offered first":           {advise.Config{Needs: needs()}, tents(), "9: need? On foot(3) In the rain(2)"},
		"in the shop's own order": {advise.Config{Needs: needs(), Order: []string{"use"}}, tents(), byUse},
		"not of one alone":        {advise.Config{Needs: needs()[:1]}, tents(), bySleeps},
		"never":                   {advise.Config{Needs: needs(), Never: []string{"need"}}, tents(), bySleeps},
		"not twice":               {advise.Config{Needs: needs()}, tents().Skip(advise.QuestionNeed), bySleeps},
		"not of another category": {advise.Config{Needs: needs()}, advise.State{Query: catalog.Query{Categories: []string{"Footwear"}}}, "4: price? <=15000(2) >=15000(2)"},
		"after the kind of thing": {advise.Config{Needs: needs()}, advise.State{}, "13: category? Camping(9) Footwear(4)"},
		"an answer is what it wants": {advise.Config{Enough: 9}, tents().With(answer), "best Duo Light 24900: has weight1.1kg rating 4.8; " +
			"cheaper Solo 9900: has weight1.2kg cheaper 15000 rating 4.1; also Duo 14900: has weight1.9kg rating 4.6"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			step, err := tt.config.Next(t.Context(), ix, through(t, tt.state))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, describe(step)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A question has the shop's own words, where it has some.
func TestWording(t *testing.T) {
	t.Parallel()
	words := catalog.Text{"en": "Where will you sleep in it?"}
	for name, want := range map[string]catalog.Text{"use": words, "price": nil} {
		step, err := advise.Config{Wording: map[string]catalog.Text{name: want, "use": words}, Order: []string{name}}.Next(t.Context(), index(t, shop()), tents())
		if err != nil {
			t.Fatal(err)
		}
		if step.Question == nil || step.Question.Name != name || cmp.Diff(want, step.Question.Words) != "" {
			t.Errorf("%s: %+v", name, step.Question)
		}
	}
}
