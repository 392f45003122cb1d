package contact_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/contact"
)

func TestKnown(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		c    contact.Contact
		want bool
	}{
		"nobody":     {contact.Contact{}, false},
		"name only":  {contact.Contact{Name: "Ann"}, false},
		"phone only": {contact.Contact{Phone: "+12025550143"}, false},
		"by phone":   {contact.Contact{Name: "Ann", Phone: "+12025550143"}, true},
		"by e-mail":  {contact.Contact{Name: "Ann", Email: "ann@example.com"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.c.Known(); got != tt.want {
				t.Errorf("Known() = %v, want %v", got, tt.want)
			}
		})
	}
}

// The last word on a detail stays, be it said to the host or in the chat.
func TestWith(t *testing.T) {
	t.Parallel()
	host := contact.Customer{ID: "42", Name: "Ann Lee", Phone: "+12025550143", Address: "12 Oak Street", Country: "US"}
	moved := host
	moved.Address = "7 Elm Street"
	gone := host
	gone.Phone = ""
	known := contact.Contact{ID: "c1", Version: 7, OptedOut: true}.With(host)
	typed := known
	typed.Address, typed.Phone = "1 Office Park", "+12025550199"
	old := contact.Contact{ID: "c1", Name: "Annie", Email: "annie@example.com"} // before the host said anything

	type details struct{ name, phone, email, address string }
	for name, tt := range map[string]struct {
		c    contact.Contact
		says contact.Customer
		want details
	}{
		"nothing was known":            {contact.Contact{}, host, details{"Ann Lee", "+12025550143", "", "12 Oak Street"}},
		"gaps are filled":              {old, host, details{"Annie", "+12025550143", "annie@example.com", "12 Oak Street"}},
		"the same again":               {known, host, details{"Ann Lee", "+12025550143", "", "12 Oak Street"}},
		"she has moved":                {known, moved, details{"Ann Lee", "+12025550143", "", "7 Elm Street"}},
		"the host knows no phone more": {known, gone, details{"Ann Lee", "", "", "12 Oak Street"}},
		"what she typed stays":         {typed, host, details{"Ann Lee", "+12025550199", "", "1 Office Park"}},
		"she typed, and moved since":   {typed, moved, details{"Ann Lee", "+12025550199", "", "7 Elm Street"}},
		"she typed what the host lost": {typed, gone, details{"Ann Lee", "+12025550199", "", "1 Office Park"}},
		"the host knows nothing":       {contact.Contact{Name: "Annie"}, contact.Customer{}, details{"Annie", "", "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := tt.c.With(tt.says)
			if d := (details{got.Name, got.Phone, got.Email, got.Address}); d != tt.want {
				t.Errorf("known are %+v, want %+v", d, tt.want)
			}
			if diff := cmp.Diff(got, got.With(tt.says)); diff != "" {
				t.Errorf("the same said twice changes (-once +twice)\n%s", diff)
			}
		})
	}
	if known.Customer != "42" || known.Version != 7 || !known.OptedOut {
		t.Errorf("With has changed what is not the host's: %+v", known)
	}
	if other := known.With(contact.Customer{ID: "43"}); other.Customer != "42" {
		t.Errorf("customer 42 is now %s", other.Customer)
	}
}

func Example() {
	c := contact.Contact{ID: "c1"}.With(contact.Customer{ID: "42", Name: "Ann", Phone: "+12025550143"})
	fmt.Println(c.Name, c.Known())
	// Output: Ann true
}
