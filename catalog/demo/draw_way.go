package demo

import "strconv"

// Drawings of what helps to walk and to find the way.

// num writes a coordinate, to a tenth.
func num(f float64) string {
	return strconv.FormatFloat(float64(int(f*10))/10, 'f', -1, 64)
}

// pole draws a trekking pole upright.
func pole(p *pen) {
	p.line(steel, 8, "M160 150V274")
	p.line("#ffffff", 2, "M158 190V254")
	p.line(p.main, 13, "M160 76V180")
	p.line(p.light, 3, "M157 84V172")
	p.fill(ink, "M148 30C148 22 174 18 176 28L170 84H150z")
	p.line(ink, 4, "M150 38C116 52 126 96 152 80")
	p.box(ink, 151, 170, 18, 20, 4)
	p.box(p.dark, 151, 118, 18, 14, 4)
	p.oval(ink, 160, 260, 22, 6)
	p.line(ink, 5, "M160 274V288")
}

func poles(p *pen) {
	p.ground(170)
	p.turned(16, 160, 160, func() { pole(p) })
	p.turned(-16, 160, 160, func() { pole(p) })
}

// carbonPoles show their weave and long grips of cork.
func carbonPoles(p *pen) {
	p.ground(170)
	one := func() {
		pole(p)
		p.fill("#c79a66", "M150 36H172L169 106H151z")
		p.line("#a87b4b", 2, "M151 56H171M151 72H171M151 88H170")
		p.line(steel, 2, "M155 138L165 148M155 148L165 158M165 138L155 148M165 148L155 158M155 196L165 206M165 196L155 206M155 216L165 226M165 216L155 226")
	}
	p.turned(16, 160, 160, one)
	p.turned(-16, 160, 160, one)
}

// foldPoles are one of them open, one folded in three.
func foldPoles(p *pen) {
	p.ground(230)
	p.turned(10, 110, 160, func() { p.moved(-56, 0, 1, func() { pole(p) }) })
	p.line(ink, 3, "M196 258C192 278 222 278 220 250M222 96C224 78 250 78 248 100")
	p.line(p.main, 13, "M196 134V250")
	p.line(p.main, 11, "M221 100V246")
	p.line(steel, 9, "M246 104V252")
	p.line(p.light, 3, "M193 140V244M218 106V240")
	p.fill(ink, "M184 88C184 80 210 76 212 86L206 142H186z")
	p.line(ink, 5, "M246 252V262")
	p.box("#e57f35", 182, 182, 78, 16, 7)
}

// kidPole is one alone, short, with a star and a soft grip.
func kidPole(p *pen) {
	p.ground(110)
	p.moved(36, 72, 0.72, func() {
		p.turned(10, 160, 160, func() {
			p.line(p.main, 18, "M160 70V236")
			p.line(p.light, 4, "M156 80V226")
			p.line(cream, 18, "M160 128V130M160 158V160M160 188V190")
			p.fill(ink, "M144 10C144 -2 180 -6 182 8L174 84H146z")
			p.line("#f3d34a", 6, "M148 20C104 36 114 92 150 70")
			p.oval(ink, 160, 238, 26, 7)
			p.line(ink, 6, "M160 244V266")
			p.fill("#f3d34a", "M163 18L168 30L181 31L171 39L174 52L163 45L152 52L155 39L145 31L158 30z")
		})
	})
}

// dial is a compass's housing and needle about a point.
func dial(p *pen, x, y, r float64) {
	p.moved(x, y, r/62, func() {
		p.disc(shadow, 3, 4, 62)
		p.disc(ink, 0, 0, 62)
		p.disc("#f7f7f2", 0, 0, 52)
		p.line("#8b949c", 3, "M0 -48V-40M0 40V48M-48 0H-40M40 0H48")
		p.line("#8b949c", 1.5, "M34 -34L29 -29M34 34L29 29M-34 34L-29 29M-34 -34L-29 -29")
		p.turned(28, 0, 0, func() {
			p.fill("#c8453f", "M0 -44L12 0H-12z")
			p.fill(ink, "M0 44L12 0H-12z")
		})
		p.disc(steel, 0, 0, 6)
		p.lit("M-46 -14C-40 -40 -14 -52 12 -48C-14 -38 -34 -22 -46 -14z")
	})
}

