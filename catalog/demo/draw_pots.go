package demo

// Drawings of what is cooked and eaten with.

// pot draws one with its foot's middle at a point: so wide and so high.
func pot(p *pen, x, y, w, h float64) {
	l, r := x-w/2, x+w/2
	p.fill(p.main, "M"+num(l)+" "+num(y-h)+"H"+num(r)+"V"+num(y-14)+"C"+num(r)+" "+num(y-4)+" "+num(r-8)+" "+num(y)+" "+num(r-16)+" "+num(y)+"H"+num(l+16)+"C"+num(l+8)+" "+num(y)+" "+num(l)+" "+num(y-4)+" "+num(l)+" "+num(y-14)+"z")
	p.shade("M" + num(r-w*0.22) + " " + num(y-h) + "H" + num(r) + "V" + num(y-14) + "C" + num(r) + " " + num(y-4) + " " + num(r-8) + " " + num(y) + " " + num(r-16) + " " + num(y) + "H" + num(r-w*0.3) + "z")
	p.box(p.light, l+w*0.1, y-h+16, w*0.09, h-32, w*0.045)
	p.oval(p.dark, x, y-h, w/2+3, w*0.075)
	p.oval(p.light, x, y-h-3, w/2+3, w*0.07)
	p.box(ink, x-13, y-h-w*0.07-14, 26, 16, 8)
}

// pots are one and a smaller that goes into it.
func pots(p *pen) {
	p.ground(270)
	p.line(ink, 8, "M170 176H226C232 176 232 186 226 186H170")
	pot(p, 108, 262, 136, 112)
	p.line(ink, 7, "M258 214H300C306 214 306 222 300 222H258")
	pot(p, 222, 262, 96, 62)
}

// tallPot is one alone, with handles that fold.
func tallPot(p *pen) {
	p.ground(160)
	p.line(steel, 7, "M206 150C256 144 262 226 206 222M206 166C240 164 242 208 206 206")
	pot(p, 152, 262, 120, 150)
	p.line(p.dark, 2.5, "M98 190H106M98 206H106M98 222H106M98 238H106")
	p.line("#ffffff", 4, "M134 72C126 62 142 56 134 44M168 72C160 62 176 56 168 44")
}

// potSet is enough for a family: three pots and a pan.
func potSet(p *pen) {
	p.ground(290)
	p.line(ink, 8, "M218 120H262C268 120 268 130 262 130H218")
	pot(p, 148, 226, 156, 124)
	p.line(ink, 7, "M128 210H162C168 210 168 218 162 218H128")
	pot(p, 82, 264, 112, 72)
	p.fill(p.dark, "M160 232H272C270 254 256 266 244 266H188C176 266 162 254 160 232z")
	p.oval(p.light, 216, 232, 58, 9)
	p.oval(p.deep, 216, 233, 50, 6)
	p.line(ink, 9, "M270 240L312 228")
}

func pan(p *pen) {
	p.ground(200)
	p.turned(-28, 160, 170, func() {
		p.line(p.main, 20, "M214 176H304")
		p.line(p.light, 4, "M222 171H288")
		p.disc("#ffffff", 300, 176, 4)
		p.disc(p.dark, 132, 184, 92)
		p.disc(p.main, 130, 174, 90)
		p.disc(p.deep, 130, 176, 74)
		p.lit("M62 150C72 116 104 96 138 98C110 104 86 122 74 154z")
		p.fill("#ffffff", "M88 168C92 140 128 150 142 142C168 138 172 168 162 182C158 206 122 196 110 200C92 200 84 184 88 168z")
		p.disc("#f2b632", 124, 170, 17)
		p.lit("M112 166C114 158 120 156 126 158C120 162 116 166 114 170z")
	})
}

