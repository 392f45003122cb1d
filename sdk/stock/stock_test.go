package stock_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/stock"
)

var noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

func TestFree(t *testing.T) {
	t.Parallel()
	counted := catalog.Stock{Kind: catalog.StockCounted, Count: 5, AsOf: noon.Add(-time.Hour)}
	reserved := func(n int, until time.Duration) stock.Hold {
		return stock.Hold{Quantity: n, State: stock.Reserved, Until: noon.Add(until)}
	}
	sold := func(n int, at time.Duration) stock.Hold {
		return stock.Hold{Quantity: n, State: stock.Sold, At: noon.Add(at)}
	}
	for name, tt := range map[string]struct {
		s     catalog.Stock
		holds []stock.Hold
		want  int
		ok    bool
	}{
		"unknown":                {catalog.Stock{}, nil, 0, false},
		"unlimited":              {catalog.Stock{Kind: catalog.StockUnlimited}, nil, 0, false},
		"untouched":              {counted, nil, 5, true},
		"reserved":               {counted, []stock.Hold{reserved(2, time.Minute)}, 3, true},
		"lapsed":                 {counted, []stock.Hold{reserved(2, -time.Minute)}, 5, true},
		"lapses now":             {counted, []stock.Hold{reserved(2, 0)}, 5, true},
		"sold since the count":   {counted, []stock.Hold{sold(2, -time.Minute)}, 3, true},
		"sold before the count":  {counted, []stock.Hold{sold(2, -2*time.Hour)}, 5, true},
		"sold as it was counted": {counted, []stock.Hold{sold(2, -time.Hour)}, 5, true},
		"never below none":       {counted, []stock.Hold{sold(4, 0), reserved(4, time.Hour)}, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if n, ok := stock.Free(tt.s, tt.holds, noon); n != tt.want || ok != tt.ok {
				t.Errorf("Free = %d, %v; want %d, %v", n, ok, tt.want, tt.ok)
			}
		})
	}
}

// One more hold never frees a piece, and time alone never takes one away from
// reservations.
func TestFreeIsMonotonic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := catalog.Stock{Kind: catalog.StockCounted, Count: rapid.IntRange(0, 50).Draw(t, "count"), AsOf: noon}
		var holds []stock.Hold
		before := s.Count
		for range rapid.IntRange(0, 10).Draw(t, "holds") {
			at := noon.Add(time.Duration(rapid.IntRange(-60, 60).Draw(t, "minute")) * time.Minute)
			holds = append(holds, stock.Hold{
				Quantity: rapid.IntRange(1, 9).Draw(t, "n"), State: rapid.SampledFrom([]stock.HoldState{stock.Reserved, stock.Sold}).Draw(t, "state"),
				Until: at, At: at,
			})
			n, ok := stock.Free(s, holds, noon)
			if !ok || n < 0 || n > before {
				t.Fatalf("%d free, %d before: %+v", n, before, holds)
			}
			if later, _ := stock.Free(s, holds, noon.Add(2*time.Hour)); later < n {
				t.Fatalf("%d free now, %d two hours later", n, later)
			}
			before = n
		}
	})
}

func Example() {
	s := catalog.Stock{Kind: catalog.StockCounted, Count: 5, AsOf: noon}
	held := []stock.Hold{{Order: "1001", Quantity: 2, State: stock.Reserved, Until: noon.Add(15 * time.Minute)}}
	fmt.Println(stock.Free(s, held, noon))
	fmt.Println(stock.Free(s, held, noon.Add(time.Hour)))
	// Output:
	// 3 true
	// 5 true
}
