package demo

// Drawings of packs for days on foot.

// rucksack is what the trekking packs share: straps at the sides, body and lid.
func rucksack(p *pen) {
	p.fill(p.deep, "M92 120C74 150 74 220 92 244L104 240V126zM228 120C246 150 246 220 228 244L216 240V126z")
	p.fill(p.main, "M98 108C98 88 110 80 130 80H190C210 80 222 88 222 108V236C222 254 214 262 196 262H124C106 262 98 254 98 236z")
	p.shade("M186 80H190C210 80 222 88 222 108V236C222 254 214 262 196 262H178C192 230 194 130 186 80z")
	p.fill(p.light, "M92 96C92 74 108 66 132 66H188C212 66 228 74 228 96V118C204 132 116 132 92 118z")
	p.shade("M200 67C218 70 228 78 228 96V118C220 123 208 126 194 127C206 110 208 86 200 67z")
}

// lidStraps are two that hold the lid down.
func lidStraps(p *pen) {
	p.line(ink, 5, "M132 120V160M188 120V160")
	p.box(ink, 125, 146, 14, 16, 3)
	p.box(ink, 181, 146, 14, 16, 3)
}

// frontPocket is one with a zip, from a height to the foot.
func frontPocket(p *pen, y float64) {
	p.box(p.deep, 112, y, 96, 240-y, 16)
	p.box(p.main, 116, y+10, 88, 226-y, 12)
	p.line(p.light, 4, "M126 "+num(y+24)+"H194")
}

func backpack(p *pen) {
	p.ground(150)
	rucksack(p)
	lidStraps(p)
	frontPocket(p, 168)
	p.line(ink, 5, "M146 66C146 50 174 50 174 66")
}

// bigPack has a mat rolled under its lid.
func bigPack(p *pen) {
	p.ground(160)
	p.box("#d9c9a8", 98, 34, 124, 36, 18)
	p.disc("#b9a67f", 214, 52, 17)
	p.disc("#d9c9a8", 214, 52, 9)
	p.line(p.deep, 4, "M126 34V76M190 34V76")
	rucksack(p)
	lidStraps(p)
	frontPocket(p, 168)
	p.fill(p.dark, "M84 176C74 200 76 226 84 246H104V180zM236 176C246 200 244 226 236 246H216V180z")
	p.fill(water, "M80 136C80 126 98 126 98 136V180H80z")
	p.box(ink, 82, 118, 14, 14, 4)
}

// hugePack carries an axe, ropes and a mat for weeks.
func hugePack(p *pen) {
	p.ground(190)
	p.box("#d9c9a8", 88, 240, 144, 26, 13)
	p.moved(-22, -44, 1.14, func() { rucksack(p) })
	p.line(p.deep, 5, "M116 238V268M204 238V268")
	p.line(wood, 7, "M226 96V236")
	p.line(steel, 9, "M204 92C218 84 238 86 250 98")
	p.line(ink, 4, "M218 150H236M218 206H236")
	p.fill(p.dark, "M66 132C52 156 52 206 66 234H92V138z")
	p.lit("M66 132C60 142 56 156 56 170H92V138z")
	p.line(ink, 5, "M128 94V140M190 94V140")
	p.box(ink, 121, 124, 14, 18, 3)
	p.box(ink, 183, 124, 14, 18, 3)
	p.box(p.deep, 108, 152, 104, 74, 14)
	p.box(p.main, 112, 160, 96, 62, 11)
	p.line(p.light, 4, "M122 174H198")
	p.line("#e57f35", 8, "M104 36C120 22 196 22 212 36C196 46 120 46 104 36z")
}

// slimPack is narrower at the waist, with a wide belt.
func slimPack(p *pen) {
	p.ground(190)
	p.fill(p.deep, "M108 216C84 206 66 212 58 226C56 238 62 246 74 244L112 240zM212 216C236 206 254 212 262 226C264 238 258 246 246 244L208 240z")
	p.line(ink, 5, "M58 236L40 248M262 236L280 248")
	p.fill(p.main, "M104 100C104 84 116 74 132 74H188C204 74 216 84 216 100C222 140 198 170 206 210L210 240C210 254 202 262 188 262H132C118 262 110 254 110 240L114 210C122 170 98 140 104 100z")
	p.shade("M190 74C206 76 216 86 216 100C222 140 198 170 206 210L210 240C210 254 202 262 188 262H176C190 210 186 130 190 74z")
	p.fill(p.light, "M98 90C98 68 114 58 136 58H184C206 58 222 68 222 90V110C200 122 120 122 98 110z")
	p.line(ink, 5, "M134 114V150M186 114V150M146 58C146 44 174 44 174 58")
	p.fill(p.deep, "M126 164C148 158 172 158 194 164L198 238C172 246 148 246 122 238z")
	p.fill(p.main, "M130 172C150 166 170 166 190 172L193 232C172 239 148 239 127 232z")
	p.fill(cream, "M160 188L178 216H142z")
}

// lightPack is a rolled bag with a net in front and a cord.
func lightPack(p *pen) {
	p.ground(140)
	p.fill(p.deep, "M96 130C80 160 80 220 96 246L108 240V134zM224 130C240 160 240 220 224 246L212 240V134z")
	p.fill(p.main, "M106 96H214L220 240C220 256 212 262 198 262H122C108 262 100 256 100 240z")
	p.shade("M186 96H214L220 240C220 256 212 262 198 262H180C192 220 194 150 186 96z")
	p.box(p.light, 98, 66, 124, 32, 14)
	p.line(p.dark, 3, "M108 78H212M108 88H212")
	p.line(ink, 5, "M98 82L90 120M222 82L230 120")
	p.fill(p.deep, "M114 164C140 156 180 156 206 164L208 238C206 250 198 252 190 252H130C122 252 114 250 112 238z")
	p.line(p.light, 1.5, "M118 172L196 250M140 164L206 230M164 160L206 202M118 196L172 250M118 220L148 250M202 172L124 250M180 164L114 230M156 160L114 202M202 196L148 250M202 220L172 250")
	p.line("#e57f35", 3.5, "M118 112L202 134L118 150M202 112L118 134L202 150")
}

// largeLightPack is the same with a pocket at each side.
func largeLightPack(p *pen) {
	p.moved(-19, -32, 1.12, func() { lightPack(p) })
	p.fill(p.dark, "M84 178C72 200 74 236 88 250L104 246V184zM236 178C248 200 246 236 232 250L216 246V184z")
	p.fill(water, "M226 128C226 120 242 120 242 128V182H226z")
	p.box(ink, 227, 112, 14, 12, 4)
}

// ironPack is plain and hard to break: patches, wide straps, a number.
func ironPack(p *pen) {
	p.ground(180)
	p.moved(-16, -28, 1.1, func() { rucksack(p) })
	p.fill(p.deep, "M92 206H228V242C228 256 218 260 204 260H116C102 260 92 256 92 242z")
	p.line(p.light, 2.5, "M98 214H222")
	p.line(ink, 10, "M122 108V206M198 108V206")
	p.box(steel, 112, 140, 20, 22, 4)
	p.box(steel, 188, 140, 20, 22, 4)
	p.box(cream, 138, 150, 44, 30, 5)
	p.line(ink, 3, "M146 158H174M146 166H174M146 173H162")
	p.line(ink, 7, "M142 44C142 28 178 28 178 44")
}
