package demo

import (
	"fmt"
	"strings"
)

// colours are those that the shop's products come in.
var colours = map[string]string{
	"Black": "#35383d", "Blue": "#3f78b5", "Brown": "#83573a", "Cream": "#e9dcc0", "Green": "#4c8a57", "Grey": "#8b949c",
	"Moss": "#6b7f45", "Navy": "#2f4468", "Olive": "#6f7150", "Orange": "#e57f35", "Red": "#c8453f", "Rust": "#b4593a",
	"Sage": "#8fa58a", "Sand": "#cbb48b", "Slate": "#566473", "Teal": "#2f8f8d", "Yellow": "#e8b93a",
}

// What is not of the product's colour.
const (
	ink    = "#2e3338"
	steel  = "#aeb6bd"
	shine  = "#dde2e6"
	wood   = "#b98a58"
	cream  = "#f4ead6"
	flame  = "#f29a3f"
	water  = "#9fc9e2"
	shadow = "#000000"
)

// pen writes shapes. Coordinates are of the 320 units of a picture, in which
// things stand at 262.
type pen struct {
	b                 strings.Builder
	main, dark, light string // the product's colour and two shades of it
	deep              string // the darkest
}

func newPen(colour string) *pen {
	return &pen{main: colour, dark: mix(colour, 0, 0.22), light: mix(colour, 255, 0.28), deep: mix(colour, 0, 0.5)}
}

// mix blends a colour with black (0) or white (255).
func mix(colour string, with int, share float64) string {
	var r, g, b int
	if _, err := fmt.Sscanf(colour, "#%02x%02x%02x", &r, &g, &b); err != nil {
		return colour
	}
	m := func(x int) int { return x + int(float64(with-x)*share) }
	return fmt.Sprintf("#%02x%02x%02x", m(r), m(g), m(b))
}

// fill draws a shape by its outline, an SVG path.
func (p *pen) fill(colour, outline string) {
	fmt.Fprintf(&p.b, `<path fill="%s" d="%s"/>`, colour, outline)
}

// line draws along a path.
func (p *pen) line(colour string, width float64, along string) {
	fmt.Fprintf(&p.b, `<path fill="none" stroke="%s" stroke-width="%g" stroke-linecap="round" stroke-linejoin="round" d="%s"/>`, colour, width, along)
}

// box draws a rectangle with round corners.
func (p *pen) box(colour string, x, y, w, h, round float64) {
	fmt.Fprintf(&p.b, `<rect fill="%s" x="%g" y="%g" width="%g" height="%g" rx="%g"/>`, colour, x, y, w, h, round)
}

func (p *pen) disc(colour string, x, y, r float64) { p.oval(colour, x, y, r, r) }

func (p *pen) oval(colour string, x, y, rx, ry float64) {
	fmt.Fprintf(&p.b, `<ellipse fill="%s" cx="%g" cy="%g" rx="%g" ry="%g"/>`, colour, x, y, rx, ry)
}

// faint draws a shape that is mostly seen through.
func (p *pen) faint(colour string, opacity float64, outline string) {
	fmt.Fprintf(&p.b, `<path fill="%s" fill-opacity="%g" d="%s"/>`, colour, opacity, outline)
}

// lit and shade lay light and shadow on what has been drawn.
func (p *pen) lit(outline string)   { p.faint("#ffffff", 0.2, outline) }
func (p *pen) shade(outline string) { p.faint(shadow, 0.2, outline) }

// glow draws light that spreads from a point.
func (p *pen) glow(colour string, x, y, r float64) {
	for i := range 3 {
		fmt.Fprintf(&p.b, `<ellipse fill="%s" fill-opacity="0.16" cx="%g" cy="%g" rx="%[4]g" ry="%[4]g"/>`, colour, x, y, r*(1-0.25*float64(i)))
	}
}

// drop draws a drop of water that hangs from a point.
func (p *pen) drop(x, y, scale float64) {
	p.moved(x, y, scale, func() {
		p.fill("#5d9fcb", "M0 0C9 13 13 18 13 25C13 33 7 38 0 38S-13 33 -13 25C-13 18 -9 13 0 0z")
		p.line("#ffffff", 3, "M-6 26C-6 30 -3 32 0 32")
	})
}

// both draws something and its mirror image, left and right of the middle.
func (p *pen) both(draw func()) {
	draw()
	p.mirrored(draw)
}

// mirrored draws something with left and right swapped.
func (p *pen) mirrored(draw func()) {
	p.b.WriteString(`<g transform="translate(320 0) scale(-1 1)">`)
	draw()
	p.b.WriteString("</g>")
}

// turned draws something rotated by degrees about a point.
func (p *pen) turned(degrees, x, y float64, draw func()) {
	fmt.Fprintf(&p.b, `<g transform="rotate(%g %g %g)">`, degrees, x, y)
	draw()
	p.b.WriteString("</g>")
}

// moved draws something elsewhere and larger or smaller.
func (p *pen) moved(x, y, scale float64, draw func()) {
	fmt.Fprintf(&p.b, `<g transform="translate(%g %g) scale(%g)">`, x, y, scale)
	draw()
	p.b.WriteString("</g>")
}

// svg ends the picture.
func (p *pen) svg() []byte {
	return []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320" width="320" height="320">` + p.b.String() + `</svg>`)
}
