package dialogue

import (
	"strconv"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/hours"
)

// Place is one that shoppers can come to.
type Place struct {
	Name    catalog.Text // "Shop on Pine Street"
	Address catalog.Text
	Phone   string
	// Map is the URL of a map or of directions. Where it is empty, Lat and Lon
	// are used: degrees north and east, both zero if they are not known.
	Map      string
	Lat, Lon float64
	Hours    hours.Hours // of this place; unknown: those of the shop
}

// Directions is a link that leads to the place: its Map, or a way by
// OpenStreetMap; "" if neither is known.
func (p Place) Directions() string {
	if p.Map != "" || p.Lat == 0 && p.Lon == 0 {
		return p.Map
	}
	degrees := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	return "https://www.openstreetmap.org/directions?to=" + degrees(p.Lat) + "%2C" + degrees(p.Lon)
}
