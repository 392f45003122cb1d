package locale_test

import (
	"testing"

	"github.com/sauda-commerce/sauda/sdk/locale"
)

// BenchmarkNew is part of a shop's start.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := locale.New(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkT(b *testing.B) {
	texts, err := locale.New()
	if err != nil {
		b.Fatal(err)
	}
	p := texts.Printer("en")
	b.ReportAllocs()
	for b.Loop() {
		p.T("cart.total", "Total", "$12.00")
	}
}