func compass(p *pen) {
	p.ground(160)
	p.line(p.main, 6, "M152 60C120 20 70 40 62 92C56 130 40 140 34 170")
	p.fill("#c6d6d9", "M96 60H232C240 60 244 64 244 72V240C244 258 234 266 220 266H108C94 266 84 258 84 240V72C84 64 88 60 96 60z")
	p.fill("#e9f1f2", "M92 56H228C236 56 240 60 240 68V234C240 252 230 260 216 260H104C90 260 80 252 80 234V68C80 60 84 56 92 56z")
	p.line("#7f979b", 3, "M94 72H226M94 72V90M116 72V84M138 72V84M160 72V90M182 72V84M204 72V84M226 72V90")
	p.line(p.main, 5, "M160 98V122M150 110L160 98L170 110")
	dial(p, 160, 188, 60)
}

// mirrorCompass has a lid with a mirror and a notch to aim through.
func mirrorCompass(p *pen) {
	p.ground(170)
	p.fill(p.dark, "M84 148L72 36C72 28 76 24 84 24H148L160 40L172 24H236C244 24 248 28 248 36L236 148z")
	p.fill("#bcd4de", "M96 138L86 40H142L160 56L178 40H234L224 138z")
	p.faint("#ffffff", 0.6, "M102 134L94 46H124L112 134zM126 134L138 46H146L134 134z")
	p.line(ink, 2.5, "M160 58V138")
	p.box(ink, 90, 142, 140, 12, 5)
	p.box(p.dark, 82, 152, 160, 112, 20)
	p.box(p.main, 80, 150, 156, 110, 20)
	p.lit("M90 162C92 158 96 156 100 156H130L96 214L90 210z")
	dial(p, 158, 204, 50)
}

func paperMap(p *pen) {
	p.ground(250)
	p.fill("#f7f1df", "M48 104L122 84L198 104L272 84V238L198 258L122 238L48 258z")
	p.faint(p.main, 0.35, "M48 170C80 140 110 190 140 176S200 210 230 180L272 196V238L198 258L122 238L48 258z")
	p.line("#6aa5cc", 6, "M48 200C86 190 92 150 126 150S172 190 210 176S250 130 272 128")
	p.line("#a58a5c", 2, "M70 130C86 112 112 116 112 132S82 150 70 130zM82 130C90 122 102 124 102 132S86 140 82 130zM206 210C220 196 250 200 248 214S212 230 206 210zM216 211C224 204 240 205 239 213S220 222 216 211z")
	p.line("#c8453f", 4, "M72 232L96 214M104 212L132 216L148 180M152 170L166 140L206 134")
	p.line("#c8453f", 6, "M222 116L238 132M238 116L222 132")
	p.shade("M122 84L198 104V258L122 238z")
	p.lit("M198 104L214 100V254L198 258zM48 104L62 100V254L48 258z")
}

// mapCase is a clear pouch with a map in it, on a cord.
func mapCase(p *pen) {
	p.ground(190)
	p.line(p.main, 6, "M84 84C60 10 260 10 236 84")
	p.box(p.dark, 64, 72, 196, 194, 14)
	p.box(p.main, 60, 68, 196, 194, 14)
	p.box("#f7f1df", 76, 104, 164, 142, 4)
	p.faint("#6f9a5a", 0.45, "M76 190C100 160 130 206 160 190S220 220 240 196V246H76z")
	p.line("#6aa5cc", 6, "M76 206C110 200 116 164 146 164S200 190 240 150")
	p.line("#c8453f", 4, "M92 232L116 212L150 216L176 150")
	p.line("#c8453f", 5, "M172 128L186 142M186 128L172 142")
	p.faint("#ffffff", 0.35, "M76 104H160L90 246H76zM178 104H200L130 246H108z")
	p.box(ink, 70, 80, 176, 10, 5)
	p.box(steel, 214, 76, 14, 18, 4)
	p.disc(ink, 84, 84, 5)
}

func gps(p *pen) {
	p.ground(120)
	p.box(ink, 182, 34, 24, 60, 9)
	p.box(p.dark, 106, 66, 112, 196, 24)
	p.box(p.main, 104, 64, 106, 196, 24)
	p.lit("M112 90C112 78 120 72 130 72H144L116 200H112z")
	p.box(ink, 116, 84, 82, 100, 8)
	p.box("#d6e6c8", 122, 90, 70, 88, 4)
	p.line("#8ab27a", 3, "M124 166C140 150 150 178 166 160S184 150 190 152M124 108C136 98 150 112 162 100")
	p.line("#c8453f", 3.5, "M130 164L144 142L166 148L176 116")
	p.fill("#3f78b5", "M176 96L188 122L176 116L164 122z")
	p.disc(ink, 157, 220, 24)
	p.fill(p.light, "M157 204L164 212H150zM157 236L164 228H150zM141 220L149 213V227zM173 220L165 213V227z")
	p.line("#7fb2d6", 4, "M214 40C226 46 232 56 232 68M216 22C240 30 250 50 250 68")
}
