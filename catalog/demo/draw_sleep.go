package demo

// Drawings of what is slept in and on.

// mummy is a bag's outline, from the hood to the feet.
const mummy = "M106 84C106 22 214 22 214 84L200 264C196 290 124 290 120 264z"

func sleepingBag(p *pen) {
	p.ground(150)
	p.turned(-24, 160, 165, func() {
		p.fill(p.main, mummy)
		p.shade("M214 84L200 264C196 284 178 284 160 284L182 40C200 46 214 60 214 84z")
		p.fill(p.deep, "M122 84C122 46 198 46 198 84C198 114 122 114 122 84z")
		p.fill(cream, "M132 92C132 68 188 68 188 92C188 110 132 110 132 92z")
		p.line(p.light, 3, "M110 136H210M113 170H207M116 204H204M119 238H202")
		p.line(ink, 3, "M192 106L182 256")
	})
}

// downBag has chambers that swell.
func downBag(p *pen) {
	p.ground(150)
	p.turned(-24, 160, 165, func() {
		p.fill(p.main, "M106 84C106 22 214 22 214 84C222 96 222 108 214 116C220 128 218 140 211 148C216 160 214 172 208 180C212 192 210 204 205 212C208 226 206 236 202 244C204 270 190 286 160 286S116 270 118 244C114 236 112 226 115 212C110 204 108 192 112 180C106 172 104 160 109 148C102 140 100 128 106 116C98 108 98 96 106 84z")
		p.shade("M178 39C198 44 214 58 214 84C222 96 222 108 214 116C220 128 218 140 211 148C216 160 214 172 208 180C212 192 210 204 205 212C208 226 206 236 202 244C204 270 190 286 164 286C184 230 190 90 178 39z")
		p.fill(p.deep, "M126 84C126 48 194 48 194 84C194 110 126 110 126 84z")
		p.fill(cream, "M134 90C134 70 186 70 186 90C186 106 134 106 134 90z")
		p.line(p.dark, 4, "M106 116C130 126 190 126 214 116M109 148C130 158 190 158 211 148M112 180C134 190 186 190 208 180M115 212C134 222 186 222 205 212M118 244C134 254 186 254 202 244")
		p.line(p.light, 4, "M116 124C124 128 130 129 138 130M118 156C126 160 132 161 140 162M122 188C130 192 134 193 142 194M124 220C132 224 136 225 144 226")
	})
}

// winterBag is drawn tight round the face, in the snow.
func winterBag(p *pen) {
	p.fill("#f7fafc", "M0 250C90 232 230 232 320 250V320H0z")
	p.ground(170)
	downBag(p)
	p.turned(-24, 160, 165, func() {
		p.fill(p.main, "M112 84C112 30 208 30 208 84C208 124 112 124 112 84z")
		p.line(p.dark, 4, "M128 46L142 72M160 38V66M192 46L178 72M116 100L140 92M204 100L180 92M160 112V104")
		p.oval(p.deep, 160, 86, 26, 22)
		p.oval(cream, 160, 88, 18, 15)
		p.line(ink, 3, "M160 108C150 122 154 130 150 138M160 108C170 122 166 130 172 138")
	})
	p.line("#ffffff", 4, "M262 60V100M244 70L280 90M280 70L244 90M52 130V154M42 136L62 148M62 136L42 148")
}

// coldBag is a plain one with a collar, in the snow.
func coldBag(p *pen) {
	p.fill("#f7fafc", "M0 250C90 232 230 232 320 250V320H0z")
	sleepingBag(p)
	p.turned(-24, 160, 165, func() {
		p.fill(p.dark, "M107 96C122 122 198 122 213 96L210 124C194 146 126 146 110 124z")
		p.line(p.light, 3, "M112 118C130 134 190 134 208 118")
		p.line(ink, 3, "M152 132L148 150M168 132L172 150")
	})
	p.line("#ffffff", 4, "M264 66V98M250 74L278 90M278 74L250 90")
}

// flatBag is a rectangular one with a corner turned down.
func flatBag(p *pen) {
	p.ground(190)
	p.turned(-8, 160, 165, func() {
		p.box(p.dark, 88, 50, 152, 220, 18)
		p.box(p.main, 84, 48, 148, 214, 18)
		p.line(p.light, 3, "M90 132H226M90 174H226M90 216H226")
		p.box(cream, 98, 54, 120, 40, 16)
		p.fill(p.deep, "M146 96H232V176C204 158 168 124 146 96z")
		p.fill(cream, "M146 96C152 130 150 152 142 166C176 180 210 182 232 176C204 158 168 124 146 96z")
		p.line(ink, 3, "M231 180V248C231 256 226 260 218 260H150")
	})
}

func doubleBag(p *pen) {
	p.ground(240)
	p.box(p.dark, 42, 74, 242, 190, 24)
	p.box(p.main, 38, 72, 242, 184, 24)
	p.box(cream, 56, 84, 94, 44, 18)
	p.box(cream, 168, 84, 94, 44, 18)
	p.line("#d9cbb0", 3, "M70 116C90 122 116 122 136 116M182 116C202 122 228 122 248 116")
	p.fill(p.light, "M38 142C110 130 210 130 280 142V166C210 154 110 154 38 166z")
	p.line(p.dark, 4, "M160 156V256M42 196C110 186 210 186 278 196M42 228C110 220 210 220 278 228")
	p.shade("M236 156C252 158 268 162 280 164V232C280 246 270 256 256 256H232z")
}

// quilt is open above and has a box for the feet.
func quilt(p *pen) {
	p.ground(180)
	p.turned(-12, 160, 165, func() {
		p.fill(p.deep, "M96 60C130 74 190 74 224 60L214 240H106z")
		p.fill(p.main, "M96 60C84 130 92 200 108 262C112 284 208 284 212 262C228 200 236 130 224 60C214 96 206 120 192 136C176 152 144 152 128 136C114 120 106 96 96 60z")
		p.shade("M224 60C236 130 228 200 212 262C210 280 186 282 168 280C192 236 204 160 192 136C206 120 214 96 224 60z")
		p.line(p.dark, 4, "M93 110C104 134 122 154 160 156S216 134 227 110M94 160C124 196 196 196 226 160M99 208C128 234 192 234 221 208M160 156V280")
		p.line(p.light, 4, "M100 178C108 188 118 194 130 198M106 224C112 230 120 234 130 238")
		p.line(cream, 5, "M128 136C146 126 174 126 192 136")
	})
}

// kidBag is small and has the ears and face of a bear cub.
func kidBag(p *pen) {
	p.ground(150)
	p.both(func() {
		p.disc(p.main, 124, 92, 20)
		p.disc(p.light, 124, 92, 11)
	})
	p.fill(p.main, "M104 124C104 70 216 70 216 124L208 244C206 268 114 268 112 244z")
	p.shade("M190 86C206 94 216 106 216 124L208 244C206 260 184 262 160 262C188 220 198 140 190 86z")
	p.fill(p.deep, "M120 132C120 92 200 92 200 132C200 166 120 166 120 132z")
	p.fill(cream, "M128 138C128 104 192 104 192 138C192 162 128 162 128 138z")
	p.both(func() { p.disc(ink, 146, 130, 5) })
	p.oval(ink, 160, 142, 6, 4)
	p.line(ink, 3, "M152 150C156 154 164 154 168 150")
	p.line(p.light, 4, "M110 186H210M112 214H208M114 240H204")
}
