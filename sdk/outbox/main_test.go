package outbox_test

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	// The PostgreSQL of the tests is waited for as long as they run.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest.(*Server).Start.func1"))
}
