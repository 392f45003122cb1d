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
		n.name(o.Name, &o.Label, &o.Names)
	}
	for i := range p.Variants {
		n.attributes(p.Variants[i].Attributes)
	}
}

func (n Names) attributes(all []Attribute) {
	for i := range all {
		n.name(all[i].Name, &all[i].Label, &all[i].Names)
	}
}

func (n Names) name(name string, label *Text, values *map[string]Text) {
	if t := n.Attributes[name]; len(t) > 0 {
		*label = t
	}
	if t := n.Values[name]; len(t) > 0 {
		*values = t
	}
}
