package catalog

// Names say what attributes, options and their values are called in the
// languages of a shop, for sources that write them in one language or as keys.
// A [Text] here should have the key "" for languages that it lacks.
type Names struct {
	// Attributes and options, by Name: {"capacity": {"": "Sleeps", "ru": "Вместимость"}}.
	Attributes map[string]Text `json:"attributes"`
	// Values by Name, then by value: {"colour": {"Moss": {"": "Moss", "ru": "Мох"}}}.
	Values map[string]map[string]Text `json:"values"`
}

// Name gives a product's attributes and options, and those of its variants, the
// names of n. What n does not name keeps its own.
func (n Names) Name(p *Product) {
	n.attributes(p.Attributes)
	for i := range p.Options {
		o := &p.Options[i]
		n.name(o.Name, o.Values, &o.Label, &o.Names)
	}
	for i := range p.Variants {
		n.attributes(p.Variants[i].Attributes)
	}
}

func (n Names) attributes(all []Attribute) {
	for i := range all {
		n.name(all[i].Name, all[i].Text, &all[i].Label, &all[i].Names)
	}
}

func (n Names) name(name string, values []string, label *Text, names *map[string]Text) {
	if t := n.Attributes[name]; len(t) > 0 {
		*label = t
	}
	known := n.Values[name]
	own := map[string]Text{} // of these values alone: products are stored one by one
	for _, v := range values {
		if t := known[v]; len(t) > 0 {
			own[v] = t
		}
	}
	if len(own) > 0 {
		*names = own
	}
}
