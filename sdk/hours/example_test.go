package hours_test

import (
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/hours"
)

func Example() {
	h, err := hours.Parse(map[string]any{"mon-fri": "09:00-19:00", "sat": "10:00-16:00"})
	if err != nil {
		panic(err)
	}
	saturday := time.Date(2026, time.March, 7, 17, 30, 0, 0, time.UTC)
	s := h.At(saturday)
	fmt.Println(s.Open, s.Next.Format("Mon 15:04"))
	// Output: false Mon 09:00
}
