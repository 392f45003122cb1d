package search_test

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/catalogtest"
	"github.com/sauda-commerce/sauda/catalog/search"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	catalogtest.RunIndex(t, func(*testing.T) catalog.Index { return search.New(search.Config{}) })
}
