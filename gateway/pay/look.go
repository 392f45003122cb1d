package pay

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"strings"
)

// Files of a shop's own look.
const (
	htmlFile = "pay.html"
	cssFile  = "pay.css"
)

// look reads the page and its style: the shop's own, or the built-in ones, and
// says whether the page tells how to pay by hand. A
// page that cannot be shown, or cannot be paid on, is an error now, not in front
// of a shopper.
func look(own fs.FS) (t *template.Template, style string, tells bool, err error) {
	page, mine, err := file(own, htmlFile, pageHTML)
	if err != nil {
		return nil, "", false, err
	}
	style, _, err = file(own, cssFile, pageCSS)
	if err != nil {
		return nil, "", false, err
	}
	if strings.Contains(strings.ToLower(style), "</style") {
		return nil, "", false, fmt.Errorf("pay: %s holds </style>: write only what stands between", cssFile)
	}
	t, err = template.New(htmlFile).Parse(page)
	if err != nil {
		return nil, "", false, fmt.Errorf("pay: %w", err)
	}
	if !mine {
		return t, style, true, nil
	}
	tells, err = try(t)
	return t, style, tells, err
}

// file reads one of the shop's own files, or says what is built in.
func file(own fs.FS, name, builtIn string) (text string, mine bool, err error) {
	if own == nil {
		return builtIn, false, nil
	}
	raw, err := fs.ReadFile(own, name)
	if errors.Is(err, fs.ErrNotExist) {
		return builtIn, false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("pay: reading %s: %w", name, err)
	}
	return string(raw), true, nil
}

// try shows pages with all there is and with nothing, and says whether how to pay
// by hand is shown. A page that leaves that out is older than it, or of a shop
// that takes no such money.
func try(t *template.Template) (tells bool, err error) {
	open := Data{
		Lang: "en", Dir: "ltr", Style: "p{}", Shop: "Shop", State: open, Title: "Pay", Heading: "Your order", Alert: "Sold out",
		Text: "Text", Changes: []string{"Cap: $2 instead of $1."}, Number: "Order 1", Lines: []Row{{Title: "Cap", Quantity: "2", Amount: "$2"}},
		Sums:    []Row{{Title: "Total", Amount: "$2", Total: true}},
		Contact: "Ann", Ways: []Way{{Name: "card", Title: "Card", Chosen: true}, {Name: "cash", Title: "Cash"}}, Total: "200 USD",
		Pay: "Pay $2", Until: "Until noon", Again: "?return=1", Home: "../", Texts: Texts{Again: "Again", Back: "Back", Contact: "Contact", Secure: "Secure"},
	}
	byHand := open
	byHand.Manual = &Manual{Text: []string{"To our account"}, Amount: "$2", Comment: "1", Phone: "+1 202 555 0143", Call: "tel:+12025550143", Claim: "I have paid"}
	var b bytes.Buffer
	for _, d := range []Data{{State: "missing"}, byHand, open} {
		b.Reset()
		if err := t.Execute(&b, d); err != nil {
			return false, fmt.Errorf("pay: %w: see pay.Data for what there is", err)
		}
		if d.Manual != nil {
			tells = strings.Contains(b.String(), "To our account") && strings.Contains(b.String(), "0143") && strings.Contains(b.String(), "I have paid")
		}
	}
	shown := strings.ToLower(b.String())
	for _, needed := range []string{"<form", `method="post"`, "pay $2", "order 1", "$2"} {
		if !strings.Contains(shown, needed) {
			return false, fmt.Errorf("pay: %s shows no %s: it needs the order, and a form with method=\"post\" and {{.Pay}} on its button", htmlFile, needed)
		}
	}
	return tells, nil
}
