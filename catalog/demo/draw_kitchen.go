package demo

// Drawings of what is cooked with and drunk from.

func stove(p *pen) {
	p.ground(130)
	p.box("#4f7f9f", 110, 196, 100, 66, 22)
	p.box("#6fa0be", 110, 196, 100, 26, 13)
	p.box(cream, 124, 228, 72, 18, 4)
	p.box(steel, 150, 160, 20, 38, 4)
	p.line(steel, 5, "M166 184H214")
	p.box(p.dark, 210, 176, 22, 16, 5)
	p.fill(p.dark, "M126 142H194L178 164H142z")
	p.line(ink, 6, "M130 144L100 116H82M190 144L220 116H238M160 144V122")
	blaze(p, 160, 138, 1)
}

// blaze draws flames that stand at a point.
func blaze(p *pen, x, y, scale float64) {
	p.moved(x, y, scale, func() {
		p.fill(flame, "M-34 0C-40 -26 -22 -34 -24 -58C-8 -48 -6 -34 -4 -26C-2 -44 8 -56 6 -72C24 -54 24 -36 22 -26C28 -30 32 -38 32 -44C42 -26 40 -10 34 0z")
		p.fill("#ffd36b", "M-18 0C-20 -14 -12 -18 -12 -28C-4 -22 -2 -14 0 -10C4 -18 8 -24 8 -34C18 -22 20 -10 16 0z")
	})
}

func hob(p *pen) {
	p.ground(250)
	p.fill(p.dark, "M44 92H276V176H44z")
	p.box(p.light, 54, 102, 212, 64, 4)
	p.box(p.main, 36, 176, 248, 84, 10)
	p.line(ink, 5, "M62 176H144M176 176H258M80 168V180M126 168V180M194 168V180M240 168V180")
	blaze(p, 104, 170, 0.5)
	blaze(p, 218, 170, 0.5)
	p.disc(ink, 100, 218, 17)
	p.disc(ink, 220, 218, 17)
	p.line(shine, 4, "M100 218V206M220 218L228 210")
}

func grill(p *pen) {
	p.ground(210)
	p.line(wood, 16, "M92 256L216 236M104 236L228 256")
	blaze(p, 160, 244, 1.1)
	p.line(ink, 7, "M62 262V170M258 262V170M62 170H258")
	p.line(ink, 5, "M80 160H240M80 178H240M100 154V184M130 154V184M160 154V184M190 154V184M220 154V184")
}

func twigStove(p *pen) {
	p.ground(130)
	p.line(wood, 9, "M120 92L150 150M196 84L170 150M160 70V150")
	blaze(p, 160, 152, 1)
	p.fill(p.main, "M104 146H216L204 262H116z")
	p.fill(p.dark, "M184 146H216L204 262H180z")
	for _, y := range []float64{176, 204, 232} {
		for _, x := range []float64{130, 152, 174} {
			p.disc(flame, x+6, y, 6)
		}
	}
}

func jetpot(p *pen) {
	p.ground(120)
	p.box("#4f7f9f", 118, 214, 84, 48, 18)
	p.box(steel, 126, 190, 68, 28, 6)
	p.box(p.main, 108, 84, 104, 108, 12)
	p.box(p.light, 118, 96, 20, 84, 8)
	p.box(p.dark, 108, 156, 104, 36, 10)
	p.box(ink, 102, 70, 116, 18, 9)
	p.box(ink, 148, 60, 24, 12, 6)
	p.line(ink, 10, "M212 104C248 104 248 160 212 160")
	p.line(steel, 4, "M148 44C140 34 156 28 148 16M172 44C164 34 180 28 172 16")
}

func pots(p *pen) {
	p.ground(220)
	p.box(p.dark, 58, 162, 148, 100, 14)
	p.box(p.main, 58, 162, 132, 100, 14)
	p.box(p.light, 72, 176, 16, 72, 8)
	p.oval(p.dark, 132, 162, 74, 13)
	p.oval(p.light, 132, 159, 74, 12)
	p.box(ink, 120, 138, 24, 16, 8)
	p.line(ink, 8, "M206 188H262C268 188 268 198 262 198H206")
	p.box(steel, 204, 208, 76, 54, 10)
	p.oval(shine, 242, 208, 38, 8)
}

func pan(p *pen) {
	p.turned(-28, 160, 170, func() {
		p.line(p.main, 18, "M214 176H306")
		p.disc("#ffffff", 298, 176, 4)
		p.disc(p.dark, 130, 180, 90)
		p.disc(p.main, 130, 174, 88)
		p.disc(p.deep, 130, 176, 70)
		p.oval("#ffffff", 122, 172, 34, 28)
		p.disc("#f2b632", 122, 170, 13)
	})
}

func kettle(p *pen) {
	p.ground(190)
	p.line(ink, 8, "M104 146C104 64 216 64 216 146")
	p.fill(p.main, "M238 190L282 146L290 154L252 232z")
	p.fill(p.main, "M76 230C76 168 104 140 160 140S244 168 244 230C244 254 236 262 220 262H100C84 262 76 254 76 230z")
	p.fill(p.dark, "M198 148C230 160 244 186 244 230C244 254 236 262 220 262H182C206 240 212 190 198 148z")
	p.line(p.light, 10, "M98 226C100 194 112 176 128 168")
	p.box(p.dark, 124, 130, 72, 14, 7)
	p.disc(ink, 160, 124, 10)
}

