package catalog_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
)

func TestTextJSON(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]catalog.Text{
		`"Tent"`: {"": "Tent"}, `{"en":"Tent","kk":"Шатыр"}`: {"en": "Tent", "kk": "Шатыр"}, `{}`: {}, `""`: nil, `null`: nil,
	} {
		got := catalog.Text{"x": "before"}
		if err := json.Unmarshal([]byte(raw), &got); err != nil {
			t.Errorf("%s: %v", raw, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", raw, diff)
		}
	}
	for _, raw := range []string{`1`, `[]`, `["Tent"]`, `{"en":1}`, `true`} {
		var got catalog.Text
		if err := json.Unmarshal([]byte(raw), &got); err == nil {
			t.Errorf("%s: no error", raw)
		}
	}
}
