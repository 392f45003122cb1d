package demo

// Drawings of what a camp is made of.

func sleepingBag(p *pen) {
	p.turned(-24, 160, 165, func() {
		p.faint(shadow, 0.12, "M112 92C112 60 216 60 216 92L200 274C196 290 132 290 128 274z")
		p.fill(p.main, "M106 84C106 30 214 30 214 84L196 268C192 286 128 286 124 268z")
		p.fill(p.dark, "M214 84L196 268C192 280 176 282 160 282L184 60z")
		p.fill(p.deep, "M122 84C122 50 198 50 198 84C198 112 122 112 122 84z")
		p.fill(cream, "M132 92C132 70 188 70 188 92C188 108 132 108 132 92z")
		p.line(p.light, 3, "M112 132H208M115 166H205M118 200H202M121 234H199")
		p.line(ink, 3, "M190 104L178 258")
	})
}

func quilt(p *pen) {
	p.ground(220)
	p.fill(p.main, "M56 128C56 108 76 100 96 100H224C244 100 264 108 264 128V250C264 258 258 262 250 262H70C62 262 56 258 56 250z")
	p.fill(p.light, "M56 128C56 108 76 100 96 100H224C244 100 264 108 264 128V146H56z")
	p.line(p.dark, 4, "M126 146V262M194 146V262M56 186H264M56 226H264")
	p.box(cream, 76, 112, 74, 26, 12)
	p.box(cream, 170, 112, 74, 26, 12)
}

func mat(p *pen) {
	p.ground(230)
	p.fill(p.dark, "M100 196H276C288 196 288 262 276 262H100z")
	p.fill(p.main, "M100 186H270C282 186 282 252 270 252H100z")
	p.line(p.light, 4, "M150 190V248M186 190V248M222 190V248M256 190V248")
	p.disc(p.dark, 96, 218, 46)
	p.disc(p.main, 96, 218, 40)
	p.line(p.deep, 5, "M96 218C96 208 110 208 110 220C110 238 82 238 82 216C82 192 124 192 124 220C124 246 96 250 82 242")
}

func pillow(p *pen) {
	p.ground(190)
	p.fill(p.dark, "M66 186C60 168 72 160 92 164C140 156 184 156 228 164C248 160 260 168 254 186C260 208 260 230 254 248C260 264 246 268 230 262C184 268 138 268 90 262C74 268 60 264 66 248C60 230 60 208 66 186z")
	p.fill(p.main, "M66 178C60 160 72 152 92 156C140 148 184 148 228 156C248 152 260 160 254 178C260 200 260 216 254 236C260 252 246 256 230 250C184 256 138 256 90 250C74 256 60 252 66 236C60 216 60 200 66 178z")
	p.line(p.light, 5, "M94 176C134 168 176 168 206 174")
}

func headlamp(p *pen) {
	p.fill(p.dark, "M58 142C58 84 262 84 262 142V166C262 112 58 112 58 166z")
	p.line(p.main, 20, "M70 170C84 226 112 236 126 236M250 170C236 226 208 236 194 236")
	p.line(p.light, 4, "M72 170C86 222 112 232 126 232M248 170C234 222 208 232 194 232")
	p.box(ink, 106, 182, 108, 74, 24)
	p.disc(steel, 160, 218, 30)
	p.disc("#fff3c4", 160, 218, 22)
	p.disc("#ffffff", 160, 218, 9)
	p.disc(p.main, 124, 200, 5)
	p.box(p.main, 146, 174, 28, 10, 5)
}

func lantern(p *pen) {
	p.ground(120)
	p.line(ink, 5, "M112 122C112 58 208 58 208 122")
	p.box(p.main, 112, 112, 96, 26, 12)
	p.box("#fff0bf", 122, 138, 76, 84, 8)
	p.oval(flame, 160, 182, 16, 26)
	p.oval("#fff7dd", 160, 188, 8, 15)
	p.line(p.dark, 5, "M126 138V222M194 138V222M160 138V150")
	p.box(p.main, 104, 220, 112, 40, 12)
	p.box(p.dark, 104, 246, 112, 14, 7)
	p.disc(cream, 160, 234, 8)
}