func kettle(p *pen) {
	p.ground(200)
	p.line(ink, 9, "M98 158C92 56 228 56 222 158")
	p.line(wood, 14, "M134 84C150 78 170 78 186 84")
	p.fill(p.main, "M214 224C248 214 248 178 268 148L292 156C288 196 272 236 222 248z")
	p.shade("M222 248C272 236 288 196 292 156L282 152C276 196 256 226 214 236z")
	p.fill(p.main, "M72 226C72 168 104 140 160 140S248 168 248 226C248 252 238 262 220 262H100C82 262 72 252 72 226z")
	p.shade("M196 146C230 158 248 184 248 226C248 252 238 262 220 262H182C208 240 214 190 196 146z")
	p.line(p.light, 11, "M96 224C98 194 110 176 128 166")
	p.box(p.dark, 116, 132, 88, 14, 7)
	p.disc(ink, 160, 124, 11)
	p.line("#ffffff", 4, "M284 136C276 126 292 120 284 108")
}

// mug is of enamel: a dark rim and specks.
func mug(p *pen) {
	p.ground(170)
	p.line(p.dark, 16, "M212 156C272 150 272 234 208 230")
	p.fill(p.main, "M88 124H216V238C216 256 208 262 192 262H112C96 262 88 256 88 238z")
	p.shade("M186 124H216V238C216 256 208 262 192 262H172C184 250 186 244 186 230z")
	p.oval(ink, 152, 124, 66, 15)
	p.oval("#6d4630", 152, 126, 57, 10)
	p.box(p.light, 102, 152, 11, 80, 5)
	for _, at := range [][2]float64{{128, 168}, {152, 200}, {134, 232}, {172, 162}, {166, 238}} {
		p.disc(cream, at[0], at[1], 3)
	}
	p.line("#ffffff", 5, "M130 98C118 82 142 72 132 52M170 98C158 82 182 72 172 52")
}

// thermoMug has a lid and keeps warm.
func thermoMug(p *pen) {
	p.ground(130)
	p.fill(p.main, "M106 108H214L200 246C198 258 192 262 182 262H138C128 262 122 258 120 246z")
	p.shade("M184 108H214L200 246C198 258 192 262 182 262H166C178 220 184 160 184 108z")
	p.lit("M118 120H134L142 250H132z")
	p.fill(steel, "M112 160H208L205 188H115z")
	p.shade("M183 160H208L205 188H180z")
	p.box(ink, 96, 88, 128, 24, 10)
	p.fill(ink, "M110 90C112 70 208 70 210 90z")
	p.box(steel, 176, 74, 26, 10, 5)
	p.line("#ffffff", 4, "M186 62C178 52 194 46 186 34")
}

// spork is a spoon at one end and a fork at the other.
func spork(p *pen) {
	p.ground(130)
	p.turned(35, 160, 160, func() {
		p.faint(shadow, 0.14, "M138 40H188V150L176 250C196 262 196 306 172 308C148 306 148 262 164 250L150 150z")
		p.fill(p.main, "M152 128H168L172 240H148z")
		p.fill(p.main, "M124 22C124 16 132 16 132 22V62H144V20C144 14 152 14 152 20V62H168V20C168 14 176 14 176 20V62H188V22C188 16 196 16 196 22V88C196 124 180 136 160 136S124 124 124 88z")
		p.shade("M176 20V62H188V22C188 16 196 16 196 22V88C196 124 180 136 164 136C184 110 182 60 176 20z")
		p.oval(p.dark, 160, 262, 33, 42)
		p.oval(p.main, 160, 260, 33, 42)
		p.oval(p.dark, 160, 262, 23, 31)
		p.lit("M140 250C142 238 150 230 160 230C152 240 148 256 150 276C142 270 139 260 140 250z")
		p.line(p.light, 4, "M160 146V216M132 74V100")
	})
}

// dripper is a cone of coffee above a mug.
func dripper(p *pen) {
	p.moved(52, 98, 0.7, func() { mug(p) })
	p.fill(p.main, "M88 70H224L180 160H132z")
	p.shade("M190 70H224L180 160H164z")
	p.oval(cream, 156, 70, 70, 14)
	p.oval("#6d4630", 156, 72, 60, 10)
	p.line(p.light, 5, "M106 92L136 148")
	p.box(p.main, 100, 158, 112, 12, 6)
	p.line("#6d4630", 5, "M156 172V186")
}
