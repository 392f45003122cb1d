package sdk

// Contacts are the shoppers, as far as the host has to do with them.
type Contacts struct{ shop *Shop }

// Contacts returns where the host says who shoppers are.
func (s *Shop) Contacts() *Contacts { return &Contacts{s} }
