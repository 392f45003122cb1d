package field_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/field"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	var none field.Errors
	none.Check(true, "ref", "is empty")
	if err := none.Err(); err != nil {
		t.Errorf("nothing is wrong, and the error is %v", err)
	}
	var line, all field.Errors
	line.Add("quantity", "is %d; write 1 to %d", 0, 99)
	all.Check(false, "currency", "is empty; write USD")
	all.Within("lines[2]", line)
	err := fmt.Errorf("cart: %w", all.Err())
	got, ok := errors.AsType[field.Errors](err)
	if !ok || len(got) != 2 || got[1] != (field.Error{Name: "lines[2].quantity", Reason: "is 0; write 1 to 99"}) {
		t.Errorf("found %v, %v", got, ok)
	}
	for range 10 {
		all.Add("x", "is wrong")
	}
	if got, want := all.Error(), "currency is empty; write USD; lines[2].quantity is 0; write 1 to 99; x is wrong; x is wrong; x is wrong; and 7 more"; got != want {
		t.Errorf("reads %q, want %q", got, want)
	}
}

func Example() {
	var wrong field.Errors
	quantity := 0
	wrong.Check(quantity > 0, "lines[0].quantity", "is %d; write 1 or more", quantity)
	fmt.Println(wrong.Err())
	// Output: lines[0].quantity is 0; write 1 or more
}
