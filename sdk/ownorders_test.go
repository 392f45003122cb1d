package sdk_test

import (
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk"
)

// Without what it needs it says what, and how to mend it.
func TestOwnOrdersNeeds(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		cfg  sdk.Config
		want string
	}{
		"no store": {sdk.Config{Catalog: caps()}, "Config.Store is required"},
		"no index": {sdk.Config{Catalog: caps(), Store: openStore(t)}, "needs the index"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := sdk.OwnOrders(tt.cfg); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want …%s", err, tt.want)
			}
		})
	}
}
