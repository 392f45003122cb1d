// Package catalogtest holds the conformance suites for [catalog.Index] and
// [catalog.Source]. An implementation runs them from its own tests:
//
//	func TestConformance(t *testing.T) {
//		catalogtest.RunIndex(t, func(*testing.T) catalog.Index { return search.New(search.Config{}) })
//	}
//
// A suite is data: a list of cases, each a function that returns an error. So
// the suites are tested themselves, on broken implementations, each of which
// must fail its own case and no other.
package catalogtest