func stringLights(p *pen) {
	p.line(ink, 3, "M20 96C80 168 120 168 160 128C200 88 250 160 304 104")
	for _, at := range [][2]float64{{52, 132}, {92, 154}, {134, 150}, {168, 122}, {206, 116}, {244, 134}, {280, 124}} {
		p.box(ink, at[0]-4, at[1]-2, 8, 10, 2)
		p.oval(p.main, at[0], at[1]+20, 11, 14)
		p.oval("#fff6d2", at[0]-2, at[1]+18, 4, 7)
	}
	p.ground(100)
	p.disc(p.deep, 160, 226, 36)
	p.disc(p.main, 160, 226, 28)
	p.disc(p.deep, 160, 226, 10)
}

func solarPanel(p *pen) {
	p.ground(230)
	for i := range 3 {
		x := 52 + 74*float64(i)
		p.box(p.main, x, 110, 70, 148, 8)
		p.box("#2c4a75", x+8, 120, 54, 128, 3)
		p.line("#7ea1d1", 1.5, "M"+num(x+35)+" 120v128M"+num(x+8)+" 152h54M"+num(x+8)+" 184h54M"+num(x+8)+" 216h54")
	}
	p.disc(flame, 264, 70, 24)
}

func battery(p *pen) {
	p.ground(120)
	p.box(p.dark, 106, 84, 108, 178, 18)
	p.box(p.main, 106, 84, 100, 174, 18)
	p.box(ink, 122, 102, 68, 26, 6)
	p.box(shine, 130, 109, 22, 12, 3)
	p.box(shine, 160, 109, 22, 12, 3)
	p.fill("#ffffff", "M164 152L134 204H154L146 242L180 186H158z")
}

func chair(p *pen) {
	p.ground(190)
	p.line(ink, 6, "M96 262L206 176M224 262L118 176M92 214L76 262M232 214L244 262")
	p.fill(p.dark, "M90 92C120 104 200 104 230 92L222 186C190 204 130 204 98 186z")
	p.fill(p.main, "M90 92C120 104 200 104 230 92L224 158C190 172 130 172 96 158z")
	p.fill(p.light, "M84 176C120 196 200 196 236 176L242 204C204 232 116 232 78 204z")
	p.line(p.deep, 3, "M92 112C124 122 196 122 228 112")
	p.line(ink, 6, "M90 92L80 208M230 92L240 208")
}

func stool(p *pen) {
	p.ground(150)
	p.line(wood, 9, "M112 178L196 262M208 178L124 262M160 182V258")
	p.fill(p.dark, "M88 168C130 186 190 186 232 168L226 186C190 206 130 206 94 186z")
	p.fill(p.main, "M88 164C120 144 200 144 232 164C200 188 120 188 88 164z")
}

func table(p *pen) {
	p.ground(220)
	p.line(ink, 7, "M92 176L118 260M228 176L202 260M118 176L92 260M202 176L228 260")
	p.box(p.dark, 46, 160, 228, 18, 6)
	p.fill(p.main, "M68 128H252L274 162H46z")
	p.line(p.dark, 2, "M98 128L84 162M130 128L122 162M160 128V162M190 128L198 162M222 128L236 162")
	p.moved(150, 78, 0.22, func() { mug(p) })
}

func campBed(p *pen) {
	p.ground(250)
	p.line(ink, 7, "M62 200L92 262M92 200L62 262M146 200L176 262M176 200L146 262M230 200L260 262M260 200L230 262")
	p.fill(p.dark, "M34 192H288V208C240 218 80 218 34 208z")
	p.fill(p.main, "M34 192L64 160H270L288 192z")
	p.box(cream, 66, 150, 60, 26, 12)
	p.line(p.light, 3, "M136 166L122 190M196 166L200 190")
}

func bivvy(p *pen) {
	p.ground(250)
	p.fill(p.main, "M36 236C36 190 70 168 112 172C170 178 236 202 284 222C296 230 296 254 284 258H64C46 258 36 252 36 236z")
	p.fill(p.dark, "M64 258C120 250 220 244 290 240C292 250 290 256 284 258z")
	p.fill(shine, "M36 236C36 190 70 168 112 172C84 186 76 226 88 258H64C46 258 36 252 36 236z")
	p.fill(ink, "M48 234C48 206 62 190 84 190C72 206 68 232 72 250H62C52 250 48 244 48 234z")
	p.line(p.dark, 3, "M132 178C118 204 116 236 122 256M178 188C168 210 166 236 170 256M224 202C218 220 216 240 218 254")
	p.line(p.light, 5, "M142 186L196 200")
}
