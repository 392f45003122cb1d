package contact

import (
	"net/mail"
	"strings"

	"golang.org/x/text/language"

	"github.com/sauda-commerce/sauda/sdk/field"
)

// Identifier is how a host names a shopper: by her id there, or by a phone
// number or an e-mail address that it vouches for. What she types in the chat
// never identifies her.
type Identifier struct {
	Customer string `json:"external_id,omitempty"` // the host's user id
	Phone    string `json:"phone,omitempty"`       // international: "+77012500000"
	Email    string `json:"email,omitempty"`
	Name     string `json:"name,omitempty"`   // for people; it identifies nobody
	Locale   string `json:"locale,omitempty"` // BCP 47, of what is written to her
}

// Bounds of an Identifier, in bytes.
const (
	MaxCustomer = 256
	maxEmail    = 254
	maxName     = 200
)

// Nobody says whether it names no one.
func (i Identifier) Nobody() bool { return i.Customer == "" && i.Phone == "" && i.Email == "" }

// Clean returns the identifier as it is compared: the phone number without
// signs between its digits, the address in lower case; and what is wrong with it.
func (i Identifier) Clean() (Identifier, field.Errors) {
	var wrong field.Errors
	i.Name, i.Email = strings.TrimSpace(i.Name), strings.ToLower(strings.TrimSpace(i.Email))
	i.Phone = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "", "\u00a0", "").Replace(i.Phone)
	wrong.Check(i.Customer == "" || cleanKey(i.Customer), "external_id", "must be at most %d bytes without spaces around or control characters", MaxCustomer)
	wrong.Check(i.Phone == "" || isPhone(i.Phone), "phone", "is not an international number; write it like +77012500000")
	wrong.Check(i.Email == "" || isEmail(i.Email), "email", "is not an e-mail address")
	wrong.Check(field.Line(i.Name, maxName), "name", "must be at most %d bytes without control characters", maxName)
	if i.Locale != "" {
		_, err := language.Parse(i.Locale)
		wrong.Check(err == nil && len(i.Locale) <= 35, "locale", "is not a language tag; write en or kk")
	}
	return i, wrong
}

// Right is what of an identifier is right, as it is compared.
func (i Identifier) Right() Identifier {
	is, wrong := i.Clean()
	for _, f := range wrong {
		switch f.Name {
		case "external_id":
			is.Customer = ""
		case "phone":
			is.Phone = ""
		case "email":
			is.Email = ""
		case "name":
			is.Name = ""
		case "locale":
			is.Locale = ""
		}
	}
	return is
}

// Named takes over what an identifier says, as the host's word.
func (c Contact) Named(i Identifier) Contact {
	var k Customer
	if c.Host != nil {
		k = *c.Host
	}
	for _, f := range []struct {
		to   *string
		from string
	}{{&k.ID, i.Customer}, {&k.Name, i.Name}, {&k.Phone, i.Phone}, {&k.Email, i.Email}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	return c.With(k)
}

// Filled takes over from another, who turned out to be the same person, what is
// not known yet.
func (c Contact) Filled(other Contact) Contact {
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&c.Name, other.Name}, {&c.Phone, other.Phone}, {&c.Email, other.Email}, {&c.Address, other.Address},
		{&c.Country, other.Country}, {&c.Delivery, other.Delivery}, {&c.Locale, other.Locale},
	} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
	return c
}

func cleanKey(s string) bool {
	return field.Line(s, MaxCustomer) && s == strings.TrimSpace(s)
}

// isPhone knows numbers of E.164.
func isPhone(s string) bool {
	digits, plus := strings.CutPrefix(s, "+")
	return plus && len(digits) >= 7 && len(digits) <= 15 && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}

func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && field.Line(s, maxEmail)
}
