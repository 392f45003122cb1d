package advise

import (
	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// Step is what to say next: a question, or products, or what to give up.
// Exactly one of Question, Picks and Relax is set, or none if the catalogue has
// nothing at all for the state.
type Step struct {
	Total    int // products that fit now
	Question *Question
	Picks    []Pick
	Relax    []Relaxation // nothing fits: what would help, best first
}

// Question asks for one property. "Any", "not sure" and the ways out are the
// caller's to add: [State.Skip].
type Question struct {
	Name    string       // attribute or option, or catalog.FacetPrice, FacetBrand, FacetCategory, or QuestionNeed
	Label   catalog.Text // of the attribute, as the catalogue says it
	Words   catalog.Text // how the shop asks it, Config.Wording; else empty
	Kind    catalog.AttributeKind
	Unit    string   // of a number; the currency of a price
	Options []Option // 2 to 5
}

// Option is one answer and how many products it leaves, counted now.
type Option struct {
	Answer

	Label catalog.Text // of the value; empty for ranges and truth values
	Count int
}

// Role is what a pick is there for.
type Role string

// Roles of a pick.
const (
	RoleBest    Role = "best"    // fits best
	RoleCheaper Role = "cheaper" // fits and costs less than the best match
	RoleBetter  Role = "better"  // fits, and buyers rate it higher than the best match
	RoleAlso    Role = "also"    // fits too
)

// Pick is one product to show. Offer is one that can be bought now and is
// within every must-have; Ref points at it.
type Pick struct {
	Role    Role
	Product catalog.Product
	Ref     catalog.Ref
	Offer   catalog.Offer
	Reasons []Reason // what speaks for it
	Missing []Reason // nice wishes that it does not meet
}

// ReasonKind says what a reason is about.
type ReasonKind string

// Kinds of reason.
const (
	ReasonHas     ReasonKind = "has"     // the product has what was wished: Name with Values, Number or Bool
	ReasonPrice   ReasonKind = "price"   // within the budget: Amount is the price
	ReasonCheaper ReasonKind = "cheaper" // Amount less than the best match
	ReasonRating  ReasonKind = "rating"  // buyers rate it: Rating
	ReasonReduced ReasonKind = "reduced" // Amount less than before
)

// Reason is one fact of a product. The fields that its kind names are set.
type Reason struct {
	Kind   ReasonKind
	Name   string       // the attribute's or option's
	Label  catalog.Text // of the attribute
	Values []string
	Number *float64
	Unit   string
	Bool   *bool
	Amount money.Amount
	Rating catalog.Rating
}

// Relaxation is one wish that blocks: without it, or with it widened, there are
// products.
type Relaxation struct {
	Name string // of the filter; catalog.FacetPrice, FacetBrand, FacetCategory, or RelaxWords, RelaxReduced, RelaxStock, RelaxAll
	// Price is the lowest budget that is enough, if the price blocks; the
	// zero Amount otherwise.
	Price money.Amount
	Query catalog.Query // finds the products
	Total int           // how many there are
}

// Names of relaxations that are not facets or filters.
const (
	RelaxWords   = "words"   // without the words searched for
	RelaxReduced = "reduced" // also what is not reduced
	RelaxStock   = "stock"   // also what is sold out now
	RelaxAll     = "all"     // only the category
)
