// Package simulation lives whole days of a whole shop in seconds: shoppers on
// the simulated platform, sandbox money, a platform that goes wrong, clocks
// that jump, rushes for what is rare, and one node or two that die at seeded
// moments and go on with the same file. Afterwards it looks at what the shoppers
// received, never at our tables, and says which promises were broken (P1–P6,
// P8, P9, P11, P12). An oversold product (P7) would be seen, but a day seldom
// brings about the race that oversells one: package store/storetest does.
//
//	go test ./sdk/internal/simulation                    the default seeds
//	go test ./sdk/internal/simulation -seeds 100         more of them
//	go test ./sdk/internal/simulation -seed 7 -v         one, with its trace
//
// A day is lived in a testing/synctest bubble, where waiting takes no time. A
// seed fixes what everybody does and what goes wrong; the order in which
// goroutines run is the scheduler's, so a failure that needs a certain one may
// take several runs of its seed: -seed 7 -count 20.
package simulation
