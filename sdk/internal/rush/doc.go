// Package rush lets very many shoppers pay at once, at one node or at three,
// and looks afterwards, at the provider and at the pay links, whether anything
// was sold twice or paid twice (P5, P6, P7).
//
//	go test ./sdk/internal/rush                                                        100 buyers, 20 rounds
//	go test ./sdk/internal/rush -run Stock -timeout 4h -args -buyers 500 -rounds 1000
//
// What goes wrong is fixed by the seed of a run (-seed); the order in which
// goroutines run is the scheduler's.
package rush
