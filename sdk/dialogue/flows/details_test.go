package flows

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestReadContact(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]reading{
		"Ann Lee, +1 202 555 0143":                            {name: "Ann Lee", phone: "+12025550143"},
		"Ann, +1 555 010 9999":                                {name: "Ann", phone: "+15550109999"},
		"+1 (202) 555-0143 Ann Lee":                           {name: "Ann Lee", phone: "+12025550143"},
		"my name is Ann Lee and my phone is 202-555-0143":     {name: "Ann Lee", phone: "+12025550143"},
		"Hi, I'm Ann. Ann@Example.com":                        {name: "Ann", email: "ann@example.com"},
		"Ann Lee ann@example.com +44 20 7946 0018":            {name: "Ann Lee", phone: "+442079460018", email: "ann@example.com"},
		"name: Ann\nphone: 2025550143":                        {name: "Ann", phone: "+12025550143"},
		"Айгуль Сейтова, +7 701 123 45 67":                    {name: "Айгуль Сейтова", phone: "+77011234567"},
		"Меня зовут Айгуль, мой телефон +7 701 123 45 67":     {name: "Айгуль", phone: "+77011234567"},
		"Иван Иванов и номер: +7 701 123 45 67":               {name: "Иван Иванов", phone: "+77011234567"},
		"Менің атым Ерлан, нөмірім +7 701 123 45 67":          {name: "Ерлан", phone: "+77011234567"},
		"Сәлем! Мен Айым Сәрсен, почта aiym@example.kz":       {name: "Айым Сәрсен", email: "aiym@example.kz"},
		"Это Мен Гали":                                        {name: "Гали"},
		"آن لي، \u200e+1 202 555 0143":                        {name: "آن لي", phone: "+12025550143"},
		"Яна Исаева":                                          {name: "Яна Исаева"},
		"я уже заплатил":                                      {},
		"мен төледім ғой":                                     {},
		"қанша тұрады?":                                       {},
		"Ann Lee, +1 202 555 0143, 12 Oak Street Springfield": {name: "Ann Lee", phone: "+12025550143", address: "12 Oak Street Springfield"},
		"ann@example.com":                                     {email: "ann@example.com"},
		"Ann Lee":                                             {name: "Ann Lee"},
		"ann@nowhere":                                         {badEmail: true},
		"ann@":                                                {badEmail: true},
		"Ann, 12345":                                          {name: "Ann"},
		"12345":                                               {badPhone: true},
		"+1 202":                                              {badPhone: true},
		"+999 999 999 999":                                    {badPhone: true},
		"I already paid":                                      {},
		"what?":                                               {},
		"":                                                    {},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, readContact(text, "US"), cmp.AllowUnexported(reading{})); diff != "" {
				t.Errorf("readContact(%q) (-want +got):\n%s", text, diff)
			}
		})
	}
}

// What is read from any bytes is fit to be kept.
func FuzzReadContact(f *testing.F) {
	for _, seed := range []string{"Ann Lee, +1 202 555 0143", "ann@example.com", "+", "@", "\xff\x00", "1 1 1 1 1 1 1 1 1 1", "Ann\u202e Lee", "👩‍👩‍👧 +7 701 123 45 67"} {
		f.Add(seed, "US")
	}
	f.Fuzz(func(t *testing.T, text, region string) {
		r := readContact(text, region)
		for _, s := range []string{r.name, r.phone, r.email, r.address} {
			if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) || strings.TrimSpace(s) != s {
				t.Errorf("%q of %q is not clean", s, text)
			}
		}
		if r.phone != "" && (r.phone[0] != '+' || r.badPhone) || r.email != "" && (!strings.Contains(r.email, "@") || r.badEmail) {
			t.Errorf("phone %q, e-mail %q of %q", r.phone, r.email, text)
		}
		if utf8.RuneCountInString(r.address) > maxAddress {
			t.Errorf("an address of %d runes", utf8.RuneCountInString(r.address))
		}
	})
}

func FuzzClip(f *testing.F) {
	f.Add("Hello, world", 5)
	f.Add("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 2)
	f.Add("e\u0301e\u0301e\u0301", 1)
	f.Fuzz(func(t *testing.T, s string, n int) {
		n = max(1, min(n, 1000))
		got := clip(s, n)
		if got != s && (!strings.HasSuffix(got, "…") || !strings.HasPrefix(s, strings.TrimSuffix(got, "…"))) {
			t.Errorf("clip(%q, %d) = %q", s, n, got)
		}
		if !utf8.ValidString(s) {
			return
		}
		if !utf8.ValidString(got) {
			t.Errorf("clip(%q, %d) = %q is not UTF-8", s, n, got)
		}
	})
}

func TestClip(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		s    string
		n    int
		want string
	}{
		{"tent", 4, "tent"}, {"tents", 4, "tent…"}, {"a tent", 2, "a…"}, {"👩‍👩‍👧👩‍👩‍👧", 1, "👩‍👩‍👧…"}, {"", 3, ""},
	} {
		if got := clip(tt.s, tt.n); got != tt.want {
			t.Errorf("clip(%q, %d) = %q, want %q", tt.s, tt.n, got, tt.want)
		}
	}
}
