package demo

import "strconv"

// Drawings of tools, and of the way found.

func num(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

func poles(p *pen) {
	one := func() {
		p.line(steel, 7, "M160 150V272")
		p.line(p.main, 11, "M160 70V176")
		p.line(p.light, 3, "M158 76V170")
		p.box(ink, 150, 26, 20, 54, 9)
		p.line(ink, 4, "M152 34C126 48 132 84 154 74")
		p.box(ink, 152, 168, 18, 16, 4)
		p.oval(ink, 160, 260, 20, 6)
		p.line(ink, 4, "M160 272V284")
	}
	p.turned(16, 160, 160, one)
	p.turned(-16, 160, 160, one)
}

func compass(p *pen) {
	p.ground(150)
	p.fill("#dfe9ea", "M92 66H228C236 66 240 70 240 78V238C240 256 230 262 216 262H104C90 262 80 256 80 238V78C80 70 84 66 92 66z")
	p.line("#9db2b5", 3, "M94 84H226M94 84V100M116 84V94M138 84V94M160 84V100M182 84V94M204 84V94M226 84V100")
	p.line(p.main, 4, "M160 104V124M152 114L160 104L168 114")
	p.disc(ink, 160, 190, 62)
	p.disc("#f7f7f2", 160, 190, 52)
	p.line("#8b949c", 3, "M160 142V150M160 230V238M112 190H120M200 190H208")
	p.turned(28, 160, 190, func() {
		p.fill(p.main, "M160 146L172 190H148z")
		p.fill(ink, "M160 234L172 190H148z")
	})
	p.disc(steel, 160, 190, 6)
}

func paperMap(p *pen) {
	p.ground(230)
	p.fill("#f7f1df", "M48 104L122 84L198 104L272 84V238L198 258L122 238L48 258z")
	p.fill("#e8dfc4", "M122 84L198 104V258L122 238z")
	p.faint(p.main, 0.35, "M48 170C80 140 110 190 140 176S200 210 230 180L272 196V238L198 258L122 238L48 258z")
	p.line("#6aa5cc", 6, "M48 200C86 190 92 150 126 150S172 190 210 176S250 130 272 128")
	p.line("#a58a5c", 2, "M70 130C86 112 112 116 112 132S82 150 70 130zM206 210C220 196 250 200 248 214S212 230 206 210z")
	p.line("#c8453f", 4, "M72 232L96 214L132 216L166 140L214 134")
	p.line("#c8453f", 5, "M206 126L222 142M222 126L206 142")
}

func gps(p *pen) {
	p.ground(110)
	p.box(ink, 182, 40, 22, 56, 9)
	p.box(p.dark, 106, 66, 110, 196, 24)
	p.box(p.main, 106, 66, 102, 192, 24)
	p.box(ink, 118, 86, 78, 96, 8)
	p.box("#d6e6c8", 124, 92, 66, 84, 4)
	p.line("#5b8a4a", 3, "M126 150C140 130 150 164 166 140S184 120 190 124")
	p.fill("#c8453f", "M156 118L166 140L156 134L146 140z")
	p.disc(ink, 157, 218, 22)
	p.disc(p.light, 157, 218, 9)
}

func knife(p *pen) {
	p.turned(-32, 160, 165, func() {
		p.fill(steel, "M142 152C190 132 250 132 296 168C250 176 200 178 142 178z")
		p.fill(shine, "M142 152C190 132 250 132 296 168C250 160 200 158 142 162z")
		p.fill(p.dark, "M24 156C50 146 110 146 150 150V186C110 190 60 190 30 186C18 178 16 164 24 156z")
		p.fill(p.main, "M24 152C50 142 110 142 150 146V176C110 180 60 180 30 178C18 172 16 160 24 152z")
		p.disc(steel, 134, 164, 7)
		p.disc(steel, 46, 164, 6)
	})
}

func blade(p *pen) {
	p.turned(-32, 160, 165, func() {
		p.fill(steel, "M126 146H260C280 150 296 162 304 178C250 190 190 186 126 184z")
		p.fill(shine, "M126 146H260C280 150 296 162 304 178C250 172 190 170 126 168z")
		p.box(ink, 116, 138, 12, 56, 5)
		p.fill(p.dark, "M16 150C50 142 90 150 118 146V188C90 184 50 194 16 184C8 174 8 160 16 150z")
		p.fill(p.main, "M16 148C50 140 90 148 118 144V176C90 174 50 182 16 176C8 168 8 156 16 148z")
		p.disc(steel, 40, 164, 5)
		p.disc(steel, 94, 164, 5)
	})
}

func multitool(p *pen) {
	p.turned(20, 160, 170, func() {
		p.fill(steel, "M146 112C132 84 138 50 156 30L160 112zM174 112C188 84 182 50 164 30L160 112z")
		p.line(ink, 2, "M160 40V104")
		p.disc(shine, 160, 116, 22)
		p.disc(ink, 160, 116, 8)
		p.turned(14, 150, 130, func() { p.box(p.main, 122, 126, 30, 140, 12); p.box(p.dark, 140, 130, 8, 128, 4) })
		p.turned(-14, 170, 130, func() { p.box(p.main, 168, 126, 30, 140, 12); p.box(p.dark, 172, 130, 8, 128, 4) })
	})
}

func axe(p *pen) {
	p.turned(32, 160, 165, func() {
		p.line(wood, 18, "M160 60V286")
		p.line("#d0a472", 5, "M156 70V280")
		p.fill(steel, "M140 58H184C190 76 190 92 184 108H140C124 120 106 128 88 130C80 104 80 64 88 40C106 42 124 48 140 58z")
		p.fill(shine, "M88 40C96 70 96 102 88 130C80 104 80 64 88 40z")
		p.fill(ink, "M150 50H172V64H150z")
	})
}

func saw(p *pen) {
	p.turned(-26, 160, 165, func() {
		p.fill(steel, "M120 142H306L300 172L292 178L284 168L276 178L268 168L260 178L252 168L244 178L236 168L228 178L220 168L212 178L204 168L196 178L188 168L180 178L172 168L164 178L156 168L148 178L140 168L132 178H120z")
		p.fill(p.main, "M18 146C50 132 100 136 132 138V182C96 180 54 200 24 206C8 190 8 160 18 146z")
		p.fill(p.dark, "M24 206C54 200 96 180 132 182V172C96 172 54 190 20 196z")
		p.disc(ink, 120, 160, 8)
	})
}

func trowel(p *pen) {
	p.turned(28, 160, 165, func() {
		p.fill(p.main, "M128 144H192V230C192 262 172 286 160 292C148 286 128 262 128 230z")
		p.fill(p.dark, "M166 144H192V230C192 262 172 286 160 292C166 240 168 190 166 144z")
		p.box(p.main, 146, 40, 28, 110, 12)
		p.box(p.deep, 154, 52, 12, 70, 6)
	})
}

func pegs(p *pen) {
	for i := range 4 {
		x := 78 + 50*float64(i)
		p.turned(float64(i*8-12), x, 170, func() {
			p.fill(p.main, "M"+num(x-10)+" 84H"+num(x+10)+"L"+num(x+6)+" 234L"+num(x)+" 254L"+num(x-6)+" 234z")
			p.fill(p.dark, "M"+num(x)+" 84H"+num(x+10)+"L"+num(x+6)+" 234L"+num(x)+" 254z")
			p.line(p.deep, 4, "M"+num(x-5)+" 94C"+num(x-26)+" 108 "+num(x-22)+" 140 "+num(x-8)+" 132C"+num(x+2)+" 124 "+num(x-2)+" 108 "+num(x-5)+" 94")
		})
	}
}

func rope(p *pen) {
	p.ground(170)
	for i := range 5 {
		y := 118 + 26*float64(i)
		p.line(p.dark, 22, "M96 "+num(y+4)+"C130 "+num(y+20)+" 190 "+num(y+20)+" 224 "+num(y+4))
		p.line(p.main, 16, "M96 "+num(y)+"C130 "+num(y+16)+" 190 "+num(y+16)+" 224 "+num(y))
	}
	p.line(p.main, 14, "M224 118C262 96 250 66 214 78")
	p.box(p.deep, 142, 104, 36, 156, 12)
	p.box(p.light, 148, 110, 10, 144, 5)
}

func firstAid(p *pen) {
	p.ground(190)
	p.line(p.dark, 12, "M132 104C132 74 188 74 188 104")
	p.box(p.dark, 66, 100, 188, 162, 24)
	p.box(p.main, 66, 100, 188, 152, 24)
	p.line(p.deep, 4, "M70 140H250")
	p.box("#ffffff", 142, 152, 36, 88, 6)
	p.box("#ffffff", 116, 178, 88, 36, 6)
}

func whistle(p *pen) {
	p.line(ink, 6, "M84 176C30 150 40 70 110 60S230 60 262 96")
	p.disc(p.dark, 132, 196, 62)
	p.disc(p.main, 132, 190, 60)
	p.fill(p.main, "M128 130H268C276 130 280 136 280 144V176H186z")
	p.fill(p.dark, "M184 176H280V186H186z")
	p.fill(p.deep, "M182 130H212L196 152H176z")
	p.disc(p.deep, 132, 190, 26)
	p.disc(p.light, 126, 184, 12)
}

func spray(p *pen) {
	p.ground(90)
	p.box(ink, 146, 56, 36, 34, 6)
	p.box(ink, 130, 62, 20, 12, 4)
	p.box(p.main, 118, 104, 84, 158, 18)
	p.box(p.dark, 178, 104, 24, 158, 12)
	p.box(steel, 132, 88, 56, 20, 6)
	p.box(cream, 118, 148, 84, 74, 0)
	p.fill(p.main, "M160 158C182 172 182 200 160 212C138 200 138 172 160 158z")
	p.line(cream, 4, "M160 166V206")
	p.line(water, 5, "M116 66L92 56M116 70H88M116 76L94 86")
}
