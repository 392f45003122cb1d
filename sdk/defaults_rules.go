package sdk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/internal/pan"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// checkPromotions looks for codes that would give something else than they say:
// amounts of another currency, and signs that turn round what they give.
func (c Config) checkPromotions() error {
	for i, p := range c.Rules.Promotions {
		if quote.FoldCode(p.Code) == "" {
			return fmt.Errorf("sdk: Config.Rules: Promotions[%d] has no Code: give it one, or leave it out", i)
		}
		if _, card := pan.Mask(p.Code); card {
			return fmt.Errorf("sdk: Config.Rules: Promotions[%d] has a Code like the number of a card, which is hidden where shoppers write it: give it another", i)
		}
		if _, twice := (quote.Rules{Promotions: c.Rules.Promotions[:i]}).Promotion(p.Code); twice {
			return fmt.Errorf("sdk: Config.Rules: promotion %q is there twice, whatever its case: give each a Code of its own", p.Code)
		}
		if p.PerMillion < 0 || p.PerMillion > 1_000_000 || p.Amount.Minor < 0 || p.Min.Minor < 0 || p.Uses < 0 || p.UsesEach < 0 {
			return fmt.Errorf("sdk: Config.Rules: promotion %q takes more than everything, or less than nothing: 10 %% is PerMillion 100000", p.Code)
		}
		for _, currency := range []string{p.Amount.Currency, p.Min.Currency} {
			if currency != "" && currency != c.Profile.Currency {
				return fmt.Errorf("sdk: Config.Rules: promotion %q is in %s, the shop sells in %s", p.Code, currency, c.Profile.Currency)
			}
		}
	}
	return nil
}

func (c Config) checkTax() error {
	shares := []int64{c.Rules.Tax.PerMillion, c.Rules.Tax.Delivery}
	for i, r := range c.Rules.Tax.Rates {
		if slices.ContainsFunc(c.Rules.Tax.Rates[:i], func(before quote.Rate) bool { return strings.EqualFold(before.Category, r.Category) }) {
			return fmt.Errorf("sdk: Config.Rules: the tax of %q is there twice, whatever its case: give it one rate", r.Category)
		}
		shares = append(shares, r.PerMillion)
	}
	for _, share := range shares {
		if share < 0 || share > 10_000_000 {
			return fmt.Errorf("sdk: Config.Rules: tax must be from 0 to 10,000,000 parts of a million, not %d: 12 %% is 120000", share)
		}
	}
	return nil
}
