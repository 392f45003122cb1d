package demo

// Drawings of what gives light, and of what feeds it.

// strap is a head torch's band, all round a head that is not there.
func strap(p *pen) {
	p.ground(180)
	p.line(p.deep, 22, "M70 168C58 96 262 96 250 168")
	p.line(p.main, 26, "M66 158C66 216 110 232 160 232S254 216 254 158")
	p.line(p.light, 4, "M62 166C66 214 106 222 128 226M258 166C254 214 214 222 192 226")
}

// lamp is its lamp with one light.
func lamp(p *pen) {
	p.box(ink, 112, 184, 96, 74, 22)
	p.disc(steel, 160, 221, 30)
	p.disc("#fff3c4", 160, 221, 22)
	p.disc("#ffffff", 160, 221, 9)
}

func headlamp(p *pen) {
	strap(p)
	lamp(p)
	p.box(p.main, 146, 174, 28, 12, 5)
	p.lit("M112 206C112 192 122 184 134 184H160V190H134C126 190 118 196 118 206z")
}

// strongLamp throws a beam.
func strongLamp(p *pen) {
	strap(p)
	p.faint("#ffe9a3", 0.55, "M132 206L10 300H310L188 206z")
	p.glow("#fff3c4", 160, 221, 84)
	lamp(p)
	p.disc("#ffffff", 160, 221, 14)
	p.box(p.main, 134, 174, 20, 12, 5)
	p.box(p.main, 166, 174, 20, 12, 5)
}

// doubleLamp has two lights, a strap over the head and its battery behind.
func doubleLamp(p *pen) {
	p.line(p.dark, 18, "M160 188C150 60 210 60 206 116")
	strap(p)
	p.box(ink, 180, 92, 62, 34, 10)
	p.box("#7fce6a", 192, 104, 8, 10, 2)
	p.box("#7fce6a", 206, 104, 8, 10, 2)
	p.glow("#fff3c4", 160, 220, 110)
	p.box(ink, 96, 180, 128, 80, 24)
	for _, x := range []float64{128, 192} {
		p.disc(steel, x, 220, 28)
		p.disc("#fff3c4", x, 220, 21)
		p.disc("#ffffff", x, 220, 11)
	}
	p.line(steel, 4, "M140 190H180")
}

func lantern(p *pen) {
	p.ground(130)
	p.glow("#ffe2a0", 160, 178, 96)
	p.line(ink, 5, "M112 122C112 58 208 58 208 122")
	p.box(p.main, 112, 108, 96, 30, 12)
	p.box("#fff0bf", 120, 136, 80, 86, 8)
	p.oval(flame, 160, 182, 16, 26)
	p.oval("#fff7dd", 160, 188, 8, 15)
	p.line(p.dark, 5, "M124 138V222M196 138V222M160 138V150")
	p.box(p.main, 104, 218, 112, 44, 12)
	p.shade("M176 218H204C212 218 216 224 216 230V250C216 258 210 262 204 262H176zM184 108H198C204 108 208 114 208 120V126C208 134 204 138 198 138H184z")
	p.lit("M110 226H126V254H110z")
	p.disc(cream, 160, 240, 8)
}

// miniLantern is a globe that hangs from a snap hook.
func miniLantern(p *pen) {
	p.ground(90)
	p.glow("#ffe2a0", 160, 196, 96)
	p.line(steel, 8, "M144 102C132 40 188 40 176 102z")
	p.line(ink, 3, "M178 88L182 62")
	p.box(p.dark, 132, 98, 56, 18, 8)
	p.fill(p.main, "M122 140C122 120 138 112 160 112S198 120 198 140z")
	p.fill("#fff0bf", "M118 140H202C216 180 208 238 160 238S104 180 118 140z")
	p.fill("#ffffff", "M130 150H152C140 176 140 200 148 222C124 208 122 176 130 150z")
	p.fill(p.main, "M116 220C126 252 140 262 160 262S194 252 204 220C184 236 136 236 116 220z")
	p.shade("M178 113C190 117 198 126 198 140H180zM204 220C194 252 180 262 164 262C178 252 184 242 186 230C194 227 200 224 204 220z")
	p.disc(cream, 160, 248, 5)
}

func stringLights(p *pen) {
	p.line(ink, 3, "M4 80C80 168 120 168 160 128C200 88 250 160 316 90")
	for _, at := range [][2]float64{{36, 112}, {78, 146}, {126, 154}, {168, 122}, {208, 112}, {250, 130}, {290, 114}} {
		p.glow("#ffd97a", at[0], at[1]+22, 32)
		p.box(ink, at[0]-5, at[1]-2, 10, 12, 2)
		p.oval(p.main, at[0], at[1]+23, 13, 17)
		p.oval("#fff6d2", at[0]-2, at[1]+22, 6, 10)
	}
	p.ground(100)
	p.disc(p.deep, 160, 226, 36)
	p.disc(p.main, 160, 226, 28)
	p.disc(p.deep, 160, 226, 10)
	p.line(p.light, 4, "M142 216C146 208 152 204 160 204")
	p.line(ink, 3, "M190 206C214 190 214 168 208 130")
}

func solarPanel(p *pen) {
	p.glow(flame, 268, 62, 48)
	p.disc(flame, 268, 62, 24)
	p.ground(260)
	for i := range 3 {
		x := 46 + 76*float64(i)
		p.fill(p.main, "M"+num(x)+" 112L"+num(x+72)+" "+num(112+float64(i%2)*-10+float64((i+1)%2)*10)+"V258H"+num(x)+"z")
		p.box("#2c4a75", x+8, 126, 56, 122, 3)
		p.faint("#ffffff", 0.25, "M"+num(x+8)+" 126H"+num(x+44)+"L"+num(x+8)+" 190z")
		p.line("#7ea1d1", 1.5, "M"+num(x+36)+" 126v122M"+num(x+8)+" 156h56M"+num(x+8)+" 186h56M"+num(x+8)+" 216h56")
	}
	p.line(ink, 4, "M276 250C304 256 292 280 262 284")
}

func battery(p *pen) {
	p.ground(130)
	p.box(p.dark, 106, 84, 112, 178, 18)
	p.box(p.main, 106, 84, 98, 178, 18)
	p.lit("M116 100C116 94 120 92 124 92H130V254H124C118 254 116 250 116 246z")
	p.box(ink, 122, 102, 68, 26, 6)
	p.box(shine, 130, 109, 22, 12, 3)
	p.box(shine, 160, 109, 22, 12, 3)
	p.fill("#ffffff", "M164 148L134 200H154L146 238L180 182H158z")
	for i := range 4 {
		p.disc("#d9f3c9", 136+14*float64(i), 248, 3.5)
	}
}
