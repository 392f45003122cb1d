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

// look reads the page and its style: the shop's own, or the built-in ones. A
// page that cannot be shown, or cannot be paid on, is an error now, not in front
// of a shopper.
func look(own fs.FS) (*template.Template, string, error) {
	page, mine, err := file(own, htmlFile, pageHTML)
	if err != nil {
		return nil, "", err
	}
	style, _, err := file(own, cssFile, pageCSS)
	if err != nil {
		return nil, "", err
	}
	if strings.Contains(strings.ToLower(style), "</style") {
		return nil, "", fmt.Errorf("pay: %s holds </style>: write only what stands between", cssFile)
	}
	t, err := template.New(htmlFile).Parse(page)
	if err != nil {
		return nil, "", fmt.Errorf("pay: %w", err)
	}
	if mine {
		err = try(t)
	}
	return t, style, err
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

// try shows pages with all there is and with nothing.
func try(t *template.Template) error {
	open := Data{
		Lang: "en", Dir: "ltr", Style: "p{}", Shop: "Shop", State: open, Title: "Pay", Heading: "Your order", Alert: "Sold out",
		Text: "Text", Number: "Order 1", Lines: []Row{{Title: "Cap", Quantity: "2", Amount: "$2"}}, Sums: []Row{{Title: "Total", Amount: "$2", Total: true}},
		Contact: "Ann", Pay: "Pay $2", Until: "Until noon", Again: "?return=1", Texts: Texts{"Again", "Back", "Contact", "Secure"},
	}
	var b bytes.Buffer
	for _, d := range []Data{{State: "missing"}, open} {
		b.Reset()
		if err := t.Execute(&b, d); err != nil {
			return fmt.Errorf("pay: %w: see pay.Data for what there is", err)
		}
	}
	shown := strings.ToLower(b.String())
	for _, needed := range []string{"<form", `method="post"`, "pay $2", "order 1", "$2"} {
		if !strings.Contains(shown, needed) {
			return fmt.Errorf("pay: %s shows no %s: it needs the order, and a form with method=\"post\" and {{.Pay}} on its button", htmlFile, needed)
		}
	}
	return nil
}