func mug(p *pen) {
	p.ground(150)
	p.line(p.dark, 18, "M212 160C272 154 272 234 208 232")
	p.fill(p.main, "M88 124H216V238C216 256 208 262 192 262H112C96 262 88 256 88 238z")
	p.fill(p.dark, "M186 124H216V238C216 256 208 262 192 262H172C184 250 186 244 186 230z")
	p.oval(p.deep, 152, 124, 64, 13)
	p.oval("#6d4630", 152, 126, 54, 9)
	p.box(p.light, 104, 148, 12, 84, 6)
	p.line("#ffffff", 5, "M130 96C118 80 142 70 132 50M170 96C158 80 182 70 172 50")
}

func spork(p *pen) {
	p.turned(35, 160, 160, func() {
		p.line(p.dark, 15, "M162 150V292")
		p.line(p.light, 13, "M160 150V290")
		p.fill(p.main, "M122 40L134 76L148 38H172L186 76L198 40C208 92 206 150 160 164C114 150 112 92 122 40z")
		p.fill(p.light, "M136 90C132 124 142 140 160 148C154 128 146 108 136 90z")
	})
}

func dripper(p *pen) {
	p.moved(48, 92, 0.7, func() { mug(p) })
	p.fill(p.main, "M88 76H224L180 160H132z")
	p.fill(p.dark, "M190 76H224L180 160H164z")
	p.oval("#6d4630", 156, 78, 66, 13)
	p.line(p.light, 5, "M106 92L136 148")
	p.line(ink, 8, "M108 166H204")
}

func bottle(p *pen) {
	p.ground(90)
	p.line(ink, 7, "M146 70C146 40 174 40 174 70")
	p.box(ink, 134, 64, 52, 30, 8)
	p.fill(p.main, "M138 94H182C182 112 206 116 206 144V244C206 256 200 262 188 262H132C120 262 114 256 114 244V144C114 116 138 112 138 94z")
	p.fill(p.dark, "M170 94H182C182 112 206 116 206 144V244C206 256 200 262 188 262H174C184 250 184 140 170 94z")
	p.box(p.light, 126, 148, 12, 96, 6)
	p.fill(cream, "M140 206L160 172L180 206z")
}

func reservoir(p *pen) {
	p.ground(130)
	p.box(ink, 104, 74, 112, 20, 8)
	p.fill(water, "M108 92H212C232 140 232 220 216 252C208 264 112 264 104 252C88 220 88 140 108 92z")
	p.fill(p.main, "M96 168C140 156 180 180 226 168C226 214 222 240 216 252C208 264 112 264 104 252C96 236 92 204 96 168z")
	p.line(p.light, 6, "M112 190C112 216 114 232 118 244")
	p.line(p.deep, 8, "M196 250C260 250 276 220 270 170C266 130 284 110 284 92")
	p.box(ink, 274, 70, 20, 26, 8)
}

func softFlask(p *pen) {
	p.ground(90)
	p.box(ink, 144, 52, 32, 24, 8)
	p.box(p.dark, 132, 74, 56, 24, 8)
	p.fill(water, "M132 98H188C206 122 212 170 206 218C202 250 190 262 176 262H144C130 262 118 250 114 218C108 170 114 122 132 98z")
	p.fill(p.main, "M112 164C144 152 176 176 208 162C210 184 208 204 206 218C202 250 190 262 176 262H144C130 262 118 250 114 218C112 200 110 182 112 164z")
	p.line(p.light, 6, "M130 186C130 212 134 230 140 242")
}

func filter(p *pen) {
	p.ground(110)
	p.fill(water, "M112 196H208V246C208 258 202 262 192 262H128C118 262 112 258 112 246z")
	p.box(steel, 128, 180, 64, 18, 5)
	p.box(p.dark, 140, 92, 40, 90, 10)
	p.box(p.main, 140, 92, 32, 90, 10)
	p.line("#ffffff", 4, "M148 112H164M148 128H164M148 144H164M148 160H164")
	p.fill(water, "M118 26H202L196 74C190 90 130 90 124 74z")
	p.box(ink, 138, 80, 44, 14, 5)
	p.line("#ffffff", 5, "M136 40L140 66")
	p.fill("#6fb1d6", "M160 208C170 222 174 230 160 236C146 230 150 222 160 208z")
}

func lightPen(p *pen) {
	p.ground(100)
	p.fill(water, "M112 150H208V248C208 258 202 262 192 262H128C118 262 112 258 112 248z")
	p.fill("#c9b7f2", "M128 176H192V232H128z")
	p.box(p.dark, 140, 44, 40, 108, 14)
	p.box(p.main, 140, 44, 32, 108, 14)
	p.box("#e9defe", 150, 150, 20, 70, 10)
	p.disc(cream, 156, 74, 7)
	p.line("#ffffff", 5, "M124 168V236")
}
