package contact_test

import (
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/contact"
)

func TestIdentifierClean(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 300)
	for _, c := range []struct {
		in, out contact.Identifier
		wrong   string // fields
	}{
		{contact.Identifier{Phone: "+7 (701) 250-00-00"}, contact.Identifier{Phone: "+77012500000"}, ""},
		{contact.Identifier{Email: " Ann@Example.COM"}, contact.Identifier{Email: "ann@example.com"}, ""},
		{contact.Identifier{Customer: "Ann", Name: " Ann ", Locale: "kk"}, contact.Identifier{Customer: "Ann", Name: "Ann", Locale: "kk"}, ""},
		{contact.Identifier{Phone: "87012500000"}, contact.Identifier{}, "phone"},
		{contact.Identifier{Phone: "+0123456789"}, contact.Identifier{}, "phone"},
		{contact.Identifier{Phone: "+12"}, contact.Identifier{}, "phone"},
		{contact.Identifier{Phone: "+7701250000٠"}, contact.Identifier{}, "phone"},
		{contact.Identifier{Email: "Ann <ann@example.com>"}, contact.Identifier{}, "email"},
		{contact.Identifier{Email: long + "@example.com"}, contact.Identifier{}, "email"},
		{contact.Identifier{Customer: "a\x00b", Name: "a\nb"}, contact.Identifier{}, "external_id name"},
		{contact.Identifier{Customer: long, Locale: "english!"}, contact.Identifier{}, "external_id locale"},
		{contact.Identifier{Customer: strings.Repeat("x", 256)}, contact.Identifier{Customer: strings.Repeat("x", 256)}, ""},
		{contact.Identifier{Customer: strings.Repeat("x", 257)}, contact.Identifier{}, "external_id"},
		{contact.Identifier{Customer: "u\u202e9", Name: "Ann\u2028Lee"}, contact.Identifier{}, "external_id name"},
		{contact.Identifier{Customer: "\xff"}, contact.Identifier{}, "external_id"},
	} {
		got, wrong := c.in.Clean()
		var names []string
		for _, f := range wrong {
			names = append(names, f.Name)
			if strings.Contains(f.Reason, "ann@") || strings.Contains(f.Reason, "8701") {
				t.Errorf("a reason repeats what was given: %s", f.Reason)
			}
		}
		if _, wrong := c.in.Right().Clean(); len(wrong) > 0 {
			t.Errorf("%+v: what is right is not: %v", c.in, wrong)
		}
		if strings.Join(names, " ") != c.wrong || c.wrong == "" && got != c.out {
			t.Errorf("%+v: got %+v, wrong %v", c.in, got, names)
		}
	}
}

// What is clean stays as it is when it is cleaned again.
func FuzzIdentifierClean(f *testing.F) {
	f.Add("u-9", "+7 (701) 250-00-00", "Ann@Example.com", "Ann", "kk")
	f.Add("", "+٠1", "\"a b\"@c", "\x00", "x")
	f.Fuzz(func(t *testing.T, customer, phone, email, name, locale string) {
		got, wrong := contact.Identifier{Customer: customer, Phone: phone, Email: email, Name: name, Locale: locale}.Clean()
		if len(wrong) > 0 {
			return
		}
		if again, wrong := got.Clean(); again != got || len(wrong) > 0 {
			t.Errorf("%+v becomes %+v, %v", got, again, wrong)
		}
	})
}
