package advise_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/advise"
)

// describe writes a step in a few lines.
func describe(s advise.Step) string {
	var b strings.Builder
	if q := s.Question; q != nil {
		fmt.Fprintf(&b, "%d: %s?", s.Total, q.Name)
		for _, o := range q.Options {
			what := strings.Join(o.Values, "|") + bounds(o.Range)
			if o.Bool != nil {
				what = fmt.Sprint(*o.Bool)
			}
			fmt.Fprintf(&b, " %s(%d)", what, o.Count)
		}
	}
	for _, p := range s.Picks {
		fmt.Fprintf(&b, "%s %s %d:", p.Role, p.Product.ID, p.Offer.Price.Minor)
		for _, r := range p.Reasons {
			fmt.Fprintf(&b, " %s", describeReason(r))
		}
		for _, r := range p.Missing {
			fmt.Fprintf(&b, " but not %s", r.Name)
		}
		b.WriteString("; ")
	}
	for _, r := range s.Relax {
		fmt.Fprintf(&b, "without %s %d %d; ", r.Name, r.Price.Minor, r.Total)
	}
	return strings.TrimSuffix(b.String(), "; ")
}

func describeReason(r advise.Reason) string {
	s := string(r.Kind) + " " + r.Name + strings.Join(r.Values, "|")
	if r.Number != nil {
		s += fmt.Sprintf("%g%s", *r.Number, r.Unit)
	}
	if r.Bool != nil {
		s += fmt.Sprint(*r.Bool)
	}
	if r.Amount.Minor != 0 {
		s += fmt.Sprint(r.Amount.Minor)
	}
	if r.Rating.Count != 0 {
		s += fmt.Sprint(r.Rating.Average)
	}
	return strings.Replace(s, "  ", " ", 1)
}

func tents() advise.State {
	return advise.State{Query: catalog.Query{Categories: []string{"Camping/Tents"}}}
}

// TestDialogue plays a dialogue, taking the first answer and then the second.
func TestDialogue(t *testing.T) {
	t.Parallel()
	ix := index(t, shop())
	s := advise.State{}
	want := []string{
		"13: category? Camping(9) Footwear(4)",
		"9: sleeps? >=1<=1(1) >=2<=2(3) >=3<=3(1) >=4<=4(3) >=6<=6(1)",
		"best Duo Light 24900: has sleeps2person rating 4.8; cheaper Party 2 4900: has sleeps2person cheaper 20000; also Duo 14900: has sleeps2person rating 4.6",
	}
	for i, w := range want {
		step, err := advise.Next(t.Context(), ix, s)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(w, describe(step)); diff != "" {
			t.Errorf("step %d (-want +got):\n%s", i, diff)
		}
		if step.Question != nil {
			s = through(t, s.With(step.Question.Options[i].Answer))
		}
	}
}

// through stores a state as JSON and reads it back, as between two messages.
func through(t *testing.T, s advise.State) advise.State {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back advise.State
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, back); diff != "" {
		t.Errorf("state does not survive JSON:\n%s", diff)
	}
	return back
}

