package demo

// Drawings of trousers.

// legs is the outline of trousers and seam what is in the shade.
const (
	legs  = "M108 58H212L226 264H176L160 130L144 264H94z"
	right = "M160 58H212L226 264H176L160 130z"
)

func trousers(p *pen) {
	p.ground(150)
	p.fill(p.main, legs)
	p.shade(right)
	p.box(p.deep, 107, 54, 106, 18, 5)
	p.line(p.light, 4, "M114 82L106 114L122 118M206 82L214 114L198 118")
	p.line(p.deep, 3, "M160 72V130M102 178L138 182M218 178L182 182")
	p.box(p.dark, 102, 140, 30, 32, 4)
	p.line(p.light, 3, "M104 148H130")
	p.box(steel, 152, 56, 16, 14, 3)
}

// slimTrousers are narrower below.
func slimTrousers(p *pen) {
	p.ground(130)
	p.fill(p.main, "M116 58H204C216 84 222 112 220 136L204 264H172L160 140L148 264H116L100 136C98 112 104 84 116 58z")
	p.shade("M160 58H204C216 84 222 112 220 136L204 264H172L160 140z")
	p.box(p.deep, 113, 54, 94, 16, 5)
	p.line(p.light, 4, "M118 78C114 92 108 104 104 112M202 78C206 92 212 104 216 112")
	p.line(p.deep, 3, "M160 70V140M108 186L146 190M212 186L174 190")
	p.box(steel, 152, 55, 16, 13, 3)
	p.line(p.dark, 5, "M117 256H147M203 256H173")
}

// zipOff has one leg taken off at the knee.
func zipOff(p *pen) {
	p.ground(200)
	p.moved(-26, -4, 1, func() {
		p.fill(p.main, "M108 58H212L219 164H166L160 130L144 264H94z")
		p.shade("M160 58H212L219 164H166L160 130z")
		p.box(p.deep, 107, 54, 106, 18, 5)
		p.line(p.light, 4, "M114 82L106 114L122 118M206 82L214 114L198 118")
		p.line(p.deep, 3, "M160 72V130")
		p.line(cream, 5, "M101 164H156M166 164H219")
		p.line(ink, 3, "M101 164H156M166 164H219")
		p.box(steel, 152, 56, 16, 14, 3)
	})
	p.turned(-14, 236, 220, func() {
		p.fill(p.main, "M204 172H258L264 264H212z")
		p.shade("M236 172H258L264 264H238z")
		p.line(ink, 4, "M204 172H258")
	})
	p.line("#ffffff", 4, "M214 150C228 146 240 152 246 162M234 160L247 164L250 150")
}

// rainTrousers have an elastic waist and zips at the side.
func rainTrousers(p *pen) {
	p.ground(160)
	p.fill(p.main, "M106 58H214L232 262H174L160 138L146 262H88z")
	p.shade("M160 58H214L232 262H174L160 138z")
	p.fill(p.light, "M104 52H216V74H104z")
	p.line(p.dark, 2.5, "M114 54V72M126 54V72M138 54V72M150 54V72M170 54V72M182 54V72M194 54V72M206 54V72")
	p.line(cream, 4, "M156 70L150 104M164 70L170 104")
	p.line("#f3d34a", 5, "M112 160L104 258M208 160L216 258")
	p.line(p.deep, 3, "M160 76V138")
	p.line("#7fb2d6", 4, "M44 60L36 80M70 24L62 44M258 40L250 60M288 88L280 108M40 150L32 170M290 180L282 200")
	p.drop(130, 118, 0.36)
	p.drop(192, 128, 0.36)
	p.drop(132, 190, 0.34)
}

// leggings are close to the leg, with a waistband and ribs.
func leggings(p *pen) {
	p.ground(110)
	p.fill(p.main, "M118 52H202C210 84 212 112 204 146L192 212L194 264H166L162 204L160 134L158 204L154 264H126L128 212L116 146C108 112 110 84 118 52z")
	p.shade("M160 52H202C210 84 212 112 204 146L192 212L194 264H166L162 204L160 134z")
	p.box(p.light, 115, 46, 90, 24, 8)
	p.line(p.dark, 2.5, "M124 84C120 112 126 140 136 166M142 84C138 112 142 140 146 160M178 84C182 112 178 140 174 160M196 84C200 112 194 140 184 166")
	p.line(p.deep, 3, "M160 70V134")
	p.line(p.light, 5, "M127 256H153M167 256H193")
}

func shorts(p *pen) {
	p.ground(170)
	p.fill(p.main, "M96 88H224L252 226L178 238L160 162L142 238L68 226z")
	p.shade("M160 88H224L252 226L178 238L160 162z")
	p.box(p.deep, 94, 82, 132, 22, 6)
	p.line(cream, 5, "M150 102L144 138M170 102L176 138")
	p.line(p.light, 4, "M106 116L96 152M214 116L224 152M78 214L136 224M242 214L184 224")
	p.line(p.deep, 3, "M160 110V162")
}
