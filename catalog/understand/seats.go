package understand

import "strconv"

// seats reads "a tent for 4" where the catalogue says how many people in words:
// as the value "4-person" of an attribute.
func (r *reading) seats(b bound, q quantity) bool {
	i := q.first
	named := r.lang.values["unit"][r.word(q.end)] == "person"
	switch {
	case q.unit != "" || q.currency != "" || len(b.numbers) != 1 || !r.free(i) || r.sets() || r.puts():
		return false
	case b.tag != ".mfor" && !(b.tag == "" && named), !named && r.lang.is("unit", r.word(q.end)), r.lang.is("days", r.word(q.end)):
		return false
	}
	t := r.seating(q.value)
	if t == nil {
		return false
	}
	end := b.end
	if named {
		end = max(end, q.end+1)
	}
	r.wish(r.termWish(t, b.first, end))
	r.take(b.first, end, useTerm)
	return true
}

// seating is the value of an attribute that is a number of people.
func (r *reading) seating(n float64) *term {
	for _, p := range r.vocab.phrases[strconv.FormatFloat(n, 'f', -1, 64)] {
		if len(p.stems) == 2 && p.kind == KindAttribute && r.people(p.stems[1]) {
			return p.term
		}
	}
	return nil
}

// people says whether a stem is that of a word for people or their places.
func (r *reading) people(stem string) bool {
	for word, unit := range r.lang.values["unit"] {
		if unit == "person" && (word == stem || stemOf(word) == stem) {
			return true
		}
	}
	return false
}
