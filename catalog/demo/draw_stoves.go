package demo

// Drawings of what burns.

// canister is a gas cartridge that stands at a point: its foot's middle.
func canister(p *pen, x, y, scale float64) {
	p.moved(x, y, scale, func() {
		p.box("#4f7f9f", -54, -72, 108, 72, 24)
		p.box("#6fa0be", -54, -72, 108, 28, 14)
		p.box(cream, -54, -38, 108, 20, 0)
		p.shade("M26 -72H30C44 -72 54 -62 54 -48V-24C54 -10 44 0 30 0H14C26 -20 30 -50 26 -72z")
		p.box(steel, -12, -86, 24, 16, 4)
	})
}

// stove is a burner screwed on a cartridge.
func stove(p *pen) {
	p.ground(140)
	canister(p, 160, 262, 1)
	p.box(steel, 150, 152, 20, 34, 4)
	p.line(steel, 5, "M166 172H220")
	p.box(p.dark, 216, 164, 24, 16, 5)
	p.fill(p.main, "M122 138H198L180 158H140z")
	p.shade("M170 138H198L180 158H166z")
	p.line(ink, 6, "M130 140L100 112H82M190 140L220 112H238M160 140V116")
	blaze(p, 160, 134, 1)
}

// wideStove stands by itself, the cartridge beside it on a hose.
func wideStove(p *pen) {
	p.ground(280)
	canister(p, 244, 262, 0.9)
	p.line(p.deep, 6, "M244 186C244 150 206 160 196 204C190 226 176 230 150 226")
	p.line(ink, 7, "M92 214L52 260M128 214L164 260M110 214V256")
	p.box(steel, 98, 208, 24, 24, 5)
	p.fill(p.dark, "M56 178H164L142 210H78z")
	p.fill(p.main, "M56 178H164L158 188H62z")
	p.line(ink, 6, "M64 180L38 150H22M156 180L182 150H198M110 178V154")
	blaze(p, 110, 176, 1.15)
}

// blaze draws flames that stand at a point.
func blaze(p *pen, x, y, scale float64) {
	p.glow(flame, x, y-30*scale, 62*scale)
	p.moved(x, y, scale, func() {
		p.fill(flame, "M-34 0C-40 -26 -22 -34 -24 -58C-8 -48 -6 -34 -4 -26C-2 -44 8 -56 6 -72C24 -54 24 -36 22 -26C28 -30 32 -38 32 -44C42 -26 40 -10 34 0z")
		p.fill("#ffd36b", "M-18 0C-20 -14 -12 -18 -12 -28C-4 -22 -2 -14 0 -10C4 -18 8 -24 8 -34C18 -22 20 -10 16 0z")
	})
}

// spiritStove is a brass burner with a blue flame in a windshield, a pot above.
func spiritStove(p *pen) {
	p.ground(190)
	p.box(p.main, 96, 76, 128, 74, 12)
	p.lit("M106 84H122V142H106z")
	p.shade("M190 76H212C220 76 224 80 224 88V138C224 146 220 150 212 150H184z")
	p.box(p.dark, 88, 70, 144, 14, 7)
	p.box(ink, 148, 58, 24, 12, 6)
	p.fill(p.dark, "M76 160H244L232 262H88z")
	p.fill(p.deep, "M118 176H202L196 262H124z")
	p.glow("#7fb4ff", 160, 210, 40)
	p.fill("#6ba3ef", "M134 226C128 200 142 196 142 176C152 184 156 190 158 196C160 184 166 176 166 168C180 184 182 194 180 200C186 206 190 216 186 226z")
	p.fill("#d5e7ff", "M146 226C144 212 152 208 152 200C160 206 164 202 166 196C174 208 176 218 172 226z")
	p.box("#c99a3f", 130, 224, 60, 34, 8)
	p.box("#e8c272", 130, 224, 60, 10, 5)
	p.box("#e8c272", 138, 236, 8, 18, 4)
	for _, x := range []float64{96, 216} {
		p.disc(p.deep, x+4, 182, 5)
		p.disc(p.deep, x+4, 206, 5)
		p.disc(p.deep, x+4, 230, 5)
	}
}

func hob(p *pen) {
	p.ground(260)
	p.fill(p.dark, "M44 92H276V176H44z")
	p.box(p.light, 54, 102, 212, 64, 4)
	p.lit("M54 102H120L70 166H54z")
	p.box(p.main, 36, 176, 248, 84, 10)
	p.shade("M36 228H284V250C284 256 280 260 274 260H46C40 260 36 256 36 250z")
	p.line(ink, 5, "M62 176H144M176 176H258M80 168V180M126 168V180M194 168V180M240 168V180")
	blaze(p, 104, 170, 0.5)
	blaze(p, 218, 170, 0.5)
	p.disc(ink, 100, 218, 17)
	p.disc(ink, 220, 218, 17)
	p.line(shine, 4, "M100 218V206M220 218L228 210")
}

func grill(p *pen) {
	p.ground(230)
	p.line(wood, 18, "M88 256L216 238M104 238L232 256")
	p.line("#d8b48a", 4, "M92 252L150 244M112 236L170 244")
	blaze(p, 160, 246, 1.1)
	p.line(p.main, 7, "M58 262V168M262 262V168M58 168H262")
	p.line(p.main, 5, "M76 160H244M76 178H244M100 154V184M130 154V184M160 154V184M190 154V184M220 154V184")
	p.line("#c4653f", 20, "M104 148H150M176 148H214")
	p.line("#e08d62", 4, "M106 143H146M178 143H210")
}

// twigStove is a tin with holes, fed with twigs.
func twigStove(p *pen) {
	p.ground(150)
	p.line(wood, 9, "M112 84L150 150M206 78L170 150M156 66V150")
	blaze(p, 160, 152, 1)
	p.fill(p.main, "M100 146H220L206 262H114z")
	p.lit("M108 152H126L132 256H120z")
	p.shade("M186 146H220L206 262H180z")
	p.line(p.dark, 5, "M98 146H222M112 248H208")
	for _, y := range []float64{172, 200} {
		for _, x := range []float64{128, 150, 172, 194} {
			p.disc(flame, x, y, 6)
		}
	}
	p.fill("#7a2f12", "M140 262V232C140 220 180 220 180 232V262z")
	p.fill(flame, "M146 262C142 246 154 244 154 234C164 240 176 248 174 262z")
	p.line(wood, 9, "M160 256L226 268")
}

// jetpot is a tall pot locked on its burner.
func jetpot(p *pen) {
	p.ground(130)
	canister(p, 160, 262, 0.72)
	p.box(steel, 126, 184, 68, 26, 6)
	p.line(flame, 6, "M138 190V200M152 188V202M168 188V202M182 190V200")
	p.box(p.main, 108, 84, 104, 104, 12)
	p.lit("M116 94H132V150H116z")
	p.shade("M184 84H200C208 84 212 88 212 96V176C212 184 208 188 200 188H178z")
	p.box(steel, 108, 156, 104, 32, 8)
	p.line("#7d868e", 3, "M122 160V184M136 160V184M150 160V184M164 160V184M178 160V184M192 160V184")
	p.box(ink, 102, 70, 116, 18, 9)
	p.box(ink, 148, 60, 24, 12, 6)
	p.line(ink, 10, "M212 104C248 104 248 152 212 152")
	p.line("#ffffff", 4, "M148 48C140 38 156 32 148 20M172 48C164 38 180 32 172 20")
}
