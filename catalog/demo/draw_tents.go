package demo

// Drawings of tents.

// hoop is a low tent for one, hung from one pole.
func hoop(p *pen) {
	p.ground(270)
	p.fill(p.main, "M16 260C74 240 96 168 146 142C156 136 166 136 176 142C226 168 246 240 304 260z")
	p.lit("M16 260C74 240 96 168 146 142C118 178 92 230 84 260z")
	p.shade("M164 137C168 137 172 140 176 142C226 168 246 240 304 260H214C214 220 196 170 164 137z")
	p.fill(p.deep, "M160 150C140 178 120 226 116 260H204C202 226 184 178 160 150z")
	p.fill(cream, "M160 150C140 178 120 226 116 260H148C148 226 150 180 160 150z")
	p.line(shine, 5, "M104 260C110 214 134 164 160 136C186 164 210 214 216 260")
	p.line(ink, 2.5, "M20 258L4 266M300 258L316 266M160 136L70 262M160 136L250 262")
}

func tent(p *pen) {
	p.ground(236)
	p.fill(p.main, "M44 260C70 168 116 112 160 104C204 112 250 168 276 260z")
	p.fill(p.dark, "M160 104C204 112 250 168 276 260H206C204 190 190 140 160 104z")
	p.fill(p.light, "M44 260C70 168 116 112 160 104C140 140 100 200 92 260z")
	p.fill(p.deep, "M118 260C124 204 140 158 158 136C182 164 196 210 200 260z")
	p.fill(cream, "M118 260C124 204 140 158 158 136C150 190 148 226 146 260z")
	p.line(p.deep, 3, "M158 136V260")
	p.line(ink, 2.5, "M46 258L26 264M274 258L294 264M92 198L52 264M228 198L268 264")
	p.fill(p.deep, "M206 146C216 146 226 156 230 166L212 168C210 160 208 152 206 146z")
}

// wideTent is the same for three, seen from the side: two doors and a long ridge.
func wideTent(p *pen) {
	p.ground(284)
	p.fill(p.main, "M18 260C34 176 76 118 120 108H200C244 118 286 176 302 260z")
	p.fill(p.light, "M18 260C34 176 76 118 120 108C96 140 66 206 62 260z")
	p.fill(p.dark, "M200 108C244 118 286 176 302 260H258C254 206 226 140 200 108z")
	p.fill(p.deep, "M104 260C106 206 120 160 140 138H180C200 160 214 206 216 260z")
	p.fill(cream, "M104 260C106 206 120 160 140 138C134 180 134 222 138 260zM216 260C214 206 200 160 180 138C186 180 186 222 182 260z")
	p.line(shine, 4, "M62 260C66 206 96 140 120 108M258 260C254 206 224 140 200 108M112 104C140 98 180 98 208 104")
	p.line(ink, 2.5, "M20 256L4 266M300 256L316 266M74 196L34 266M246 196L286 266")
}

// dome is a tent that glows from within; the larger has a window.
func dome(p *pen) { p.moved(25, 41, 0.845, func() { glowing(p, false) }) }

func largeDome(p *pen) { glowing(p, true) }

func glowing(p *pen, window bool) {
	p.ground(250)
	p.fill(p.main, "M36 262C36 150 92 92 160 92S284 150 284 262z")
	p.lit("M36 262C36 150 92 92 160 92C108 116 76 180 76 262z")
	p.shade("M160 92C228 92 284 150 284 262H240C240 180 212 116 160 92z")
	p.fill("#ffe2a0", "M116 262V196C116 160 136 144 160 144S204 160 204 196V262z")
	p.glow("#ffffff", 160, 200, 44)
	p.line(ink, 2, "M160 146V184")
	p.box(flame, 152, 182, 16, 22, 6)
	p.fill(p.deep, "M116 262V196C116 176 122 162 132 154C134 190 132 230 138 262z")
	p.line(p.light, 5, "M52 262C56 150 180 100 250 186M268 262C264 150 140 100 70 186")
	if window {
		p.fill(cream, "M226 190C240 194 252 210 256 230L230 228z")
	}
	p.line(p.deep, 4, "M144 94C152 86 168 86 176 94")
}

