package demo

// Drawings of shoes, socks and gaiters.

// low is a shoe's outline above its sole.
const low = "M52 150C70 164 98 164 116 140C142 152 160 178 198 190C240 202 276 202 284 238H48C42 206 44 174 52 150z"

// shoe is for running on trails: lugs, waves and a loop.
func shoe(p *pen) {
	p.ground(270)
	p.line(p.deep, 6, "M56 156C40 148 40 132 58 138")
	p.fill(p.main, low)
	p.shade("M52 150C62 158 76 161 90 158C84 190 86 214 94 238H48C42 206 44 174 52 150z")
	p.fill(p.light, "M234 200C262 206 280 212 284 238H224C222 222 226 210 234 200z")
	p.line(cream, 8, "M96 222C120 214 128 196 124 176M124 226C148 218 158 202 156 186")
	p.line(cream, 5, "M140 158L126 182M160 172L146 196M180 184L168 206M198 192L188 212")
	p.line(p.deep, 5, "M116 140C104 128 82 130 64 142")
	p.fill("#f6f4ef", "M42 232C120 240 220 240 290 228C298 244 288 252 274 252H56C42 252 38 242 42 232z")
	p.fill("#e57f35", "M46 250H282L272 264L262 256L248 264L236 256L222 264L210 256L196 264L184 256L170 264L158 256L144 264L132 256L118 264L106 256L92 264L80 256L66 264L54 258z")
}

// dryShoe keeps water out: a collar of cloth, and drops that run off.
func dryShoe(p *pen) {
	p.ground(270)
	p.fill(p.deep, "M60 128C78 114 106 112 124 124L136 160C110 172 76 172 54 160z")
	p.line(p.light, 4, "M62 132C80 120 104 118 122 128")
	p.fill(p.main, low)
	p.shade("M52 150C62 158 76 161 90 158C84 190 86 214 94 238H48C42 206 44 174 52 150z")
	p.fill(p.deep, "M44 214C100 226 150 222 200 212C230 206 260 208 278 220L284 238H48z")
	p.line(steel, 5, "M136 158L124 180M156 172L144 192M178 184L168 202")
	p.line("#f3d34a", 5, "M120 150L190 194")
	p.fill(ink, "M42 234H288C294 250 288 262 274 262H58C44 262 38 248 42 234z")
	p.line(mix(ink, 255, 0.3), 4, "M52 240H280")
	p.drop(226, 128, 0.8)
	p.drop(262, 150, 0.6)
	p.drop(196, 104, 0.6)
	p.line(water, 5, "M36 282C60 274 90 274 110 282M200 282C224 274 254 274 276 282")
}

// walkShoe is of leather, stitched, on a quiet sole.
func walkShoe(p *pen) {
	p.ground(270)
	p.fill(p.main, "M54 150C72 158 96 156 114 138C142 146 168 168 206 176C250 184 282 196 284 236H50C44 206 46 174 54 150z")
	p.shade("M54 150C64 154 78 155 92 152C88 186 90 212 98 236H50C44 206 46 174 54 150z")
	p.fill(p.dark, "M112 140C134 144 152 158 172 168L150 220C136 206 116 206 98 214C94 190 98 160 112 140z")
	p.line(cream, 2, "M226 182C214 198 210 216 212 234M104 208C118 200 138 200 152 212L176 172")
	p.line(cream, 5, "M136 154L124 174M152 164L140 186M166 176L154 198")
	p.line(p.deep, 6, "M114 138C100 128 80 132 62 144")
	p.lit("M214 182C244 188 266 196 274 212C254 200 234 196 210 196z")
	p.fill("#8a6a4c", "M44 232H288C294 246 290 262 276 262H58C44 262 40 246 44 232z")
	p.line("#c7a681", 4, "M52 239H280")
}

