package search

import "slices"

// hit is one document that has a word, and how much it counts there.
type hit struct {
	doc    uint32
	weight float32
	firm   bool
}

// scoreTogether counts the documents that have all words of a phrase as if they
// had the word asked for.
func (r *run) scoreTogether(t together, share float32, mark uint8) {
	var all []hit
	for i, terms := range t {
		hits := r.hitsOf(terms)
		if i > 0 {
			hits = inBoth(all, hits)
		}
		if all = hits; len(all) == 0 {
			return
		}
	}
	for _, h := range all {
		if h.firm && (r.gate.allowed == nil || r.gate.allowed.has(h.doc)) {
			r.put(h.doc, h.weight/float32(len(t))*share*fitSynonym, mark, h.firm)
		}
	}
}

// hitsOf lists the documents that have one of some terms, in ascending order.
func (r *run) hitsOf(terms []wantTerm) []hit {
	var hits []hit
	for _, t := range terms {
		term, ok := r.view.lex.find(t.word)
		if !ok {
			continue
		}
		r.reader = reader{data: r.view.lex.postings(term)}
		for n := r.reader.next(); n > 0; n = r.reader.next() {
			for i, doc := range r.reader.docs[:n] {
				im := r.reader.impacts[i]
				hits = append(hits, hit{doc, t.weight * im.weight(), im.firm()})
			}
		}
	}
	if len(terms) < 2 {
		return hits
	}
	slices.SortFunc(hits, func(a, b hit) int {
		if a.doc != b.doc {
			return int(a.doc) - int(b.doc)
		}
		return sign(a.weight < b.weight)
	})
	return slices.CompactFunc(hits, func(a, b hit) bool { return a.doc == b.doc })
}

// inBoth lists the documents of both lists with the sum of their weights. It is
// firm in what is firm in all its words.
func inBoth(a, b []hit) []hit {
	var both []hit
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].doc < b[0].doc:
			a = a[1:]
		case a[0].doc > b[0].doc:
			b = b[1:]
		default:
			both = append(both, hit{a[0].doc, a[0].weight + b[0].weight, a[0].firm && b[0].firm})
			a, b = a[1:], b[1:]
		}
	}
	return both
}
