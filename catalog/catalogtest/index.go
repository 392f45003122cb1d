package catalogtest

import (
	"context"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
)

// IndexCase is one thing that every index must do.
type IndexCase struct {
	Name string
	// Check is given an empty index that nothing else uses, and says what is
	// wrong with it.
	Check func(ctx context.Context, x catalog.Index) error
}

// IndexCases returns the suite for indexes.
func IndexCases() []IndexCase {
	return []IndexCase{
		{"put and get", checkGet},
		{"put replaces", checkReplace},
		{"delete", checkDelete},
		{"last change counts", checkLast},
		{"changes show together", checkTogether},
		{"cancelled", checkCancelled},
		{"vocabulary", checkVocabulary},
		{"words", checkWords},
		{"folding", checkFolding},
		{"typos", checkTypos},
		{"prefix", checkPrefix},
		{"codes", checkCodes},
		{"unknown words", checkRelaxed},
		{"most words", checkPartial},
		{"hostile text", checkHostile},
		{"golden queries", checkGolden},
		{"category", checkCategory},
		{"brand", checkBrand},
		{"price", checkPrice},
		{"filters", checkFilters},
		{"variants", checkVariants},
		{"in stock", checkInStock},
		{"reduced", checkReduced},
		{"only and exclude", checkOnly},
		{"sort", checkSort},
		{"ties", checkTies},
		{"pages", checkPages},
		{"cursor survives changes", checkCursorSurvives},
		{"cursor of another query", checkCursorForeign},
		{"limit", checkLimit},
		{"facets", checkFacets},
	}
}

// RunIndex runs the suite, each case on an index of its own that open returns
// empty.
func RunIndex(t *testing.T, open func(t *testing.T) catalog.Index) {
	t.Helper()
	for _, c := range IndexCases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			if err := c.Check(t.Context(), open(t)); err != nil {
				t.Error(err)
			}
		})
	}
}
