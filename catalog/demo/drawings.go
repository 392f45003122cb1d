package demo

// drawings are the ways to draw a product, by kind.
var drawings = map[string]func(*pen){
	"axe": axe, "backpack": backpack, "bag": sleepingBag, "battery": battery, "beanie": beanie, "bed": campBed, "bell": bellTent,
	"bivvy": bivvy, "blade": blade, "boots": boots, "bottle": bottle, "canopy": canopy, "cap": baseballCap, "cape": cape,
	"chair": chair, "compass": compass, "daypack": daypack, "dripper": dripper, "drybag": drybag, "family": familyTent,
	"filter": filter, "firstaid": firstAid, "fleece": fleece, "gaiter": gaiter, "gloves": gloves, "gps": gps, "grill": grill,
	"hammock": hammock, "hat": brimHat, "headlamp": headlamp, "hob": hob, "jacket": jacket, "jet": jetpot, "kettle": kettle,
	"knife": knife, "lantern": lantern, "lights": stringLights, "map": paperMap, "mat": mat, "mug": mug, "multitool": multitool,
	"pan": pan, "pegs": pegs, "pen": lightPen, "pillow": pillow, "poles": poles, "pots": pots, "puffer": puffer,
	"pyramid": pyramid, "quilt": quilt, "reservoir": reservoir, "rolltop": rolltop, "rope": rope, "runvest": runVest,
	"sandal": sandal, "saw": saw, "shirt": shirt, "shoe": shoe, "shorts": shorts, "socks": socks, "softflask": softFlask,
	"solar": solarPanel, "spork": spork, "spray": spray, "stool": stool, "stove": stove, "table": table, "tarp": tarp,
	"tent": tent, "trousers": trousers, "trowel": trowel, "tube": neckTube, "tunnel": tunnel, "twig": twigStove, "vest": vest,
	"whistle": whistle,
	"hoop":    hoop, "tent3": wideTent, "dome": dome, "dome3": largeDome, "pop": popTent, "tunnel3": longTunnel, "ridge": ridge, "house": houseTent, "airtent": airTent, "nethammock": netHammock,
	"flatbag": flatBag, "winterbag": winterBag, "downbag": downBag, "doublebag": doubleBag, "kidbag": kidBag, "foam": foamMat,
	"airmat": airMat, "wintermat": winterMat, "doublemat": doubleMat, "headlamp2": strongLamp, "headlamp3": doubleLamp,
	"minilantern": miniLantern, "highchair": highChair, "tray": trayTable,
	"widestove": wideStove, "spirit": spiritStove, "tallpot": tallPot, "potset": potSet, "thermomug": thermoMug, "flask": flask,
	"tallflask": tallFlask, "waterbag": waterBag, "gravity": gravityFilter,
	"backpack60": bigPack, "backpack75": hugePack, "slimpack": slimPack, "lightpack": lightPack, "lightpack50": largeLightPack,
	"ironpack": ironPack, "daypack25": sidePack, "alpinepack": alpinePack, "packable": packable, "kidpack": kidPack,
}
