package sdk

import (
	"maps"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
)

// spoken is c with the shop's own words, of what is written in several languages,
// known as those: a shopper whose language is none of them reads the shop's.
func (c Config) spoken() Config {
	own := func(t *catalog.Text) { *t = t.Own(c.Profile.Locale) }
	c.Rules.Methods = slices.Clone(c.Rules.Methods)
	for i := range c.Rules.Methods {
		own(&c.Rules.Methods[i].Name)
	}
	c.Rules.Promotions = slices.Clone(c.Rules.Promotions)
	for i := range c.Rules.Promotions {
		own(&c.Rules.Promotions[i].Name)
	}
	c.Profile.Places = slices.Clone(c.Profile.Places)
	for i := range c.Profile.Places {
		own(&c.Profile.Places[i].Name)
		own(&c.Profile.Places[i].Address)
	}
	c.Profile.Answers = maps.Clone(c.Profile.Answers)
	for topic, text := range c.Profile.Answers {
		c.Profile.Answers[topic] = text.Own(c.Profile.Locale)
	}
	c.Advice.Needs = slices.Clone(c.Advice.Needs)
	for i := range c.Advice.Needs {
		own(&c.Advice.Needs[i].Label)
	}
	return c
}
