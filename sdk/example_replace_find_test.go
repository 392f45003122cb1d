package sdk_test

import (
	"fmt"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/advise"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// titles are the products that the shop showed last, in order.
func titles(s *shoptest.Shop) []string {
	var all []string
	messages := s.Transcript()
	for _, card := range messages[len(messages)-1].Body.Cards {
		all = append(all, card.Title)
	}
	return all
}

// The ranker: the shop's own brand comes first among equals.
func ExampleConfig_ranker() {
	s, leave := visit(sdk.Config{Search: search.Config{
		Rank: func(p catalog.Product) float64 {
			if p.Brand == "Northpeak" {
				return 1.5
			}
			return 1
		},
	}})
	defer leave()
	s.Says("show me caps")
	fmt.Println(titles(s))
	// Output: [Rain cap Wool cap Sun cap]
}

// Which questions help to choose: what the shop's shoppers come for is asked
// first, in the shop's own words, then what they want to spend.
func ExampleConfig_questions() {
	light, seasons := 2.0, 4.0
	s, leave := visit(sdk.Config{
		Catalog: catalog.New(demo.Source()),
		Advice: advise.Config{
			Order:   []string{advise.QuestionNeed, catalog.FacetPrice},
			Wording: map[string]catalog.Text{advise.QuestionNeed: {"en": "Where are you off to?"}},
			Needs: []advise.Need{
				{Label: catalog.Text{"en": "A long way on foot"}, Wants: []catalog.Filter{{Name: "weight", Range: catalog.Range{Max: &light}}}},
				{Label: catalog.Text{"en": "Into the snow"}, Wants: []catalog.Filter{{Name: "seasons", Range: catalog.Range{Min: &seasons}}}},
			},
		},
	})
	defer leave()
	s.Says("help me choose a tent")
	fmt.Print(s.News())
	s.Taps("Into the snow (2)")
	fmt.Println(titles(s))
	// Output:
	// 12 fit so far. Where are you off to?
	// (A long way on foot (3)) (Into the snow (2)) (Any) (Show now)
	// [Skerry 2 storm tent Bellfield cotton bell tent]
}

// Recommendations: what goes with a product, out of the shop's own numbers.
func ExampleConfig_recommendations() {
	bought := map[catalog.ProductID][]catalog.ProductID{"cap-1": {"cap-3", "cap-2"}}
	s, leave := visit(sdk.Config{Recommend: func(p catalog.Product) []catalog.ProductID { return bought[p.ID] }})
	defer leave()
	s.Says("show me the sun cap")
	s.Says("something similar")
	fmt.Println(titles(s))
	// Output: [Wool cap Rain cap]
}
