package demo

// Drawings of packs for a day, and of bags.

// sack is what the daypacks share: a round top, a loop and straps.
func sack(p *pen) {
	p.line(p.deep, 8, "M142 84C142 56 178 56 178 84")
	p.fill(p.deep, "M98 132C78 160 80 220 100 246zM222 132C242 160 240 220 220 246z")
	p.fill(p.main, "M94 156C94 104 118 78 160 78S226 104 226 156V238C226 256 218 262 202 262H118C102 262 94 256 94 238z")
	p.shade("M176 80C210 86 226 112 226 156V238C226 256 218 262 202 262H184C204 220 202 130 176 80z")
	p.lit("M106 150C106 118 122 96 146 90C126 110 116 140 116 176H106z")
}

func daypack(p *pen) {
	p.moved(24, 39, 0.85, func() {
		p.ground(150)
		sack(p)
		p.line(p.deep, 4, "M108 150C108 116 128 96 160 96S212 116 212 150")
		p.box(p.light, 112, 176, 96, 74, 14)
		p.shade("M186 176H194C202 176 208 182 208 190V236C208 244 202 250 194 250H182z")
		p.line(p.deep, 4, "M122 196H198")
		p.box(cream, 188, 194, 6, 20, 3)
	})
}

// sidePack is larger, with a bottle at its side.
func sidePack(p *pen) {
	p.ground(170)
	p.fill(water, "M222 132C222 120 248 120 248 132V220H222z")
	p.box(ink, 226, 104, 18, 20, 5)
	sack(p)
	p.line(p.deep, 4, "M106 152C106 116 126 94 160 94S214 116 214 152")
	p.fill(p.light, "M108 158C140 146 180 146 212 158V172C180 182 140 182 108 172z")
	p.box(p.light, 112, 190, 96, 60, 12)
	p.shade("M186 190H196C204 190 208 196 208 202V238C208 246 204 250 196 250H182z")
	p.line(p.deep, 4, "M122 206H198M118 162H202")
	p.fill(p.dark, "M220 184H246C252 206 250 232 242 248H218z")
	p.fill(p.dark, "M100 184H76C70 206 72 232 78 248H102z")
}

// alpinePack is slender, with two axes and a rope.
func alpinePack(p *pen) {
	p.ground(150)
	p.line(p.deep, 8, "M144 62C144 40 176 40 176 62")
	p.fill(p.main, "M106 92C106 70 122 58 160 58S214 70 214 92L220 240C220 256 212 262 198 262H122C108 262 100 256 100 240z")
	p.shade("M184 60C204 64 214 76 214 92L220 240C220 256 212 262 198 262H178C196 200 196 120 184 60z")
	p.lit("M116 100C116 84 124 74 140 70C130 100 126 160 124 220L114 216z")
	p.line(p.deep, 4, "M110 118C140 128 180 128 210 118")
	p.both(func() {
		p.line(steel, 6, "M132 136V246")
		p.line(ink, 7, "M132 206V250")
		p.line(steel, 8, "M110 142C120 130 138 128 150 134")
		p.line(p.deep, 5, "M124 170H140M124 232H140")
	})
	p.line(cream, 9, "M122 74C136 56 184 56 198 74C206 94 114 94 122 74z")
	p.line("#c8453f", 3, "M128 78C140 68 180 68 192 78")
}

func rolltop(p *pen) {
	p.ground(150)
	p.fill(p.main, "M100 104H220L228 240C228 256 220 262 206 262H114C100 262 92 256 92 240z")
	p.shade("M190 104H220L228 240C228 256 220 262 206 262H180C194 220 196 150 190 104z")
	p.lit("M108 112H124L114 250C106 248 102 244 102 238z")
	p.box(p.deep, 94, 74, 132, 34, 12)
	p.line(p.light, 3, "M104 86H216M104 96H216")
	p.line(ink, 8, "M160 84V150")
	p.box(steel, 148, 130, 24, 20, 4)
	p.box(p.light, 112, 182, 96, 58, 8)
	p.line(p.deep, 4, "M118 194H202")
	p.box(cream, 186, 212, 14, 20, 2)
}

