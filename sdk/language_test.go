package sdk_test

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// A conversation goes on in the language she writes in, taps included, until she
// chooses one; the choice is kept.
func TestLanguageFollowsTheShopper(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source())})
	s.Says("здравствуйте, покажите палатки до 200")
	s.Sees("Палатка Heron 1")
	s.Taps("Подробнее")
	s.Sees("Вес")
	s.Says("маған арзан шатыр керек")
	s.Sees("табылды")
	s.Says("speak English please")
	s.Sees("From now on I speak English")
	s.Says("покажите палатки до 200")
	s.Sees("found")
}
