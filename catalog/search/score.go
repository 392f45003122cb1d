package search

// cell is what is known of one document while words are counted.
type cell struct {
	score   float32
	best    float32 // of the want at hand
	has     uint32  // the wants that are firm, a bit each
	mark    uint8   // the last want that matched, from 1
	matched uint8   // how many wants matched
	points  uint8   // one for each want matched, another where it is firm
	firm    bool    // the want at hand is firm
}

// tier is the most that any document reached.
type tier struct {
	matched uint8
	points  uint8
	whole   uint8 // points of the best that has all wants
	lacking uint8 // points of the best that has not
}

func (t tier) max(o tier) tier {
	return tier{max(t.matched, o.matched), max(t.points, o.points), max(t.whole, o.whole), max(t.lacking, o.lacking)}
}

func (c *cell) tier(wants int) tier {
	t := tier{matched: c.matched, points: c.points}
	if int(c.matched) == wants {
		t.whole = c.points
	} else {
		t.lacking = c.points
	}
	return t
}

// isWhole says whether the hits are the products with all wants. They are not
// where all of those merely mention everything and others are firm in as many
// points: earrings that go with a red dress are no red dress, a blue one is
// nearer.
func (t tier) isWhole(wants int) bool {
	return int(t.matched) == wants && (t.whole > t.matched || t.lacking < t.whole)
}

// scratch is working memory of one search in one view; it is used again.
type scratch struct {
	cells   []cell
	touched []uint32
	hits    []uint32
	near    []uint32 // what comes close and does not fit
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
	s.touched, s.hits, s.near = s.touched[:0], s.hits[:0], s.near[:0]
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
	view *view
	gate gate
}

// score counts the wants of every document that passes.
func (r *run) score(wants []want) (most tier) {
	r.resize(len(r.view.products))
	for i := range wants {
		w, mark := &wants[i], uint8(i+1)
		for _, t := range w.terms {
			if term, ok := r.view.lex.find(t.word); ok {
				r.scoreTerm(term, t, w.share, mark)
			}
		}
		for _, t := range w.together {
			r.scoreTogether(t, w.share, mark)
		}
		for _, doc := range r.view.codes.find(w.code, r.view.products) {
			if r.gate.pass(doc) {
				r.put(doc, w.share*maxImpact, mark, true)
			}
		}
	}
	for _, doc := range r.touched {
		if c := &r.cells[doc]; r.gate.offers == nil || r.gate.offers.pass(r.view, doc) {
			most = most.max(c.tier(len(wants)))
		}
	}
	return most
}

// scoreTerm adds one term. The set of documents is tested first, because that
// is cheap; offers are tested once per document, after counting.
func (r *run) scoreTerm(term uint32, t wantTerm, share float32, mark uint8) {
	allowed := r.gate.allowed
	r.reader = reader{data: r.view.lex.postings(term)}
	for n := r.reader.next(); n > 0; n = r.reader.next() {
		for i, doc := range r.reader.docs[:n] {
			im := r.reader.impacts[i]
			if (im.firm() || !t.firm) && (allowed == nil || allowed.has(doc)) {
				r.put(doc, t.weight*share*im.weight(), mark, im.firm())
			}
		}
	}
}

// put counts the better of the spellings of one want.
func (r *run) put(doc uint32, score float32, mark uint8, firm bool) {
	c := &r.cells[doc]
	switch {
	case c.mark != mark:
		if c.matched == 0 {
			r.touched = append(r.touched, doc)
		}
		c.mark, c.best = mark, score
		c.matched++
		c.points++
		c.firm = false
		c.score += score
	case score > c.best:
		c.score += score - c.best
		c.best = score
	}
	if firm && !c.firm {
		c.firm = true
		c.points++
		c.has |= 1 << (mark - 1)
	}
}

// collect appends the chosen documents that pass.
func (r *run) collect(into []uint32, chosen func(*cell) bool) []uint32 {
	for _, doc := range r.touched {
		if chosen(&r.cells[doc]) && r.gate.pass(doc) {
			into = append(into, doc)
		}
	}
	return into
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
