package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/sauda-commerce/sauda/sdk/quote"
)

// PromotionConfig is a code and what it gives. Amounts are in major units.
type PromotionConfig struct {
	Amount       Major    `yaml:"amount"`
	Categories   []string `yaml:"categories" validate:"dive,required" help:"names of categories, like [Books]"`
	Code         string   `yaml:"code" validate:"required,max=40,excludesall= \t" help:"what shoppers type, like SPRING: one word of at most 40 characters"`
	Customers    []string `yaml:"customers" validate:"dive,required" help:"ids of customers at the host, or of contacts, whose code it is"`
	Each         Count    `yaml:"each" validate:"gte=0" help:"in how many orders of one shopper it may be used; 0: any number"`
	Ends         string   `yaml:"ends" help:"the last day, like 2027-06-01, or a moment, like 2027-06-01T18:00:00+05:00"`
	FreeDelivery bool     `yaml:"free_delivery"`
	Min          Major    `yaml:"min"`
	Percent      float64  `yaml:"percent" validate:"gte=0,lte=100" help:"0 to 100: 10 is 10 %"`
	Stackable    bool     `yaml:"stackable"`
	Starts       string   `yaml:"starts" help:"the first day, like 2027-05-01, or a moment, like 2027-05-01T09:00:00+05:00"`
	Uses         Count    `yaml:"uses" validate:"gte=0" help:"in how many orders it may be used; 0: any number"`
}

// Count is a whole number. The YAML library would cut what is behind a point,
// and make of 0.5 a 0, which is any number.
type Count int

// UnmarshalText reads digits only.
func (n *Count) UnmarshalText(b []byte) error {
	count, err := strconv.Atoi(string(b))
	if err != nil {
		return fmt.Errorf("%q is no whole number, like 100", b)
	}
	*n = Count(count)
	return nil
}

// RateConfig is the tax of one category: 0.05 is 5 %.
type RateConfig struct {
	Category string  `yaml:"category" validate:"required" help:"the name of a category, like Books"`
	Rate     float64 `yaml:"rate" validate:"gte=0,lt=1" help:"a share below 1: 0.05 is 5 %"`
}

// check looks for a category with two rates, of which one would do nothing.
func (c TaxConfig) check() error {
	for i, r := range c.Rates {
		if slices.ContainsFunc(c.Rates[:i], func(before RateConfig) bool { return strings.EqualFold(before.Category, r.Category) }) {
			return fmt.Errorf("tax.rates[%d].category: %s is there twice, whatever its case: give it one rate", i, r.Category)
		}
	}
	return nil
}

// tax are the rates of a shop.
func (c TaxConfig) tax() quote.Tax {
	t := quote.Tax{PerMillion: perMillion(c.Rate), Included: c.Included, Delivery: perMillion(c.Delivery)}
	for _, r := range c.Rates {
		t.Rates = append(t.Rates, quote.Rate{Category: r.Category, PerMillion: perMillion(r.Rate)})
	}
	return t
}

// perMillion is a share in parts of a million.
func perMillion(share float64) int64 { return int64(math.Round(share * 1e6)) }

// promotions are the codes of a shop.
func (c Config) promotions() (all []quote.Promotion, err error) {
	zone, err := time.LoadLocation(c.Shop.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("shop.timezone: %w", err)
	}
	known := quote.Rules{}
	for i, p := range c.Promotions {
		is, err := p.promotion(c.Shop.Currency, zone)
		if err != nil {
			return nil, fmt.Errorf("promotions[%d].%w", i, err)
		}
		if _, twice := known.Promotion(p.Code); twice {
			return nil, fmt.Errorf("promotions[%d].code: %s is there twice, whatever its case: give each its own", i, p.Code)
		}
		if strings.ContainsFunc(p.Code, func(c rune) bool { return !unicode.IsPrint(c) }) {
			return nil, fmt.Errorf("promotions[%d].code: it has characters in it that nobody sees or types: write it anew", i)
		}
		known.Promotions = append(known.Promotions, is)
	}
	return known.Promotions, nil
}

// promotion reads one; its errors begin with the key.
func (p PromotionConfig) promotion(currency string, zone *time.Location) (is quote.Promotion, err error) {
	is = quote.Promotion{
		Code: p.Code, PerMillion: perMillion(p.Percent / 100), FreeDelivery: p.FreeDelivery,
		Categories: p.Categories, For: p.Customers, Stackable: p.Stackable, Uses: int(p.Uses), UsesEach: int(p.Each),
	}
	if is.Amount, err = p.Amount.amount(currency); err != nil {
		return is, fmt.Errorf("amount: %w", err)
	}
	if is.Min, err = p.Min.amount(currency); err != nil {
		return is, fmt.Errorf("min: %w", err)
	}
	if is.Starts, err = moment(p.Starts, zone, 0); err != nil {
		return is, fmt.Errorf("starts: %w", err)
	}
	if is.Ends, err = moment(p.Ends, zone, 1); err != nil {
		return is, fmt.Errorf("ends: %w", err)
	}
	switch {
	case is.PerMillion == 0 && is.Amount.IsZero() && !is.FreeDelivery:
		return is, errors.New("code: it gives nothing: write percent, amount or free_delivery")
	case !is.Starts.IsZero() && !is.Ends.IsZero() && !is.Starts.Before(is.Ends):
		return is, errors.New("ends: it is before starts")
	}
	return is, nil
}

// moment reads a day on the shop's clock, or a moment; after a day go so many
// days more: a last day holds until it is over.
func moment(s string, zone *time.Location, days int) (time.Time, error) {
	if s = strings.TrimSpace(s); s == "" {
		return time.Time{}, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, s, zone); err == nil {
		return day.AddDate(0, 0, days), nil
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return at, fmt.Errorf("%q is no day: write it like 2027-06-01, or a moment like 2027-06-01T18:00:00+05:00", s)
	}
	return at, nil
}
