package demo

// Drawings of jackets that are filled.

// puffs are the bulging edges and seams of down, drawn on a top.
const puffs = "M60 128C48 138 46 150 54 156C42 166 42 178 48 184C38 194 36 206 40 216L80 228L98 166C90 178 90 190 98 198C90 208 90 220 98 230C92 240 92 254 98 262H222C228 254 228 240 222 230C230 220 230 208 222 198C230 190 230 178 222 166L240 228L280 216C284 206 282 194 272 184C278 178 278 166 266 156C274 150 272 138 260 128C256 112 250 102 236 94L198 78H122L84 94C70 102 64 112 60 128z"

func puffer(p *pen) {
	p.ground(150)
	puffed(p)
}

// puffed is the jacket alone.
func puffed(p *pen) {
	p.fill(p.main, puffs)
	p.shade(half)
	puffSeams(p)
	hood(p)
	p.line(p.light, 3, "M124 50C140 38 180 38 196 50")
}

func puffSeams(p *pen) {
	p.line(p.deep, 5, "M160 104V262")
	p.both(func() {
		p.line(p.deep, 3, "M86 118C110 130 136 130 158 126M98 166C118 174 140 174 158 170M98 198C118 206 140 206 158 202M98 230C118 238 140 238 158 234M54 156C66 162 80 166 92 166M48 184C60 190 74 196 86 198")
	})
	p.line(p.light, 5, "M106 140C118 146 132 146 146 142M106 182C116 186 128 187 140 186M106 214C116 218 128 219 140 218M66 138C72 140 78 142 84 142")
}

// slimPuffer is longer in the waist and narrower.
func slimPuffer(p *pen) {
	p.ground(130)
	p.moved(26, 16, 0.84, func() {
		p.b.WriteString(`<g transform="translate(0 -24) scale(1 1.21)">`)
		puffed(p)
		p.b.WriteString("</g>")
	})
	p.line(p.deep, 7, "M112 218C140 226 180 226 208 218")
}

// parka is long, with fur round the hood.
func parka(p *pen) {
	p.ground(150)
	p.moved(32, 4, 0.8, func() {
		p.fill(p.main, "M96 230H224L232 322H88z")
		p.shade("M160 230H224L232 322H160z")
		p.line(p.deep, 3, "M92 286C118 294 202 294 228 286M160 230V322")
		puffed(p)
		p.line("#cdb08a", 20, "M128 96C112 26 208 26 192 96")
		p.line("#e6d3b4", 6, "M122 90L110 84M118 68L106 58M126 48L116 36M146 36L142 22M174 36L178 22M194 48L204 36M202 68L214 58M198 90L210 84")
		p.box(p.dark, 104, 234, 40, 44, 6)
		p.box(p.dark, 176, 234, 40, 44, 6)
	})
}
