// Package simulation lives whole days of a whole shop in seconds: shoppers on
// the simulated platform and in the web chat, sandbox money, a platform that
// goes wrong, clocks that jump, rushes for what is rare, and one node or two
// that die at seeded moments and go on with the same file. Afterwards it looks
// at what the shoppers received and what their pages show, never at our tables,
// and says which promises were broken (P1–P9, P11, P12). Every day
// has a rush for the last piece of something, in which all who want it have
// read that it is there before anybody takes it.
//
//	go test ./sdk/internal/simulation                         10 days; 100 where $CI is set, 2 with -short
//	go test ./sdk/internal/simulation -args -seeds 1000       as many as you like
//	go test ./sdk/internal/simulation -v -args -seed 7        one; -logs shows the shop's log too
//
// A day is lived in a testing/synctest bubble, where waiting takes no time; it
// costs a little under two seconds of one core. A seed fixes what everybody does
// and what goes wrong; the order in which goroutines run is the scheduler's, so
// a failure that needs a certain one may take several runs of its seed:
// -count 20.
package simulation
