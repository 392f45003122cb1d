package flows

import (
	"cmp"
	"net/mail"
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// Limits of what is kept of typed details, in characters.
const (
	maxName    = 80
	minAddress = 6
	maxAddress = 300
)

var (
	phoneLike = regexp.MustCompile(`\+?\(?\d[\d\s().\-/]{4,20}\d`)
	emailLike = regexp.MustCompile(`[^\s,;:<>()]+@[^\s,;:<>()]*`)
	// preface is what people write before their name.
	preface = regexp.MustCompile(`(?i)^(?:` + before + `)(?:[\s:,.!—–-]+|$)`)
	// sentence are words that are in no name: what has one is said, not signed.
	sentence = regexp.MustCompile(`(?i)(?:^|[\s'])(?:` + notNames + `)(?:[\s?!.,']|$)`)
	// labels are what people write before a number or address.
	labels = regexp.MustCompile(`(?i)(?:^|[\s,;])(?:my |мой |моя |менің )?(?:` + contacts + `)\.?(?: number| address)?(?: is|:)?[\s:]*$`)
)

// Words around contact details, in English, Russian and Kazakh.
const (
	before = `hi|hello|hey|my name is|my name's|the name is|name is|this is|it is|it's|i am|i'm|im|name|contact|` +
		`привет|здравствуйте|добрый день|меня зовут|мо[её] имя|имя|это|я|` +
		`сәлем|сәлеметсіз бе|менің атым|атым|есімім|аты-жөнім|мен`
	notNames = `i|you|we|it|my|your|the|this|that|is|are|was|do|don't|not|no|yes|ok|okay|can|want|already|please|what|why|how|when|where|` +
		`я|ты|вы|мы|мне|меня|вам|мой|моя|ваш|не|нет|да|ок|хочу|можно|уже|пожалуйста|что|почему|зачем|как|когда|где|сколько|` +
		`мен|сен|сіз|біз|маған|сізге|менің|жоқ|иә|емес|керек|бола|ма|ме|не|неге|қалай|қашан|қайда|қанша|төледім`
	contacts = `phone|tel|telephone|mobile|cell|number|e-?mail|mail|` +
		`тел|телефон|номер|номер телефона|мобильный|почта|эл\. почта|` +
		`телефоным|нөмірім|нөмір|поштам|пошта`
)

// and is what people write between their name and the rest.
var and = regexp.MustCompile(`(?i)\s(?:and|и|және)$`)

// reading is what typed contact details say.
type reading struct {
	name, phone, email, address string
	badPhone, badEmail          bool
}

// reachIn lists what looks like a phone number or an e-mail address.
func reachIn(text string) []string {
	text = oneLine(text, maxAddress)
	return append(emailLike.FindAllString(text, 1), phoneLike.FindAllString(text, 1)...)
}

// readContact reads a name, a phone number and an e-mail address out of words
// like "Ann Lee, +1 202 555 0143". region is where numbers without a country
// code are from. Parts left over that look like an address are kept as one.
func readContact(text, region string) reading {
	var r reading
	text = oneLine(text, maxAddress)
	if at := emailLike.FindStringIndex(text); at != nil {
		r.email, r.badEmail = readEmail(text[at[0]:at[1]])
		text = labels.ReplaceAllString(text[:at[0]], "") + "," + text[at[1]:]
	}
	if at := phoneLike.FindStringIndex(text); at != nil {
		r.phone, r.badPhone = readPhone(text[at[0]:at[1]], region)
		text = labels.ReplaceAllString(text[:at[0]], "") + "," + text[at[1]:]
	} else if r.email == "" && strings.ContainsAny(text, "0123456789") && !strings.ContainsFunc(text, unicode.IsLetter) {
		r.badPhone = true
	}
	var rest []string
	for _, part := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(",;،", c) }) {
		if part = cleanName(part); part == "" {
			continue
		}
		if r.name == "" && isName(part) {
			r.name = clip(part, maxName)
			continue
		}
		rest = append(rest, part)
	}
	if left := strings.Join(rest, ", "); strings.ContainsAny(left, "0123456789") && len(tokens(left)) > 2 {
		r.address = left
	}
	return r
}

func cleanName(s string) string {
	for {
		trimmed := strings.TrimSpace(preface.ReplaceAllString(strings.Trim(s, " .:-–—/\t"), ""))
		if trimmed = and.ReplaceAllString(trimmed, ""); trimmed == s {
			return s
		}
		s = trimmed
	}
}

// isName says whether a part can be a name: letters, no digits, not a sentence.
func isName(s string) bool {
	if sentence.MatchString(s) {
		return false
	}
	letters := 0
	for _, c := range s {
		switch {
		case unicode.IsLetter(c):
			letters++
		case unicode.IsDigit(c) || strings.ContainsRune("@?!", c):
			return false
		}
	}
	return letters > 1 && len(strings.Fields(s)) <= 5
}

func readEmail(s string) (string, bool) {
	s = strings.Trim(s, ".")
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 {
		return "", true
	}
	_, domain, _ := strings.Cut(s, "@")
	if i := strings.LastIndex(domain, "."); i < 1 || i > len(domain)-3 {
		return "", true
	}
	return strings.ToLower(s), false
}

func readPhone(s, region string) (string, bool) {
	n, err := phonenumbers.Parse(s, region)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return "", true
	}
	return phonenumbers.Format(n, phonenumbers.E164), false
}

// region is the country that numbers without a code are read for.
func region(in dialogue.Input, d draft) string {
	return cmp.Or(d.Country, in.Contact.Country, in.Shop.Country)
}

// remember is the contact with what the shopper told for her order.
func (d draft) remember(in dialogue.Input) contact.Contact {
	c := in.Contact
	c.Name = d.Name
	c.Phone, c.Email = cmp.Or(d.Phone, c.Phone), cmp.Or(d.Email, c.Email)
	c.Address = cmp.Or(d.Address, c.Address)
	c.Delivery = cmp.Or(d.Delivery, c.Delivery)
	return c
}
