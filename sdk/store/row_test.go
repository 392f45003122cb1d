package store

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// two is a table of two columns.
var two = table{name: "two", columns: []column{{name: "id", kind: kindText}, {name: "n", kind: kindInt}}}

func TestDecodeRow(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]any{
		`["a",1]`: {"a", int64(1)}, `[null,null]`: {nil, nil}, ` [ "a" , -1 ] `: {"a", int64(-1)},
		`[]`: nil, `["a"]`: nil, `["a",1,1]`: nil, `["a",1,null]`: nil, `["a",1.5]`: nil, `["a",1e3]`: nil, `[1,1]`: nil,
		`{}`: nil, `null`: nil, ``: nil, `["a",1`: nil, `["a",1] 2`: nil, `["a",9223372036854775808]`: nil,
		`[{"text64":"/w=="},1]`: {"\xff", int64(1)}, `[{"base64":"/w=="},1]`: nil, `[["a"],1]`: nil,
	} {
		got, err := decodeRow([]byte(line), two, []int{0, 1})
		if (err != nil) != (want == nil) {
			t.Errorf("%s: error %v", line, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", line, diff)
		}
	}
}

// A line of very many cells is refused without keeping them: a small ZIP holds
// gigabytes of those. It counts allocations, so nothing may run beside it.
func TestRowBomb(t *testing.T) {
	line := fmt.Appendf(nil, "[1%s]", strings.Repeat(",1", 1<<20))
	n := testing.AllocsPerRun(1, func() {
		if _, err := decodeRow(line, two, []int{0, 1}); err == nil {
			t.Error("a million cells are a row of two")
		}
	})
	if n > 100 {
		t.Errorf("%.0f allocations for a row that is refused", n)
	}
}
