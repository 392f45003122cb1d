package demo

// drawings are the ways to draw a product, by the kind that products.jsonl names
// as its picture.
var drawings = map[string]func(*pen){
	"hoop": hoop, "tent": tent, "tent3": wideTent, "pyramid": pyramid, "tunnel": tunnel, "tunnel3": longTunnel, "dome": dome,
	"dome3": largeDome, "pop": popTent, "ridge": ridge,

	"family": familyTent, "house": houseTent, "airtent": airTent, "bell": bellTent, "tarp": tarp, "hammock": hammock,
	"nethammock": netHammock, "canopy": canopy,

	"flatbag": flatBag, "bag": sleepingBag, "coldbag": coldBag, "downbag": downBag, "winterbag": winterBag,
	"doublebag": doubleBag, "kidbag": kidBag, "quilt": quilt,

	"foam": foamMat, "airmat": airMat, "wintermat": winterMat, "mat": mat, "doublemat": doubleMat, "pillow": pillow,

	"headlamp": headlamp, "headlamp2": strongLamp, "headlamp3": doubleLamp, "lantern": lantern, "minilantern": miniLantern,
	"lights": stringLights, "solar": solarPanel, "battery": battery,

	"chair": chair, "highchair": highChair, "stool": stool, "table": table, "tray": trayTable, "bed": campBed,

	"stove": stove, "widestove": wideStove, "jet": jetpot, "hob": hob, "twig": twigStove, "spirit": spiritStove, "grill": grill,

	"pots": pots, "tallpot": tallPot, "potset": potSet, "pan": pan, "kettle": kettle, "mug": mug, "thermomug": thermoMug,
	"spork": spork, "dripper": dripper,

	"bottle": bottle, "flask": flask, "tallflask": tallFlask, "softflask": softFlask, "reservoir": reservoir,
	"waterbag": waterBag, "filter": filter, "gravity": gravityFilter, "pen": lightPen,

	"backpack": backpack, "backpack60": bigPack, "backpack75": hugePack, "slimpack": slimPack, "lightpack": lightPack,
	"lightpack50": largeLightPack, "ironpack": ironPack,

	"daypack": daypack, "daypack25": sidePack, "alpinepack": alpinePack, "rolltop": rolltop, "packable": packable,
	"kidpack": kidPack, "runvest": runVest, "drybag": drybag,

	"jacket": jacket, "slimjacket": slimJacket, "shell": mountainShell, "smock": smock, "cape": cape, "rainsuit": rainSuit,

	"puffer": puffer, "slimpuffer": slimPuffer, "parka": parka,

	"fleece": fleece, "hoodfleece": hoodFleece, "vest": vest, "shirt": shirt, "longshirt": longShirt, "sportshirt": sportShirt,
	"sunshirt": sunShirt,

	"leggings": leggings, "trousers": trousers, "slimtrousers": slimTrousers, "zipoff": zipOff, "raintrousers": rainTrousers,
	"shorts": shorts,

	"beanie": beanie, "hat": brimHat, "cap": baseballCap, "gloves": gloves, "mittens": mittens, "tube": neckTube,

	"boots": boots, "trimboots": trimBoots, "highboots": highBoots, "lightboots": lightBoots, "winterboots": winterBoots,
	"kidboots": kidBoots,

	"shoe": shoe, "dryshoe": dryShoe, "walkshoe": walkShoe, "sandal": sandal, "socks": socks, "wintersocks": winterSocks,
	"gaiter": gaiter,

	"poles": poles, "carbonpoles": carbonPoles, "foldpoles": foldPoles, "kidpole": kidPole, "compass": compass,
	"mirrorcompass": mirrorCompass, "mapcase": mapCase, "map": paperMap, "gps": gps,

	"knife": knife, "blade": blade, "multitool": multitool, "axe": axe, "saw": saw, "trowel": trowel, "pegs": pegs, "rope": rope,

	"firstaid": firstAid, "groupaid": groupAid, "bivvy": bivvy, "whistle": whistle, "repairkit": repairKit, "spray": spray,
}