func sandal(p *pen) {
	p.ground(260)
	p.fill(ink, "M36 232C90 224 130 238 172 230C222 220 278 222 286 240C290 258 266 264 244 264H60C38 264 30 246 36 232z")
	p.fill(wood, "M38 226C90 216 130 230 172 222C222 212 276 214 284 232C232 248 90 248 38 226z")
	p.line(p.deep, 18, "M118 226C118 180 74 176 70 226")
	p.line(p.main, 20, "M66 222C58 150 130 150 134 224M72 172C96 160 118 168 134 186")
	p.line(p.main, 20, "M200 224C200 178 256 178 264 222")
	p.line(p.main, 17, "M128 184C160 176 186 190 208 204")
	p.box(ink, 92, 148, 34, 24, 5)
	p.box(p.light, 98, 153, 22, 14, 3)
	p.line(p.light, 4, "M210 208C218 190 244 190 254 208M142 184C160 182 176 188 190 196")
	p.line(mix(ink, 255, 0.2), 3, "M52 254H270")
}

// sock is one with heel and toe of a darker yarn, from a height.
func sock(p *pen, top float64) {
	t := num(top)
	p.fill(p.main, "M96 "+t+"H162V162L226 204C254 226 238 264 206 260L116 236C96 230 90 214 92 196z")
	p.fill(p.dark, "M92 188C100 170 132 180 130 206C130 220 122 232 112 234C96 228 90 210 92 188zM190 181L226 204C254 226 238 264 206 260L186 254C174 232 176 206 190 181z")
	p.shade("M142 " + t + "H162V162L190 181C184 190 180 200 179 210L142 184z")
	p.box(p.light, 91, top-8, 76, 30, 6)
	p.line(p.dark, 3, "M104 "+num(top-2)+"V"+num(top+16)+"M120 "+num(top-2)+"V"+num(top+16)+"M136 "+num(top-2)+"V"+num(top+16)+"M152 "+num(top-2)+"V"+num(top+16))
}

func socks(p *pen) {
	p.ground(230)
	one := func() {
		sock(p, 84)
		p.line(cream, 5, "M97 124H161M97 138H161")
	}
	p.moved(66, -4, 0.95, one)
	p.moved(0, 14, 0.95, one)
}

// winterSocks are long and thick, with a knitted pattern.
func winterSocks(p *pen) {
	p.ground(240)
	one := func() {
		sock(p, 34)
		p.line(cream, 5, "M97 74L107 64L118 74L129 64L140 74L151 64L161 74M97 130L107 120L118 130L129 120L140 130L151 120L161 130")
		p.line(cream, 4, "M129 86V110M118 92L140 104M140 92L118 104")
	}
	p.moved(66, -6, 0.95, one)
	p.moved(0, 14, 0.95, one)
}

// gaiter covers the leg and the top of a boot; it hooks on the laces and a
// strap runs under the sole.
func gaiter(p *pen) {
	leather := newPen(colours["Brown"])
	upper(leather, 120)
	toe(leather, leather.dark)
	sole(leather, ink, 28)
	boot := leather.b.String()
	pair(p, func() {
		p.b.WriteString(boot)
		p.line(cream, 5, "M176 176L208 172M190 192L216 182")
		p.fill(p.main, "M92 6H176C178 70 172 110 182 146C194 160 206 168 212 180C186 196 120 204 80 214C82 170 92 100 92 6z")
		p.shade("M150 6H176C178 70 172 110 182 146C194 160 206 168 212 180C198 188 180 193 160 197C164 140 158 70 150 6z")
		p.fill(p.dark, "M87 140C116 152 154 152 180 140L182 146C194 160 206 168 212 180C186 196 120 204 80 214C81 190 84 168 87 140z")
		p.box(p.deep, 86, 0, 96, 22, 7)
		p.box(steel, 150, 3, 20, 16, 3)
		p.line(p.light, 5, "M120 26V140")
		p.line(steel, 4, "M206 180L216 190")
		p.line("#e57f35", 8, "M122 204V264H146V200")
	})
}
