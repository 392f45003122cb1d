package demo

// Drawings of knives and tools.

func knife(p *pen) {
	p.ground(220)
	p.turned(-18, 160, 170, func() {
		p.turned(-46, 146, 170, func() {
			p.fill(steel, "M138 152C190 134 250 136 292 174C250 182 200 184 138 184z")
			p.fill(shine, "M138 152C190 134 250 136 292 174C250 164 200 160 138 164z")
			p.line("#7d868e", 3, "M170 160H206")
		})
		p.fill(p.dark, "M26 162C50 150 112 152 156 150C168 152 168 192 156 194C112 198 62 198 32 194C18 186 16 170 26 162z")
		p.fill(p.main, "M26 158C50 146 112 148 156 146C168 148 168 184 156 186C112 190 62 190 32 186C18 180 16 164 26 158z")
		p.lit("M36 160C60 152 112 154 150 152V160C112 162 62 160 36 166z")
		p.disc(steel, 146, 168, 9)
		p.disc(ink, 146, 168, 3)
		p.disc(steel, 44, 172, 6)
		p.disc(steel, 96, 171, 4)
	})
}

func blade(p *pen) {
	p.ground(220)
	p.turned(-32, 160, 165, func() {
		p.fill(steel, "M126 146H260C280 150 296 162 304 178C250 190 190 186 126 184z")
		p.fill(shine, "M126 146H260C280 150 296 162 304 178C250 172 190 170 126 168z")
		p.box(ink, 116, 138, 12, 56, 5)
		p.fill(p.dark, "M16 150C50 142 90 150 118 146V188C90 184 50 194 16 184C8 174 8 160 16 150z")
		p.fill(p.main, "M16 148C50 140 90 148 118 144V176C90 174 50 182 16 176C8 168 8 156 16 148z")
		p.line(p.deep, 3, "M58 148V178M70 149V177M82 149V177")
		p.disc(steel, 36, 163, 5)
		p.disc(steel, 104, 161, 5)
		p.line("#c8453f", 4, "M16 164C0 166 -4 182 6 192")
	})
}

// multitool is pliers whose handles hold blades.
func multitool(p *pen) {
	p.ground(180)
	p.turned(14, 160, 170, func() {
		p.fill(steel, "M108 266C82 244 52 222 24 178C50 188 88 212 114 240z")
		p.fill(shine, "M24 178C50 188 88 212 114 240L110 250C84 224 54 204 24 178z")
		p.line(steel, 9, "M214 258L262 216")
		p.fill(steel, "M254 216L264 208L286 186L292 192L270 214L262 224z")
		p.line("#7d868e", 7, "M216 240L238 190C240 182 250 184 248 192")
		p.fill(steel, "M144 116C128 84 138 46 156 24L160 116zM176 116C192 84 182 46 164 24L160 116z")
		p.fill(shine, "M144 116C128 84 138 46 156 24L157 60L148 100z")
		p.line(ink, 2, "M160 36V60M152 66L158 70M152 76L158 80M168 66L162 70M168 76L162 80")
		p.disc(shine, 160, 118, 23)
		p.disc(ink, 160, 118, 8)
		p.turned(16, 148, 130, func() {
			p.box(p.dark, 122, 128, 36, 144, 13)
			p.box(p.main, 120, 126, 32, 142, 12)
			p.box(ink, 130, 146, 6, 100, 3)
		})
		p.turned(-16, 172, 130, func() {
			p.box(p.dark, 168, 128, 36, 144, 13)
			p.box(p.main, 168, 126, 32, 142, 12)
			p.box(ink, 182, 146, 6, 100, 3)
		})
	})
}

func axe(p *pen) {
	p.ground(190)
	p.turned(32, 160, 165, func() {
		p.fill(p.main, "M150 50H172C176 120 162 190 176 276C180 292 150 294 148 280C138 200 152 120 150 50z")
		p.shade("M162 50H172C176 120 162 190 176 276C178 286 168 290 160 288C152 200 166 120 162 50z")
		p.fill(ink, "M145 244C148 248 168 248 172 244L176 272C180 294 150 296 147 282z")
		p.fill("#7d868e", "M140 58H188C194 72 194 92 188 106H142C128 116 108 128 88 132C78 104 78 62 88 36C108 40 128 50 140 58z")
		p.fill(steel, "M140 58H164V106H142C128 116 108 128 88 132C78 104 78 62 88 36C108 40 128 50 140 58z")
		p.fill(shine, "M88 36C98 68 98 102 88 132C78 104 78 62 88 36z")
		p.fill(p.deep, "M150 46H172V60H150z")
	})
}