// packable is thin, beside the little bag that it folds into.
func packable(p *pen) {
	p.ground(220)
	p.moved(-26, 10, 0.96, func() {
		sack(p)
		p.line(p.deep, 3, "M108 150C108 116 128 96 160 96S212 116 212 150M120 190H200")
		p.line(p.light, 3, "M128 120L140 148M192 124L178 150M112 214L134 204M206 232L184 222M148 236L160 214")
	})
	p.fill(p.dark, "M208 210C208 196 276 196 276 210L282 250C282 262 274 266 262 266H222C210 266 202 262 202 250z")
	p.fill(p.main, "M208 204C208 190 276 190 276 204L280 248C280 260 272 262 262 262H222C212 262 204 260 204 248z")
	p.line(ink, 4, "M214 204C232 212 252 212 270 204M242 204V190C242 180 254 180 252 190")
	p.line("#ffffff", 4, "M194 132C226 126 246 140 248 168M238 158L248 170L258 156")
}

// kidPack is a squirrel's face with ears and a tail.
func kidPack(p *pen) {
	p.ground(170)
	p.fill(p.dark, "M214 246C276 254 296 190 262 160C250 150 238 160 244 172C252 190 240 206 214 206z")
	p.both(func() {
		p.fill(p.main, "M100 128L94 76C112 78 128 88 136 102z")
		p.fill("#f2c9b4", "M106 116L103 90C112 92 120 98 124 106z")
	})
	sack(p)
	p.fill(cream, "M122 164C122 140 150 134 160 156C170 134 198 140 198 164C198 192 178 204 160 204S122 192 122 164z")
	p.both(func() {
		p.disc(ink, 142, 160, 7)
		p.disc("#ffffff", 140, 157, 2.5)
	})
	p.oval(ink, 160, 176, 8, 6)
	p.line(ink, 3, "M150 188C156 194 164 194 170 188")
	p.box("#ffffff", 154, 191, 12, 9, 2)
	p.box(p.light, 114, 214, 92, 38, 12)
	p.line(p.deep, 4, "M124 226H196")
}

// runVest is worn tight, with a soft flask on either side of the chest.
func runVest(p *pen) {
	p.fill(p.deep, "M120 66C134 96 186 96 200 66L218 80C236 130 236 200 222 252H98C84 200 84 130 102 80z")
	p.both(func() {
		p.fill(p.main, "M120 56C112 60 102 66 96 76C104 110 84 140 82 176L90 256H148C150 200 148 150 136 104C132 88 126 70 120 56z")
		p.fill(p.light, "M92 168H138L142 240H96z")
		p.fill(water, "M100 132C100 122 130 122 130 132L136 214H102z")
		p.box(ink, 107, 100, 16, 24, 5)
		p.line(p.dark, 4, "M94 176H138")
	})
	p.shade("M200 56C208 60 218 66 224 76C216 110 236 140 238 176L230 256H172C196 200 204 110 200 56z")
	p.line(ink, 5, "M138 146H182M146 204H174")
	p.box(ink, 152, 139, 16, 14, 3)
	p.line("#e57f35", 4, "M110 66C114 82 118 92 118 98M210 66C206 82 202 92 202 98")
}

func drybag(p *pen) {
	p.ground(140)
	p.line(ink, 7, "M104 88C104 46 216 46 216 88")
	p.box(p.deep, 98, 76, 124, 28, 12)
	p.fill(p.main, "M104 102H216L224 234C224 256 200 262 160 262S96 256 96 234z")
	p.shade("M190 102H216L224 234C224 256 200 262 172 262C190 220 194 150 190 102z")
	p.box(p.light, 110, 118, 12, 116, 6)
	p.drop(160, 142, 1.7)
	p.box(ink, 150, 82, 20, 16, 4)
	p.line(water, 5, "M62 276C74 268 84 284 96 276S118 284 130 276S152 284 164 276S186 284 198 276S220 284 232 276S250 272 258 276")
}