func TestNext(t *testing.T) {
	t.Parallel()
	low, cheap, two := 20000.0, 3000.0, 2.0
	yes := true
	tests := []struct {
		name   string
		config advise.Config
		state  advise.State
		want   string
	}{
		{name: "what kind of thing first", want: "13: category? Camping(9) Footwear(4)"},
		{name: "not asked again when skipped", state: tents().Skip("use"), want: "9: sleeps? >=1<=1(1) >=2<=2(3) >=3<=3(1) >=4<=4(3) >=6<=6(1)"},
		{name: "the shop's own order", config: advise.Config{Order: []string{"waterproof"}}, state: tents(), want: "9: waterproof? true(5) false(4)"},
		{name: "budget", config: advise.Config{Order: []string{"price"}}, state: tents(), want: "9: price? <=15000(4) >=15000<=25000(3) >=25000(2)"},
		{name: "never", config: advise.Config{Never: []string{"use", "sleeps", "price", "weight"}}, state: tents(), want: "9: waterproof? true(5) false(4)"},
		{
			name:  "few left: no question",
			state: advise.State{Query: catalog.Query{Categories: []string{"Camping/Tents"}, Price: catalog.Range{Max: &low}, Currency: "USD"}}.With(advise.Answer{Name: "use", Values: []string{"festival"}}),
			want:  "best Party 2 4900: has usefestival price 4900; also Party 4 8900: has usefestival price 8900",
		},
		{
			name:  "an option's variant that is in stock",
			state: advise.State{Query: catalog.Query{Categories: []string{"Footwear"}}}.With(advise.Answer{Name: "size", Values: []string{"42"}}),
			want:  "best Fen 10000: has size42 rating 4.2; also Scree 13000: has size42 rating 4.2",
		},
		{
			name:  "nothing fits: a little more money, then a property",
			state: tents().With(advise.Answer{Name: "sleeps", Range: catalog.Range{Min: &two, Max: &two}}).With(advise.Answer{Name: "waterproof", Bool: &yes}).With(advise.Answer{Name: "price", Range: catalog.Range{Max: ptr(12000.0)}, Currency: "USD"}),
			want:  "without price 15000 1; without sleeps 0 1; without waterproof 0 1; without stock 0 1",
		},
		{
			name:  "nothing fits by far",
			state: tents().With(advise.Answer{Name: "price", Range: catalog.Range{Max: &cheap}, Currency: "USD"}).With(advise.Answer{Name: "use", Values: []string{"opera"}}),
			want:  "without all 0 9",
		},
		{
			name:   "nice wishes rank",
			config: advise.Config{Questions: 1, Picks: 1},
			state: advise.State{Query: catalog.Query{Categories: []string{"Camping/Tents"}}, Nice: []catalog.Filter{
				{Name: "use", Values: []string{"festival"}}, {Name: "waterproof", Bool: &yes},
			}}.Skip("use"),
			want: "best Family 6 39900: has waterprooftrue rating 4.7 but not use",
		},
	}
	ix := index(t, shop())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
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

func ptr(v float64) *float64 { return &v }

func TestNow(t *testing.T) {
	t.Parallel()
	step, err := advise.Config{}.Now(t.Context(), index(t, shop()), tents())
	if err != nil || step.Question != nil || len(step.Picks) != 3 || step.Total != 9 {
		t.Errorf("Now = %s, %v; want three picks of nine", describe(step), err)
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	one, two := advise.Answer{Name: "use", Values: []string{"family"}}, advise.Answer{Name: "use", Values: []string{"festival"}}
	s := tents().With(one)
	changed := s.With(two)
	if s.Answers[0].Values[0] != "family" || changed.Answers[0].Values[0] != "festival" || len(changed.Answers) != 1 {
		t.Errorf("changing an answer: %v, then %v", s.Answers, changed.Answers)
	}
	if skipped := changed.Skip("use"); len(skipped.Answers) != 0 || !slices.Equal(skipped.Skipped, []string{"use"}) {
		t.Errorf("skipping forgets the answer: %+v", skipped)
	}
	if again := changed.Skip("use").Forget("use"); len(again.Skipped) != 0 {
		t.Errorf("forgetting: %+v", again)
	}
}

// broken is an index whose searches fail.
type broken struct{ catalog.Index }

var errBroken = errors.New("broken")

func (broken) Search(context.Context, catalog.Query) (catalog.Result, error) {
	return catalog.Result{}, errBroken
}

func TestIndexFails(t *testing.T) {
	t.Parallel()
	if _, err := advise.Next(t.Context(), broken{}, tents()); !errors.Is(err, errBroken) {
		t.Errorf("Next = %v, want the index's error", err)
	}
}