func saw(p *pen) {
	p.ground(220)
	p.turned(-26, 160, 165, func() {
		p.fill(steel, "M120 142H306L300 172L292 178L284 168L276 178L268 168L260 178L252 168L244 178L236 168L228 178L220 168L212 178L204 168L196 178L188 168L180 178L172 168L164 178L156 168L148 178L140 168L132 178H120z")
		p.fill(shine, "M120 142H306L304 152H120z")
		p.fill(p.main, "M18 146C50 132 100 136 132 138V182C96 180 54 200 24 206C8 190 8 160 18 146z")
		p.fill(p.dark, "M24 206C54 200 96 180 132 182V172C96 172 54 190 20 196z")
		p.lit("M26 150C56 140 96 144 124 146V152C92 150 56 152 26 162z")
		p.line(ink, 6, "M44 166V184M60 162V180M76 159V176")
		p.disc(ink, 120, 160, 8)
	})
}

// trowel digs; its grip is hollow, to be light.
func trowel(p *pen) {
	p.fill("#a8896a", "M58 270C80 236 130 226 168 240S256 244 276 270z")
	p.fill("#8d7156", "M58 270C90 256 240 256 276 270z")
	p.turned(28, 160, 140, func() {
		p.fill(p.main, "M128 130H192V206C192 238 172 260 160 266C148 260 128 238 128 206z")
		p.shade("M166 130H192V206C192 238 172 260 160 266C166 224 168 176 166 130z")
		p.line(p.light, 4, "M140 142V206")
		p.box(p.main, 144, 20, 32, 116, 13)
		p.shade("M164 20C172 22 176 28 176 33V124C176 132 172 136 166 136z")
		p.box(p.deep, 153, 34, 14, 74, 7)
		p.line(p.deep, 3, "M128 180H134M128 194H134M128 208H134")
	})
	p.fill("#a8896a", "M70 270C90 250 120 244 140 256S160 270 160 270z")
}

func pegs(p *pen) {
	p.ground(220)
	for i := range 4 {
		p.moved(78+52*float64(i)-160, float64(i%2)*-12, 1, func() {
			p.turned(float64(i*8-12), 160, 170, func() {
				p.fill(p.main, "M148 84H172L166 236L160 260L154 236z")
				p.fill(p.dark, "M162 84H172L166 236L160 260z")
				p.line(p.light, 3, "M153 96L157 222")
				p.fill(p.main, "M140 76H176V90H152L140 96z")
				p.line(cream, 5, "M156 106C130 112 132 148 150 142C162 136 160 116 156 106")
			})
		})
	}
}

// rope is a hank, wound in the middle.
func rope(p *pen) {
	p.ground(230)
	for i := range 6 {
		y := 142 + 18*float64(i)
		b := 10 + 4*float64(i)
		path := "M160 " + num(y+8) + "C110 " + num(y-b) + " 40 " + num(y-b) + " 42 " + num(190+float64(i)*3) + "S120 " + num(y+b) + " 160 " + num(y) + "S276 " + num(y+b) + " 278 " + num(190+float64(i)*3) + "S210 " + num(y-b) + " 160 " + num(y+8)
		p.line(p.deep, 13, path)
		p.line([]string{p.main, p.light}[i%2], 9, path)
	}
	for i := range 5 {
		x := 138 + 11*float64(i)
		p.line(p.deep, 13, "M"+num(x)+" 136V250")
		p.line(p.main, 9, "M"+num(x)+" 136V250")
	}
	p.line(p.deep, 11, "M182 136C190 96 236 104 228 66")
	p.line(p.main, 7, "M182 136C190 96 236 104 228 66")
	p.line(cream, 2.5, "M138 148L138 158M149 176V186M160 204V214M171 156V166M182 190V200M138 220V230")
}
