package demo

// Drawings of mats and pillows.

// foamMat folds like an accordion.
func foamMat(p *pen) {
	p.ground(250)
	for i := range 4 {
		y := 232 - 24*float64(i)
		p.box(p.deep, 60, y+6, 200, 22, 9)
		p.box(p.main, 60, y, 200, 22, 9)
	}
	p.line(p.light, 4, "M74 166C84 160 94 172 104 166S124 172 134 166S154 172 164 166S184 172 194 166S214 172 224 166S244 172 248 166")
	p.line(p.dark, 3, "M74 190H246M74 214H246M74 238H246")
	p.fill(p.main, "M60 160L84 92C88 84 94 82 102 82H270C280 82 282 88 278 96L258 160z")
	p.lit("M60 160L84 92C88 84 94 82 102 82H128L98 160z")
	for i := range 3 {
		y := 98 + 20*float64(i)
		x := 104 - 7*float64(i)
		p.line(p.dark, 5, "M"+num(x)+" "+num(y)+"h4m24 0h4m24 0h4m24 0h4m24 0h4m24 0h4")
	}
	p.line(ink, 5, "M112 82L86 162V262M228 82L208 162V262")
}

// airBed is a blown-up mat that lies aslant: so wide, with chambers along or
// across it.
func airBed(p *pen, width float64, along bool) {
	left := 160 - width/2
	p.turned(-28, 160, 160, func() {
		p.faint(shadow, 0.16, "M"+num(left+10)+" 60H"+num(left+width+16)+"V296H"+num(left+10)+"z")
		p.box(p.deep, left, 38, width+8, 254, 26)
		p.box(p.main, left, 32, width, 252, 26)
		for at := 26.0; along && at < width-14; at += 26 {
			x := left + at
			p.line(p.dark, 4, "M"+num(x)+" 40V276")
			p.line(p.light, 5, "M"+num(x-13)+" 48V266")
		}
		for y := 60.0; !along && y < 270; y += 27 {
			p.line(p.dark, 4, "M"+num(left+8)+" "+num(y)+"C"+num(left+width*0.35)+" "+num(y+8)+" "+num(left+width*0.65)+" "+num(y+8)+" "+num(left+width-8)+" "+num(y))
			p.line(p.light, 5, "M"+num(left+16)+" "+num(y-12)+"H"+num(left+width*0.55))
		}
		p.disc(ink, left+width-16, 270, 10)
		p.disc(steel, left+width-16, 270, 5)
	})
}

func airMat(p *pen) { airBed(p, 104, true) }

func doubleMat(p *pen) {
	airBed(p, 208, true)
	p.turned(-28, 160, 160, func() {
		p.line(p.deep, 6, "M160 36V280")
		p.box(cream, 66, 42, 84, 40, 16)
		p.box(cream, 170, 42, 84, 40, 16)
		p.line("#d9cbb0", 3, "M78 72H138M182 72H242")
	})
}

// winterMat has its chambers across, in the snow.
func winterMat(p *pen) {
	p.fill("#f7fafc", "M0 210C90 196 230 196 320 210V320H0z")
	airBed(p, 116, false)
	p.line("#ffffff", 4, "M272 48V92M252 58L292 82M292 58L252 82M48 78V106M35 85L61 99M61 85L35 99")
}

func mat(p *pen) {
	p.ground(230)
	p.fill(p.dark, "M100 196H276C288 196 288 262 276 262H100z")
	p.fill(p.main, "M100 172H270C284 172 284 262 270 262H100z")
	p.lit("M100 172H270C274 172 278 180 279 192H100z")
	p.shade("M100 242H278C276 254 274 262 270 262H100z")
	p.disc(p.dark, 96, 216, 46)
	p.disc(p.main, 96, 216, 42)
	p.line(p.deep, 5, "M96 218C96 208 110 208 110 220C110 238 82 238 82 216C82 192 124 192 124 220C124 246 96 250 82 242")
	p.line(ink, 7, "M170 172C182 190 182 244 170 262M236 172C248 190 248 244 236 262")
	p.box(steel, 172, 208, 14, 20, 3)
	p.box(steel, 238, 208, 14, 20, 3)
	p.box("#d9b24a", 264, 232, 22, 12, 4)
}

func pillow(p *pen) {
	p.ground(200)
	p.fill(p.dark, "M60 178C52 156 70 148 92 156C138 144 182 144 228 156C250 148 268 156 260 178C268 204 268 224 260 244C266 266 248 270 228 260C182 270 138 270 92 260C72 270 54 266 60 244C52 224 52 204 60 178z")
	p.fill(p.main, "M60 172C52 150 70 142 92 150C138 138 182 138 228 150C250 142 268 150 260 172C268 198 268 214 260 236C266 256 248 260 228 250C182 260 138 260 92 250C72 260 54 256 60 236C52 214 52 198 60 172z")
	p.shade("M196 142C208 144 218 146 228 150C250 142 268 150 260 172C268 198 268 214 260 236C266 256 248 260 228 250C210 254 192 256 176 257C204 228 212 176 196 142z")
	p.fill(p.light, "M104 188C110 168 200 164 214 186C222 216 206 224 160 224S96 216 104 188z")
	p.shade("M112 192C122 180 192 176 206 192C208 210 196 216 160 216S108 210 112 192z")
	p.line(p.deep, 3, "M74 160L96 178M246 160L224 178M74 246L94 230M246 246L226 230")
}
