package demo

// Drawings of boots.

// pair draws a thing twice, one a little behind the other.
func pair(p *pen, one func()) {
	p.ground(270)
	p.moved(54, 16, 0.86, one)
	p.moved(-14, 40, 0.86, one)
}

// upper is a boot's shaft and foot, from a height down to the sole.
func upper(p *pen, top float64) {
	p.fill(p.main, "M94 "+num(top)+"H168C170 124 172 140 184 152C206 160 238 164 254 184C268 200 268 226 264 242H82C78 200 90 150 94 "+num(top)+"z")
	p.shade("M82 242C80 218 83 190 88 164C104 176 108 210 104 242z")
	p.lit("M188 158C208 164 232 170 246 184C230 180 206 178 190 174z")
}

// toe is a cap over the toes, in a colour.
func toe(p *pen, colour string) {
	p.fill(colour, "M222 172C240 176 250 178 256 186C268 202 268 226 264 242H214C212 214 214 190 222 172z")
	p.lit("M232 182C244 184 252 192 256 204C246 196 238 192 228 192z")
}

// sole is a rubber one with lugs.
func sole(p *pen, colour string, high float64) {
	p.box(colour, 74, 262-high, 198, high, 8)
	p.line(mix(colour, 255, 0.25), 3, "M82 "+num(262-high+5)+"H262")
	p.line(mix(colour, 0, 0.4), 5, "M84 262V256M108 262V256M132 262V256M168 262V256M192 262V256M216 262V256M240 262V256")
}

// laces go up to a height.
func laces(p *pen, colour string, top float64) {
	for y := top; y < 150; y += 20 {
		p.line(colour, 5, "M138 "+num(y)+"L170 "+num(y+6))
	}
	p.line(colour, 5, "M142 150L186 156M160 170L202 166")
}

// boots are to the ankle.
func boots(p *pen) {
	pair(p, func() {
		upper(p, 92)
		p.fill(p.light, "M90 84H172V108H92z")
		toe(p, p.dark)
		laces(p, cream, 118)
		sole(p, ink, 28)
	})
}

// trimBoots are the same with a finer sole and a loop at the heel.
func trimBoots(p *pen) {
	pair(p, func() {
		p.line(cream, 6, "M94 100C76 92 76 74 96 78")
		upper(p, 92)
		p.fill(p.dark, "M92 82C110 92 150 92 170 82L172 104C150 112 112 112 92 104z")
		p.fill(p.light, "M112 132C140 150 150 190 152 240H118C118 200 116 160 112 132z")
		toe(p, p.main)
		laces(p, "#e59ab0", 118)
		sole(p, "#6d5f57", 20)
	})
}

// highBoots are of thick leather, far up the leg.
func highBoots(p *pen) {
	pair(p, func() {
		upper(p, 44)
		p.fill(p.deep, "M88 36C112 46 150 46 174 36V64C150 72 112 72 90 64z")
		p.line(p.dark, 3, "M92 100H136M90 140H142M104 180C140 176 176 190 204 216")
		toe(p, p.deep)
		laces(p, "#c8453f", 78)
		sole(p, ink, 30)
	})
}

// lightBoots are of cloth with a net and a pale sole.
func lightBoots(p *pen) {
	pair(p, func() {
		upper(p, 100)
		p.fill(p.light, "M98 122H138C146 150 168 176 212 184L208 240H104C98 200 94 160 98 122z")
		p.line(p.dark, 2, "M104 140H142M100 156H152M98 172H172M98 188H206M100 204H208M102 220H208M116 126V238M134 126V238M152 158V238M170 172V238M190 180V238")
		p.fill(p.dark, "M92 94H170V112H94z")
		toe(p, p.dark)
		laces(p, "#f3d34a", 122)
		sole(p, "#f1efe9", 22)
	})
}

// winterBoots are lined with fur and stand in snow.
func winterBoots(p *pen) {
	p.fill("#f7fafc", "M0 244C90 228 230 228 320 244V320H0z")
	pair(p, func() {
		upper(p, 60)
		p.fill("#efe4d2", "M80 66C74 48 88 40 100 46C108 34 124 34 132 44C142 34 158 36 164 46C178 42 188 52 182 68C186 80 172 86 162 80C150 90 138 88 130 80C120 88 104 88 98 80C86 84 78 78 80 66z")
		p.line("#d3c2a6", 3, "M96 62q8 6 14 -2M124 64q8 6 14 -2M152 62q8 6 14 -2")
		p.line(p.deep, 9, "M94 128H172M92 168H190")
		p.box(steel, 140, 118, 20, 20, 4)
		p.box(steel, 148, 158, 20, 20, 4)
		toe(p, p.deep)
		sole(p, ink, 34)
	})
	p.line("#ffffff", 4, "M270 40V76M254 49L286 67M286 49L254 67")
}

// kidBoots are short and close with straps.
func kidBoots(p *pen) {
	p.moved(40, 66, 0.75, func() {
		pair(p, func() {
			upper(p, 104)
			p.fill(p.light, "M88 96H174V118H90z")
			toe(p, "#e8b93a")
			p.box("#e8b93a", 112, 128, 66, 18, 7)
			p.turned(18, 160, 170, func() { p.box("#e8b93a", 122, 158, 78, 18, 7) })
			p.fill(cream, "M112 190L118 204L133 205L121 214L125 229L112 221L99 229L103 214L92 205L106 204z")
			sole(p, ink, 28)
		})
	})
}
