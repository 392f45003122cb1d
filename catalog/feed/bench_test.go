package feed_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sauda-commerce/sauda/catalog/feed"
)

func BenchmarkCSV(b *testing.B) {
	var s strings.Builder
	s.WriteString("id,title,description,brand,category,price,stock,weight (kg),colour,season\n")
	const rows = 10_000
	for i := range rows {
		fmt.Fprintf(&s, "%d,Tent %d,\"A light tent, for %d\",Alem,Camping > Tents,%d.90 USD,%d,2.4,red,spring|summer\n", i, i, i%5, i%300, i%20)
	}
	f := feed.New(feed.Config{FS: fstest.MapFS{"f": {Data: []byte(s.String())}}, Path: "f"})
	b.SetBytes(int64(s.Len()))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for c, err := range f.Changes(b.Context(), "") {
			if err != nil {
				b.Fatal(err)
			}
			if c.Put != nil {
				n++
			}
		}
		if n != rows {
			b.Fatalf("%d products", n)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
