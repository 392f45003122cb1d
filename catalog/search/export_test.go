package search

// Stored says how many segments an index has and how many products they hold,
// living or not.
func Stored(x *Index) (segments, products int) {
	views := x.now.Load().views
	for _, v := range views {
		products += len(v.products)
	}
	return len(views), products
}
