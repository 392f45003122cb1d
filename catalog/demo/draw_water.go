package demo

// Drawings of what water is carried and cleaned in.

func bottle(p *pen) {
	p.ground(110)
	p.line(ink, 7, "M146 70C146 40 174 40 174 70")
	p.box(ink, 134, 64, 52, 30, 8)
	p.fill(p.main, "M138 94H182C182 112 206 116 206 144V244C206 256 200 262 188 262H132C120 262 114 256 114 244V144C114 116 138 112 138 94z")
	p.shade("M170 94H182C182 112 206 116 206 144V244C206 256 200 262 188 262H174C184 250 184 140 170 94z")
	p.box(p.light, 126, 148, 12, 96, 6)
	p.line(p.light, 4, "M190 160H206M194 180H206M190 200H206M194 220H206")
	p.drop(160, 168, 1.1)
}

// flask keeps warm: its lid is a cup.
func flask(p *pen) {
	p.ground(120)
	p.box(p.main, 112, 128, 96, 134, 16)
	p.lit("M122 140H136V252H122z")
	p.shade("M182 128H192C202 128 208 134 208 144V246C208 256 202 262 192 262H178z")
	p.fill(steel, "M124 108H196L208 132V142H112V132z")
	p.fill(steel, "M122 62C122 52 198 52 198 62V110H122z")
	p.shade("M178 56C192 57 198 60 198 62V110L208 132V142H182z")
	p.lit("M130 64H142V106H130z")
	p.line("#7d868e", 3, "M122 96H198M112 252H208")
	p.line(flame, 5, "M148 186C140 176 156 170 148 160M166 186C158 176 174 170 166 160")
	p.box(cream, 140, 198, 36, 6, 3)
}

// tallFlask is for a whole day: a handle, and the cup is poured.
func tallFlask(p *pen) {
	p.ground(210)
	p.line(ink, 12, "M168 124C222 120 222 214 168 212")
	p.box(p.main, 72, 96, 100, 166, 16)
	p.lit("M82 108H97V252H82z")
	p.shade("M144 96H156C166 96 172 102 172 112V246C172 256 166 262 156 262H140z")
	p.fill(steel, "M86 78H158L172 100V112H72V100z")
	p.box(ink, 96, 48, 52, 32, 8)
	p.line("#7d868e", 3, "M72 250H172")
	p.line(flame, 5, "M108 176C100 166 116 160 108 150M126 176C118 166 134 160 126 150")
	p.fill(steel, "M208 210H272L264 256C263 260 260 262 256 262H224C220 262 217 260 216 256z")
	p.shade("M252 210H272L264 256C263 260 260 262 256 262H244z")
	p.oval("#6d4630", 240, 211, 30, 7)
	p.line("#ffffff", 4, "M232 196C224 186 240 180 232 168M250 196C242 186 258 180 250 168")
}

func softFlask(p *pen) {
	p.ground(110)
	p.fill(ink, "M150 34H170L174 58H146z")
	p.box(p.dark, 130, 56, 60, 40, 8)
	p.line(p.light, 3, "M142 64V88M154 64V88M166 64V88M178 64V88")
	p.fill(water, "M132 96H188C194 118 214 128 210 166C206 196 216 218 202 248C196 262 124 262 118 248C104 218 114 196 110 166C106 128 126 118 132 96z")
	p.fill(p.main, "M110 160C144 148 176 172 210 158C208 192 215 220 202 248C196 262 124 262 118 248C105 220 112 192 110 160z")
	p.shade("M188 96C194 118 214 128 210 166C206 196 216 218 202 248C199 256 182 259 166 259C192 224 196 150 178 96z")
	p.line("#ffffff", 6, "M128 138C124 160 128 190 126 222")
	p.line(p.dark, 3, "M196 148C188 156 184 166 186 176M122 214C132 218 136 226 134 234")
}

// reservoir lies in a pack and is drunk from through a hose.
func reservoir(p *pen) {
	p.ground(150)
	p.box(ink, 78, 46, 128, 18, 8)
	p.fill(water, "M84 64H200C212 116 214 200 202 246C196 264 88 264 82 246C70 200 72 116 84 64z")
	p.fill(p.main, "M76 132C116 118 160 146 208 130C211 172 210 214 202 246C196 264 88 264 82 246C74 214 73 172 76 132z")
	p.shade("M184 64H200C212 116 214 200 202 246C199 256 176 260 152 259C184 206 192 130 184 64z")
	p.line("#ffffff", 6, "M96 84C90 130 90 190 96 236")
	p.disc(ink, 142, 176, 22)
	p.disc(steel, 142, 176, 13)
	p.line(p.deep, 9, "M150 250C216 276 262 254 258 190C254 136 286 130 278 84")
	p.box(ink, 266, 54, 22, 32, 8)
	p.drop(142, 84, 0.8)
}

