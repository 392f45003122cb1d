package main

import (
	"slices"
	"testing"
)

// While a secret is changed, the one before it is good too, after the new one; and
// where there is none, nothing empty is.
func TestOldSecrets(t *testing.T) {
	t.Parallel()
	accounts := func(old string) map[string][]string {
		return map[string][]string{
			"stripe":     StripeConfig{WebhookSecret: "new", WebhookSecretOld: Secret(old)}.account().WebhookSecrets,
			"paypal":     PayPalConfig{WebhookID: "new", WebhookIDOld: old}.account("shop").WebhookIDs,
			"freedompay": FreedomConfig{Secret: "new", SecretOld: Secret(old)}.account("", nil).Secrets,
		}
	}
	for name, got := range accounts("old") {
		if !slices.Equal(got, []string{"new", "old"}) {
			t.Errorf("%s: %q", name, got)
		}
	}
	for name, got := range accounts("") {
		if !slices.Equal(got, []string{"new"}) {
			t.Errorf("%s without an old one: %q", name, got)
		}
	}
}
