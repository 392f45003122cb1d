package advise

import (
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// QuestionNeed is the name of the question that offers [Config.Needs].
const QuestionNeed = "need"

// Need is something that shoppers look for and no attribute is called by: "for
// a winter trip" is a sleeping bag under -10 °C and a tent for four seasons.
type Need struct {
	// Label is what the shopper taps.
	Label catalog.Text
	// Wants is what a product must have, all of it. Required.
	Wants []catalog.Filter
	// Categories are where the need is offered, with what is below them:
	// "Camping/Tents". Defaults to everywhere.
	Categories []string
}

// offered says whether the need is one of what a query looks at.
func (n Need) offered(q *catalog.Query) bool {
	if len(n.Wants) == 0 || len(n.Categories) == 0 {
		return len(n.Wants) > 0
	}
	for _, c := range n.Categories {
		for _, at := range q.Categories {
			if at == c || strings.HasPrefix(at, c+"/") {
				return true
			}
		}
	}
	return false
}

// worthNeed puts the shop's own needs before what the catalogue divides by, and
// after the kind of thing where nothing is known yet.
const worthNeed = 6

// needs is the question that offers the needs for a query; without options
// where there are too few.
func (c Config) needs(q *catalog.Query) candidate {
	k := candidate{Question: Question{Name: QuestionNeed}, worth: worthNeed}
	for _, n := range c.Needs {
		if n.offered(q) && len(k.Options) < maxOptions {
			a := Answer{Name: QuestionNeed, Values: []string{n.Label.In("")}, Wants: n.Wants}
			k.Options = append(k.Options, Option{Answer: a, Label: n.Label})
		}
	}
	return k
}
