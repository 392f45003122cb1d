package engine_test

import (
	"testing"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/flows"
	"github.com/sauda-commerce/sauda/sdk/internal/floor"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

// group and conns are the floor's: what was best of 8, 32 and 64 turns a
// transaction.
const group, conns = 32, 4

// openPostgres gives a function that opens stores, each in a schema of one new
// server.
func openPostgres(b *testing.B, all ...dialogue.Flow) func(schema string) *market {
	b.Helper()
	server := pgtest.Start(b, pgtest.Options{}) // not the shared one, whose end goleak would not see
	return func(schema string) *market {
		dsn := pgtest.In(server.DSN(), schema)
		s, err := postgres.Open(b.Context(), dsn)
		if err != nil {
			b.Fatal(err)
		}
		return newMarketOn(b, s, dsn, all...).run()
	}
}

// versusPostgres is versus on PostgreSQL.
func versusPostgres(b *testing.B, said []string, all ...dialogue.Flow) {
	b.Helper()
	open := openPostgres(b, all...)
	m, other := open("engine"), open("floor")
	f, err := floor.OpenPostgres(b.Context(), other.path)
	m.must(err)
	b.Cleanup(f.Close)
	beside(m, other, said, func(ids []string, all []floor.Said, from, to int) error {
		each := (to - from + len(all) - 1) / len(all)
		for _, said := range all {
			if err := f.Turns(ids, said, from, min(from+each, to), group, conns); err != nil {
				return err
			}
			from = min(from+each, to)
		}
		return nil
	})
}

// BenchmarkEchoPostgres is BenchmarkEcho on PostgreSQL.
func BenchmarkEchoPostgres(b *testing.B) { versusPostgres(b, []string{"hello there"}, echo, lost) }

// BenchmarkShopPostgres is BenchmarkShop on PostgreSQL. What everybody says
// before it begins takes a minute, so it is run by those who ask for many turns.
func BenchmarkShopPostgres(b *testing.B) {
	if *turns < 1000 {
		b.Skip("SKIPPED: takes a minute; -args -turns 1000 runs it")
	}
	versusPostgres(b, mix, flows.All(flows.Options{})...)
}

// BenchmarkGrowthPostgres is BenchmarkGrowth on PostgreSQL.
func BenchmarkGrowthPostgres(b *testing.B) {
	open := openPostgres(b, echo, lost)
	growth(open("small"), open("big"))
}
