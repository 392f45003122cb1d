package demo

// Drawings of what is worn against rain and cold.

// top is the outline that jackets share: body and two sleeves; half is its
// right side, in the shade.
const (
	top  = "M122 78L84 94C70 102 64 112 60 128L40 216L80 228L98 166V262H222V166L240 228L280 216L260 128C256 112 250 102 236 94L198 78z"
	half = "M160 88L198 78L236 94C250 102 256 112 260 128L280 216L240 228L222 166V262H160z"
)

// slim is the same with a waist.
const (
	slim     = "M124 78L90 94C76 102 70 112 66 128L46 216L84 227L100 164L108 200L96 262H224L212 200L220 164L236 227L274 216L254 128C250 112 244 102 230 94L196 78z"
	slimHalf = "M160 88L196 78L230 94C244 102 250 112 254 128L274 216L236 227L220 164L212 200L224 262H160z"
)

// hood is one that is up.
func hood(p *pen) {
	p.fill(p.main, "M116 84C104 6 216 6 204 84L186 108H134z")
	p.shade("M160 25.5C185 25.5 210 45 204 84L186 108H160z")
	p.fill(p.deep, "M130 82C126 34 194 34 190 82L178 104H142z")
	p.line(p.light, 4, "M130 82C126 34 194 34 190 82")
	p.line(cream, 3, "M142 104L138 126M178 104L182 126")
}

// rain falls on a thing and runs off.
func rain(p *pen) {
	p.line("#7fb2d6", 4, "M44 30L36 50M86 14L78 34M246 22L238 42M290 40L282 60M28 88L20 108M302 104L294 124")
	p.drop(112, 206, 0.36)
	p.drop(206, 146, 0.36)
	p.drop(62, 170, 0.3)
	p.drop(262, 176, 0.3)
}

func jacket(p *pen) { shell(p, top, half) }

// slimJacket has a waist.
func slimJacket(p *pen) { shell(p, slim, slimHalf) }

func shell(p *pen, all, right string) {
	p.ground(150)
	p.fill(p.main, all)
	p.shade(right)
	p.lit("M122 78L160 92V132C140 128 116 116 96 90z")
	p.line(p.deep, 6, "M160 104V262")
	p.line(p.light, 4, "M112 212L134 198M208 212L186 198")
	p.line(p.dark, 4, "M98 166L102 134M222 166L218 134M48 203L82 212M272 203L238 212")
	hood(p)
	rain(p)
}

// mountainShell has a hood for a helmet, vents and shoulders of another cloth.
func mountainShell(p *pen) {
	p.ground(150)
	p.fill(p.main, top)
	p.shade(half)
	p.fill(p.deep, "M122 78L84 94C70 102 64 112 60 128L58 138C94 122 130 124 160 130C190 124 226 122 262 138L260 128C256 112 250 102 236 94L198 78L160 92z")
	p.line("#f3d34a", 5, "M160 110V262M104 152L122 182M216 152L198 182")
	p.line(p.light, 4, "M48 203L82 212M272 203L238 212M100 250H220")
	p.box(ink, 118, 188, 30, 6, 3)
	hood(p)
	p.line(p.deep, 7, "M126 52C132 36 188 36 194 52")
	p.line("#ffffff", 4, "M36 40V68M24 46L48 62M48 46L24 62M286 48V76M274 54L298 70M298 54L274 70")
}

// smock is pulled over the head: half a zip and one large pocket.
func smock(p *pen) {
	p.ground(150)
	p.fill(p.main, top)
	p.shade(half)
	p.lit("M122 78L160 92V132C140 128 116 116 96 90z")
	p.line(p.deep, 6, "M160 104V158")
	p.fill(p.dark, "M118 186H202L214 240H106z")
	p.fill(p.light, "M118 180H202V194H118z")
	p.line(p.deep, 3, "M98 252H222")
	p.line(p.dark, 4, "M98 166L102 134M222 166L218 134M48 203L82 212M272 203L238 212")
	hood(p)
	rain(p)
}

func cape(p *pen) {
	p.ground(230)
	p.fill(p.main, "M118 96C116 20 204 20 202 96C246 124 264 192 272 250C226 266 94 266 48 250C56 192 74 124 118 96z")
	p.shade("M160 39C181.5 39 203 58 202 96C246 124 264 192 272 250C250 257 220 261 190 262C204 190 204 110 160 39z")
	p.fill(p.deep, "M134 90C132 52 188 52 186 90C184 112 136 112 134 90z")
	p.line(p.light, 4, "M134 90C132 52 188 52 186 90")
	p.line(p.deep, 4, "M160 108V176")
	p.line(p.light, 5, "M84 234C88 192 98 160 114 138M128 244C130 214 134 194 140 180")
	p.line(p.dark, 4, "M214 240C212 214 208 192 202 174")
	rain(p)
}

// rainSuit is a child's: jacket and trousers, with little boots.
func rainSuit(p *pen) {
	p.ground(150)
	p.box("#c8453f", 104, 240, 46, 24, 10)
	p.box("#c8453f", 170, 240, 46, 24, 10)
	p.fill(p.dark, "M108 176H212L208 248H168L160 204L152 248H112z")
	p.moved(44, 10, 0.725, func() {
		p.fill(p.main, top)
		p.shade(half)
		p.line(p.deep, 6, "M160 104V262")
		p.box(p.dark, 108, 192, 38, 34, 6)
		p.box(p.dark, 174, 192, 38, 34, 6)
		p.line("#ffffff", 9, "M98 246H222M50 192L88 202M270 192L232 202")
		hood(p)
	})
	p.line("#7fb2d6", 4, "M54 40L46 60M100 16L92 36M246 22L238 42M284 66L276 86M36 120L28 140M296 150L288 170")
	p.line(water, 5, "M66 280C90 272 120 272 132 280M182 284C206 276 240 276 254 284")
}
