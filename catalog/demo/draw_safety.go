package demo

// Drawings of what is carried for a bad day.

// bivvy is a foil bag with someone's face looking out.
func bivvy(p *pen) {
	p.ground(280)
	p.fill(p.main, "M24 232C24 182 66 160 112 168C170 176 246 206 292 226C306 234 306 254 290 260H60C36 260 24 250 24 232z")
	p.shade("M60 260C120 246 220 238 300 236C304 246 300 258 290 260z")
	p.fill(shine, "M24 232C24 182 66 160 112 168C82 180 74 226 86 260H60C36 260 24 250 24 232z")
	p.oval(ink, 62, 218, 27, 35)
	p.oval("#f0c9a2", 64, 222, 18, 22)
	p.fill("#6b4a33", "M46 218C46 194 82 194 82 218C74 206 56 206 46 218z")
	p.disc(ink, 57, 222, 2.5)
	p.disc(ink, 71, 222, 2.5)
	p.line(ink, 2.5, "M59 232C62 235 66 235 69 232")
	p.line(p.light, 3, "M112 170L128 200L104 222L124 256M160 182L148 212L170 232L160 258M206 196L190 222L210 256M252 212L236 234L250 256")
	p.line("#ffffff", 3, "M130 178L142 196M180 190L172 206M226 206L216 220")
}

// cross is a white one about a point.
func cross(p *pen, x, y, size float64) {
	p.box("#ffffff", x-size*0.17, y-size/2, size*0.34, size, 4)
	p.box("#ffffff", x-size/2, y-size*0.17, size, size*0.34, 4)
}

// firstAid is a pouch; what it holds looks out.
func firstAid(p *pen) {
	p.ground(170)
	p.turned(-14, 120, 110, func() {
		p.box("#f1cfa8", 92, 62, 34, 84, 16)
		p.box("#dcb287", 96, 88, 26, 24, 3)
	})
	p.box("#ffffff", 140, 70, 50, 60, 10)
	p.line("#c9d1d6", 3, "M148 84H182M148 94H182")
	p.turned(16, 210, 110, func() {
		p.line(steel, 7, "M204 64L216 130M222 64L208 130")
	})
	p.box(p.dark, 80, 112, 164, 152, 22)
	p.box(p.main, 78, 110, 162, 150, 22)
	p.shade("M204 110H218C230 110 240 120 240 132V238C240 250 230 260 218 260H196z")
	p.line(p.deep, 5, "M84 134H234")
	p.box(cream, 222, 128, 8, 26, 4)
	cross(p, 158, 196, 84)
}

// groupAid is a bag with pockets and a handle for a whole party.
func groupAid(p *pen) {
	p.ground(270)
	p.line(p.deep, 13, "M120 84C120 44 200 44 200 84")
	p.box(p.dark, 26, 150, 60, 104, 14)
	p.box(p.dark, 234, 150, 60, 104, 14)
	p.box(p.dark, 54, 80, 216, 184, 24)
	p.box(p.main, 52, 78, 212, 182, 24)
	p.shade("M226 78H240C254 78 264 88 264 102V236C264 250 254 260 240 260H214z")
	p.lit("M66 92C70 88 76 86 82 86H110L74 200L66 196z")
	p.line(p.deep, 5, "M56 118H260")
	p.line("#f1efe9", 7, "M32 200H80M240 200H288")
	cross(p, 158, 164, 74)
	p.box(p.dark, 96, 212, 124, 40, 8)
	p.line(p.light, 4, "M104 222H212")
}

// repairKit is what a hole is mended with: tape, thread, needle and patches.
func repairKit(p *pen) {
	p.ground(240)
	p.box(p.dark, 52, 140, 220, 122, 18)
	p.box(p.main, 50, 136, 218, 120, 18)
	p.shade("M226 136H250C260 136 268 144 268 154V238C268 248 260 256 250 256H214z")
	p.line(p.deep, 4, "M56 160H262")
	p.disc(ink, 98, 112, 38)
	p.disc(steel, 98, 112, 32)
	p.disc(ink, 98, 112, 14)
	p.box("#d9b07a", 142, 74, 44, 10, 4)
	p.box("#c8453f", 146, 82, 36, 44, 2)
	p.line("#8f2f2b", 2.5, "M146 92H182M146 102H182M146 112H182")
	p.box("#d9b07a", 142, 124, 44, 10, 4)
	p.line("#c8453f", 3, "M182 104C220 92 216 60 244 62")
	p.line(steel, 5, "M236 44L206 132")
	p.line(ink, 2, "M235 48L233 56")
	p.turned(-10, 130, 208, func() {
		p.box("#e8b93a", 98, 180, 62, 54, 8)
		p.line(cream, 3, "M106 188h6m8 0h6m8 0h6m8 0h4M106 226h6m8 0h6m8 0h6m8 0h4M104 198v6m0 8v6M154 198v6m0 8v6")
	})
	p.turned(12, 206, 208, func() {
		p.box("#3f78b5", 180, 184, 52, 48, 24)
		p.line(cream, 3, "M190 196l6 6m10 10l6 6M212 196l-6 6m-10 10l-6 6")
	})
}

func whistle(p *pen) {
	p.ground(190)
	p.line(ink, 6, "M84 176C30 150 40 70 110 60S230 60 262 96")
	p.disc(p.dark, 132, 202, 62)
	p.disc(p.main, 132, 196, 62)
	p.fill(p.main, "M128 134H268C276 134 280 140 280 148V180H186z")
	p.fill(p.dark, "M184 180H280V192H180z")
	p.fill(p.deep, "M182 134H212L196 156H176z")
	p.disc(p.deep, 132, 196, 28)
	p.disc(p.light, 126, 190, 12)
	p.lit("M82 186C84 160 106 144 130 144C108 152 94 168 92 192z")
	p.line("#ffffff", 5, "M206 110L214 92M226 116L242 100M190 106L190 86")
}

func spray(p *pen) {
	p.ground(110)
	p.box(ink, 146, 56, 36, 34, 6)
	p.box(ink, 130, 62, 20, 12, 4)
	p.box(p.main, 118, 104, 84, 158, 18)
	p.shade("M180 104H184C194 104 202 112 202 122V244C202 254 194 262 184 262H174z")
	p.lit("M126 118C126 114 128 112 132 112H138V254H132C128 254 126 250 126 246z")
	p.box(steel, 132, 88, 56, 20, 6)
	p.box(cream, 118, 146, 84, 78, 0)
	p.shade("M178 146H202V224H176z")
	p.oval(ink, 160, 186, 9, 18)
	p.disc(ink, 160, 164, 7)
	p.oval("#ffffff", 142, 178, 15, 6)
	p.oval("#ffffff", 178, 178, 15, 6)
	p.line(ink, 2.5, "M154 190L140 200M166 190L180 200M155 198L144 212M165 198L176 212")
	p.line("#c8453f", 6, "M134 212L186 160")
	p.line("#7fb2d6", 5, "M116 66L88 52M114 70H84M116 76L88 90")
}
