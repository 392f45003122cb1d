package demo_test

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/catalogtest"
	"github.com/sauda-commerce/sauda/catalog/demo"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	var want []catalog.ProductID
	for _, p := range products(t) {
		want = append(want, p.ID)
	}
	catalogtest.RunSource(t, func(*testing.T) catalogtest.Source {
		return catalogtest.Source{Source: demo.Source(), Want: want}
	})
}