// popTent is one that is thrown up, with the flat round bag it came in.
func popTent(p *pen) {
	p.ground(262)
	p.fill(p.main, "M22 256C30 160 110 110 180 128C252 146 288 206 292 258z")
	p.fill(p.light, "M22 256C30 160 110 110 180 128C110 136 66 190 62 258z")
	p.shade("M180 128C252 146 288 206 292 258H232C240 210 220 156 180 128z")
	p.fill(p.deep, "M84 258C86 196 120 160 158 164C190 170 208 210 206 258z")
	p.fill(cream, "M84 258C86 196 120 160 158 164C126 178 112 214 114 258z")
	p.line(p.deep, 5, "M62 258C66 190 110 136 180 128C220 156 240 210 232 258")
	p.disc(ink, 268, 232, 38)
	p.disc(p.dark, 266, 230, 36)
	p.disc(p.main, 266, 230, 26)
	p.line(cream, 5, "M248 230H284")
}

func tunnel(p *pen) {
	p.ground(250)
	p.fill(p.main, "M34 260C34 176 66 138 104 138C150 138 190 150 246 196C274 220 288 244 290 260z")
	p.fill(p.light, "M34 260C34 176 66 138 104 138C78 152 66 196 66 260z")
	p.shade("M66 260C140 244 220 236 276 238C284 246 290 254 290 260z")
	p.fill(p.deep, "M52 260C52 206 68 174 88 170C106 180 116 216 116 260z")
	p.fill(cream, "M52 260C52 206 68 174 88 170C76 200 74 232 74 260z")
	p.line(p.dark, 5, "M104 138C134 160 144 214 144 260M180 156C206 184 212 222 212 260")
	p.line(ink, 2.5, "M36 236L16 264M104 138L60 110L30 264M290 256L306 264M180 156L186 122")
}

// longTunnel is one on three hoops, in snow.
func longTunnel(p *pen) {
	p.fill("#f7fafc", "M0 258C90 240 230 240 320 258V320H0z")
	p.ground(290)
	p.fill(p.main, "M10 260C10 176 40 134 84 130C140 124 220 126 262 152C292 172 308 220 310 260z")
	p.fill(p.light, "M10 260C10 176 40 134 84 130C58 148 44 196 44 260z")
	p.shade("M44 260C130 240 230 232 304 236C308 244 310 252 310 260z")
	p.fill(p.deep, "M26 260C26 202 44 168 66 164C86 176 94 214 94 260z")
	p.fill(cream, "M66 164C86 176 94 214 94 260H78C78 220 76 190 66 164z")
	p.line(p.dark, 6, "M84 130C116 152 126 212 126 260M162 126C190 150 198 208 198 260M230 136C256 160 264 216 264 260")
	p.fill(water, "M140 176H180C186 188 188 198 190 208H146C146 196 144 186 140 176z")
	p.fill("#f7fafc", "M4 262C60 246 120 256 170 252S270 248 316 262L310 272H10zM88 128C130 122 190 122 232 134C190 136 130 140 88 128z")
	p.line(ink, 2.5, "M162 126L146 98M230 136L262 108L314 258M84 130L34 102L6 250")
}

func pyramid(p *pen) {
	p.ground(236)
	p.fill(p.main, "M160 84L46 260H274z")
	p.fill(p.dark, "M160 84L200 260H274z")
	p.fill(p.light, "M160 84L46 260H96z")
	p.fill(p.deep, "M160 112L122 260H186z")
	p.fill(cream, "M160 112L122 260H136z")
	p.line(steel, 5, "M160 100V258")
	p.box(ink, 156, 74, 8, 20, 3)
	p.line(ink, 2.5, "M48 258L28 266M272 258L292 266M160 86L252 264")
}

// ridge is a tent like a roof with an end at each side.
func ridge(p *pen) {
	p.ground(290)
	p.fill(p.main, "M84 116C130 126 190 126 236 116L306 260H14z")
	p.fill(p.dark, "M236 116L306 260H232z")
	p.fill(p.light, "M84 116L14 260H88z")
	p.fill(p.deep, "M84 134L40 260H78zM120 156H200L214 260H106z")
	p.fill(cream, "M120 156H146C142 190 140 226 140 260H106z")
	p.line(p.dark, 3, "M84 116L88 260M236 116L232 260M160 156V260M116 150H204")
	p.line(ink, 6, "M84 118V104M236 118V104")
	p.line(ink, 2.5, "M84 104L4 264M236 104L316 264")
}
