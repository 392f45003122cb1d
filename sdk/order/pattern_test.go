package order_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/order"
)

func TestParsePattern(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]order.Pattern{
		"#":           {Digits: 1},
		"ALEM-######": {Before: "ALEM-", Digits: 6},
		"№ ####/26":   {Before: "№ ", Digits: 4, After: "/26"},
	} {
		if got, err := order.ParsePattern(s); err != nil || got != want {
			t.Errorf("%q is %+v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "ALEM", "#-#", "##a#", "\x00#", "a\n#", "\xff#", strings.Repeat("#", 41), strings.Repeat("x", 1<<20) + "#"} {
		if got, err := order.ParsePattern(s); err == nil || len(err.Error()) > 400 {
			t.Errorf("%.20q is %+v, %v", s, got, err)
		}
	}
}

func ExampleParsePattern() {
	p, err := order.ParsePattern("ALEM-######")
	fmt.Println(p.Before, p.Digits, err)
	// Output: ALEM- 6 <nil>
}
