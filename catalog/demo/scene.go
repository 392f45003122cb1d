package demo

import "fmt"

// What is behind and below a thing.

// ground is the shadow that a thing of a width throws where it stands.
func (p *pen) ground(width float64) {
	for _, share := range []float64{1.12, 0.96, 0.78} {
		fmt.Fprintf(&p.b, `<ellipse fill="%s" fill-opacity="0.07" cx="164" cy="264" rx="%g" ry="%g"/>`, shadow, width/2*share, 11*share)
	}
}

// rooms are the backgrounds' colours by the first level of the category:
// bright enough for a light page, and no glare on a dark one.
var rooms = map[string]string{
	"Camping": "#d8e4d1", "Kitchen": "#efe0ca", "Backpacks": "#d3e0ea", "Clothing": "#e4dbe9", "Footwear": "#e9dccf", "Gear": "#d7dde7",
}

// background is a quiet sky with a sun or hills, by which products of a kind
// differ a little.
func (p *pen) background(m model) {
	base := rooms[m.room]
	p.box(base, 0, 0, 320, 320, 0)
	lift := mix(base, 255, 0.5)
	switch m.seed % 3 {
	case 0:
		p.disc(mix(base, 255, 0.25), 160, 152, 132)
		p.disc(lift, 160, 152, 112)
	case 1:
		p.disc(lift, 244, 74, 40)
		p.fill(mix(base, 255, 0.32), "M0 226C60 180 110 186 160 206S262 170 320 196V320H0z")
	case 2:
		p.fill(mix(base, 255, 0.42), "M0 224L78 122L132 190L196 98L320 232V320H0z")
		p.fill(mix(base, 255, 0.62), "M78 122L98 147L84 144L72 150L62 143zM196 98L222 128L204 124L188 132L174 122z")
	}
	p.fill(mix(base, 0, 0.08), "M0 256C90 244 230 244 320 256V320H0z")
	p.fill(mix(base, 0, 0.04), "M0 290C110 274 220 280 320 296V320H0z")
}
