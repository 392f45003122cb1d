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
