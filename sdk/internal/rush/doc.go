// Package rush lets very many shoppers pay at once, at one node and at three,
// and looks afterwards, at the providers, at the pay links and at what shoppers
// read, whether anything was sold twice or paid twice (P5, P6, P7).
//
//	go test ./sdk/internal/rush                                                        1,000 orders where $CI is set, else 200; 100 buyers, 20 rounds
//	go test ./sdk/internal/rush -run Orders -timeout 1h -v -args -orders 10000         at Stripe's double, a bank and the door
//	go test ./sdk/internal/rush -run Stock -timeout 4h -v -args -buyers 500 -rounds 1000
//
// What goes wrong is fixed by the seed of a run (-seed); the order in which
// goroutines run is the scheduler's, so a failure may take several runs of it.
package rush