// waterBag hangs from a branch and has a tap.
func waterBag(p *pen) {
	p.ground(120)
	p.line(wood, 14, "M60 40C120 30 200 48 264 34")
	p.line(ink, 5, "M126 72C130 30 190 30 194 72")
	p.box(p.deep, 98, 68, 124, 22, 9)
	p.fill(p.main, "M104 88H216C236 130 240 180 216 222C204 236 116 236 104 222C80 180 84 130 104 88z")
	p.lit("M112 96C98 134 98 178 112 214C102 190 96 130 112 96z")
	p.shade("M196 88H216C236 130 240 180 216 222C208 231 186 233 168 233C206 196 210 130 196 88z")
	p.line(p.light, 3, "M116 126H132M116 150H132M116 174H132M116 198H132")
	p.box(ink, 150, 228, 20, 16, 4)
	p.line(ink, 6, "M146 236H174")
	p.drop(160, 248, 0.42)
	p.drop(162, 126, 1.3)
}

// filter is screwed between a squeezed bag and a bottle.
func filter(p *pen) {
	p.ground(120)
	p.fill(water, "M112 196H208V246C208 258 202 262 192 262H128C118 262 112 258 112 246z")
	p.fill("#6fb1d6", "M112 226C140 218 180 234 208 224V246C208 258 202 262 192 262H128C118 262 112 258 112 246z")
	p.shade("M188 196H208V246C208 258 202 262 192 262H178z")
	p.box(steel, 128, 180, 64, 18, 5)
	p.box(p.main, 138, 94, 44, 88, 10)
	p.shade("M168 94H174C180 94 182 98 182 104V172C182 178 180 182 174 182H164z")
	p.line("#ffffff", 4, "M148 112H166M148 128H166M148 144H166M148 160H166")
	p.fill("#8fa06a", "M104 14H216C208 34 212 54 200 74C190 92 130 92 120 74C108 54 112 34 104 14z")
	p.lit("M116 20H140C128 40 134 60 140 82C120 76 118 40 116 20z")
	p.box(ink, 136, 80, 48, 16, 5)
	p.drop(160, 204, 0.4)
}

// gravityFilter lets dirty water run from a bag above into a clean one.
func gravityFilter(p *pen) {
	p.ground(130)
	p.line(wood, 12, "M50 26C120 16 200 34 270 20")
	p.line(ink, 4, "M122 48C128 14 192 14 198 48")
	p.box(ink, 100, 44, 120, 14, 6)
	p.fill("#8fa06a", "M104 56H216L202 118C198 128 122 128 118 118z")
	p.lit("M112 62H132L136 120C122 120 118 112 116 104z")
	p.line(p.deep, 6, "M160 124V150M160 192V214")
	p.box(p.main, 142, 138, 36, 58, 12)
	p.line("#ffffff", 4, "M152 152H168M152 166H168M152 180H168")
	p.shade("M166 138C174 138 178 144 178 150V184C178 192 174 196 166 196z")
	p.fill("#d4eaf6", "M112 212H208L214 248C214 258 206 262 196 262H124C114 262 106 258 106 248z")
	p.fill("#6fb1d6", "M110 230C140 222 180 238 211 228L214 248C214 258 206 262 196 262H124C114 262 106 258 106 248z")
	p.box(ink, 104, 204, 112, 12, 6)
}

// lightPen shines into a glass of water.
func lightPen(p *pen) {
	p.ground(120)
	p.glow("#b79cf2", 160, 200, 100)
	p.box(p.main, 140, 34, 40, 118, 14)
	p.shade("M166 34C176 34 180 40 180 48V138C180 146 176 152 166 152z")
	p.disc("#7fce6a", 160, 66, 7)
	p.box("#efe6ff", 150, 150, 20, 74, 10)
	p.faint("#8fbfe4", 0.55, "M108 148H212V244C212 256 204 262 194 262H126C116 262 108 256 108 244z")
	p.faint("#b79cf2", 0.6, "M108 170C140 160 180 180 212 168V244C212 256 204 262 194 262H126C116 262 108 256 108 244z")
	p.box("#efe6ff", 152, 154, 16, 66, 8)
	p.line("#ffffff", 5, "M120 178V240")
}
