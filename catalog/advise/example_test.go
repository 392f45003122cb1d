package advise_test

import (
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/advise"
	"github.com/sauda-commerce/sauda/catalog/search"
)

// A dialogue: ask what divides the products best, take the answer, ask again
// or show.
func Example() {
	ctx, ix := context.Background(), search.New(search.Config{})
	for _, p := range shop() {
		_ = ix.Apply(ctx, []catalog.Change{{Put: &p}})
	}
	state := advise.State{Query: catalog.Query{Categories: []string{"Camping/Tents"}}}
	step, _ := advise.Next(ctx, ix, state)
	for _, o := range step.Question.Options {
		fmt.Println(step.Question.Name, bounds(o.Range), o.Count)
	}
	state = state.With(step.Question.Options[1].Answer) // for two
	step, _ = advise.Next(ctx, ix, state)
	for _, p := range step.Picks {
		fmt.Println(p.Role, p.Product.ID, p.Offer.Price.Minor)
	}
	// Output:
	// sleeps >=1<=1 1
	// sleeps >=2<=2 3
	// sleeps >=3<=3 1
	// sleeps >=4<=4 3
	// sleeps >=6<=6 1
	// best Duo Light 24900
	// cheaper Party 2 4900
	// also Duo 14900
}
