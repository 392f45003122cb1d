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

// What the shopper told us herself stays; what the host knows fills the gaps.
func TestWith(t *testing.T) {
	t.Parallel()
	host := contact.Customer{ID: "42", Name: "Ann Lee", Phone: "+12025550143", Email: "ann@host.example", Address: "12 Oak Street", Country: "US"}
	before := contact.Contact{ID: "c1", Version: 7, Name: "Annie", Email: "annie@example.com", OptedOut: true}
	want := contact.Contact{
		ID: "c1", Version: 7, Customer: "42", Name: "Annie", Phone: "+12025550143", Email: "annie@example.com",
		Address: "12 Oak Street", Country: "US", OptedOut: true,
	}
	got := before.With(host)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("With (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(got, got.With(contact.Customer{ID: "43", Name: "Bob"})); diff != "" {
		t.Errorf("a full contact changes:\n%s", diff)
	}
	if before.Customer != "" {
		t.Error("With has changed the contact it was called on")
	}
}

func Example() {
	c := contact.Contact{ID: "c1"}.With(contact.Customer{ID: "42", Name: "Ann", Phone: "+12025550143"})
	fmt.Println(c.Name, c.Known())
	// Output: Ann true
}
