package search

// cell is what is known of one document while words are counted.
type cell struct {
	score   float32
	best    float32 // of the want at hand
	mark    uint8   // the last want that matched, from 1
	matched uint8   // how many wants matched
}

// scratch is working memory of one search in one view; it is used again.
type scratch struct {
	cells   []cell
	touched []uint32
	hits    []uint32
	counts  []uint32
	reader  reader
}

// release forgets what was counted, touching no more than was.
func (s *scratch) release() {
	if len(s.touched)*4 > len(s.cells) {
		clear(s.cells)
	} else {
		for _, doc := range s.touched {
			s.cells[doc] = cell{}
		}
	}
	s.touched, s.hits = s.touched[:0], s.hits[:0]
}

// resize makes room for n documents; all cells are zero.
func (s *scratch) resize(n int) {
	if cap(s.cells) < n {
		s.cells = make([]cell, n)
	}
	s.cells = s.cells[:n]
}

// run is one search in one view.
type run struct {
	*scratch
	view    *view
	gate    gate
	matched uint8 // how many wants the hits have
}

// score counts the wants of every document that passes, and returns the most
// that one has.
func (r *run) score(wants []want) (most uint8) {
	r.resize(len(r.view.products))
	for i := range wants {
		w, mark := &wants[i], uint8(i+1)
		for _, t := range w.terms {
			if term, ok := r.view.lex.find(t.word); ok {
				r.scoreTerm(term, t.weight*w.idf, t.floor, mark)
			}
		}
		for _, doc := range r.view.codes.find(w.code, r.view.products) {
			if r.gate.pass(doc) {
				r.put(doc, w.idf*255, mark)
			}
		}
	}
	for _, doc := range r.touched {
		if m := r.cells[doc].matched; m > most && r.gate.pass(doc) {
			most = m
		}
	}
	return most
}

// scoreTerm adds one term. The set of documents is tested first, because that
// is cheap; offers are tested once per document, after counting.
func (r *run) scoreTerm(term uint32, weight float32, floor, mark uint8) {
	allowed := r.gate.allowed
	r.reader = reader{data: r.view.lex.postings(term)}
	for n := r.reader.next(); n > 0; n = r.reader.next() {
		for i, doc := range r.reader.docs[:n] {
			impact := r.reader.impacts[i]
			if impact > floor && (allowed == nil || allowed.has(doc)) {
				r.put(doc, weight*float32(impact), mark)
			}
		}
	}
}

// put counts the better of the spellings of one want.
func (r *run) put(doc uint32, score float32, mark uint8) {
	c := &r.cells[doc]
	switch {
	case c.mark != mark:
		if c.matched == 0 {
			r.touched = append(r.touched, doc)
		}
		c.mark, c.best = mark, score
		c.matched++
		c.score += score
	case score > c.best:
		c.score += score - c.best
		c.best = score
	}
}

// collect lists the documents that matched so many wants and pass.
func (r *run) collect(matched uint8) {
	r.matched = matched
	for _, doc := range r.touched {
		if r.cells[doc].matched == matched && r.gate.pass(doc) {
			r.hits = append(r.hits, doc)
		}
	}
}

// collectAll lists the documents that pass, where no words are wanted.
func (r *run) collectAll() {
	r.resize(len(r.view.products))
	switch {
	case r.gate.allowed != nil:
		r.hits = r.gate.allowed.appendTo(r.hits)
	default:
		for doc := range r.view.products {
			r.hits = append(r.hits, uint32(doc))
		}
	}
	if r.gate.offers == nil {
		return
	}
	passed := r.hits[:0]
	for _, doc := range r.hits {
		if r.gate.offers.pass(r.view, doc) {
			passed = append(passed, doc)
		}
	}
	r.hits = passed
}
