package demo

// Drawings of fleeces, shirts and vests.

func fleece(p *pen) {
	p.ground(150)
	p.fill(p.main, top)
	p.shade(half)
	p.fill(p.light, "M128 80C126 52 194 52 192 80L186 106H134z")
	p.shade("M160 59C186 60 193 68 192 80L186 106H160z")
	p.line(p.deep, 5, "M160 64V176")
	p.box(p.deep, 178, 130, 34, 38, 5)
	p.line(p.light, 3, "M182 138H208")
	p.fill(p.deep, "M98 246H222V262H98zM43 204L83 216L80 228L40 216zM277 204L237 216L240 228L280 216z")
	nap(p)
}

// nap is the curly face of fleece.
func nap(p *pen) {
	p.line(p.light, 3, "M112 126q4 -6 8 0M134 142q4 -6 8 0M110 160q4 -6 8 0M130 182q4 -6 8 0M112 206q4 -6 8 0M138 222q4 -6 8 0M72 140q4 -6 8 0M64 172q4 -6 8 0M76 196q4 -6 8 0M176 196q4 -6 8 0M198 214q4 -6 8 0M180 230q4 -6 8 0M240 150q4 -6 8 0M250 184q4 -6 8 0")
}

// hoodFleece has a hood and a zip all the way.
func hoodFleece(p *pen) {
	p.ground(150)
	p.fill(p.main, top)
	p.shade(half)
	nap(p)
	p.line(p.deep, 5, "M160 104V262")
	p.line(p.light, 5, "M106 216L130 194M214 216L190 194")
	p.fill(p.deep, "M98 250H222V262H98zM43 204L83 216L80 228L40 216zM277 204L237 216L240 228L280 216z")
	hood(p)
}

func vest(p *pen) {
	p.ground(140)
	p.fill(p.main, "M122 78L98 88C112 122 108 150 96 168V262H224V168C212 150 208 122 222 88L198 78z")
	p.shade("M160 88L198 78L222 88C208 122 212 150 224 168V262H160z")
	p.fill(p.light, "M122 78C120 52 200 52 198 78L186 106C176 84 144 84 134 106z")
	p.line(p.deep, 3, "M106 128L158 156M96 172L158 206M96 222L158 256M140 262L96 238M214 128L162 156M224 172L162 206M224 222L162 256M180 262L224 238M134 106L106 136M158 118L104 160M158 160L96 204M158 210L96 254M186 106L214 136M162 118L216 160M162 160L224 204M162 210L224 254")
	p.line(p.deep, 6, "M160 92V262")
	p.line(ink, 4, "M98 88C112 122 108 150 96 168M222 88C208 122 212 150 224 168")
}

// tee is what T-shirts share.
func tee(p *pen) {
	p.ground(140)
	p.fill(p.main, "M126 72L86 86C72 92 66 104 60 122L46 164L92 178L100 150V260H220V150L228 178L274 164L260 122C254 104 248 92 234 86L194 72z")
	p.shade("M172 108C186 98 192 86 194 72L234 86C248 92 254 104 260 122L274 164L228 178L220 150V260H176C190 210 190 150 172 108z")
	p.fill(p.deep, "M126 72C130 114 190 114 194 72C182 84 138 84 126 72z")
	p.line(p.light, 4, "M124 74C130 122 190 122 196 74")
	p.line(p.dark, 3, "M100 150L104 122M220 150L216 122M102 250H218M50 154L94 168M270 154L226 168")
}

// shirt is of wool: a small woven mark.
func shirt(p *pen) {
	tee(p)
	p.box(cream, 178, 140, 20, 14, 3)
	p.line(p.dark, 2.5, "M114 206C124 200 130 212 140 206M118 222C128 216 134 228 144 222")
}

// sportShirt has stripes, and dries in the wind.
func sportShirt(p *pen) {
	tee(p)
	p.fill(p.light, "M100 150L122 176V260H100zM220 150L198 176V260H220z")
	p.line(cream, 6, "M126 140L194 128M126 156L194 144")
	p.line("#ffffff", 4, "M12 206H46M22 222H62M8 238H50")
}

// longShirt has sleeves to the wrist and is ribbed.
func longShirt(p *pen) {
	p.ground(140)
	p.fill(p.main, "M128 72L92 86C80 92 74 102 70 118L44 226L78 236L102 158V260H218V158L242 236L276 226L250 118C246 102 240 92 228 86L192 72z")
	p.shade("M172 106C184 98 190 86 192 72L228 86C240 92 246 102 250 118L276 226L242 236L218 158V260H176C190 210 190 150 172 106z")
	p.fill(p.deep, "M128 72C132 106 188 106 192 72C180 82 140 82 128 72z")
	p.line(p.light, 5, "M126 74C132 116 188 116 194 74")
	p.line(p.dark, 2.5, "M118 124V246M132 126V246M146 126V246M160 126V246M174 126V246M188 126V246M202 124V246")
	p.line(p.light, 5, "M104 254H216M47 218L80 228M273 218L240 228")
}

// sunShirt has a hood, a collar that buttons and holes for the thumbs.
func sunShirt(p *pen) {
	p.glow("#f2b632", 276, 52, 44)
	p.disc("#f2b632", 276, 52, 20)
	p.ground(140)
	p.fill(p.main, "M128 72L92 86C80 92 74 102 70 118L44 226L78 236L102 158V260H218V158L242 236L276 226L250 118C246 102 240 92 228 86L192 72z")
	p.shade("M172 106C184 98 190 86 192 72L228 86C240 92 246 102 250 118L276 226L242 236L218 158V260H176C190 210 190 150 172 106z")
	p.fill(p.light, "M126 72L160 96L194 72L202 84L178 122L160 100L142 122L118 84z")
	p.line(p.deep, 3, "M160 100V260")
	for _, y := range []float64{124, 156, 188, 220} {
		p.disc(cream, 160, y, 4)
	}
	p.box(p.dark, 116, 144, 32, 34, 4)
	p.box(p.light, 114, 140, 36, 12, 3)
	p.box(p.dark, 172, 144, 32, 34, 4)
	p.box(p.light, 170, 140, 36, 12, 3)
	p.line(p.dark, 4, "M50 208L84 218M270 208L236 218")
}
