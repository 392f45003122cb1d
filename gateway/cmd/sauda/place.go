package main

import (
	"fmt"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/hours"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

// HoursConfig are opening hours as hours.Parse reads them.
type HoursConfig map[string]any

// PlaceConfig is one that shoppers can come to.
type PlaceConfig struct {
	Name    Texts       `yaml:"name"`
	Address Texts       `yaml:"address" validate:"required" help:"what to write on an envelope"`
	Phone   string      `yaml:"phone"`
	Map     string      `yaml:"map" validate:"omitempty,http_url" help:"a link to a map, like https://maps.example.com/shop"`
	Lat     float64     `yaml:"lat" validate:"gte=-90,lte=90" help:"degrees north, like 43.2389"`
	Lon     float64     `yaml:"lon" validate:"gte=-180,lte=180" help:"degrees east, like 76.945"`
	Hours   HoursConfig `yaml:"hours"`
}

// profile is the shop itself.
func (c Config) profile() (sdk.Profile, error) {
	s := c.Shop
	p := sdk.Profile{
		Name: s.Name, Currency: s.Currency, Locale: s.Locale, TimeZone: s.TimeZone, Country: s.Country,
		Tone: locale.Tone(s.Tone), Languages: s.Languages, Answers: c.answers(),
	}
	var err error
	if p.Hours, err = c.hours(); err != nil {
		return p, err
	}
	p.Places, err = c.places()
	return p, err
}

// hours reads the shop's opening hours.
func (c Config) hours() (hours.Hours, error) {
	h, err := hours.Parse(c.Hours)
	if err != nil {
		return h, fmt.Errorf("hours.%w", err)
	}
	return h, nil
}

// places are where shoppers can come to.
func (c Config) places() ([]dialogue.Place, error) {
	var all []dialogue.Place
	for i, p := range c.Places {
		h, err := hours.Parse(p.Hours)
		if err != nil {
			return nil, fmt.Errorf("places[%d].hours.%w", i, err)
		}
		all = append(all, dialogue.Place{
			Name: catalog.Text(p.Name), Address: catalog.Text(p.Address), Phone: p.Phone,
			Map: p.Map, Lat: p.Lat, Lon: p.Lon, Hours: h,
		})
	}
	return all, nil
}

// checkHours reads the hours of the shop and of its places.
func checkHours(c Config) error {
	if _, err := c.profile(); err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	return nil
}
