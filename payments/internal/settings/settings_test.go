package settings_test

import (
	"fmt"
	"testing"

	"github.com/sauda-commerce/sauda/payments/internal/settings"
)

func TestSecure(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://api.example": true, "http://127.0.0.1:8081": true, "http://[::1]:80/v1": true, "http://localhost": true,
		"http://api.example": false, "http://10.0.0.7": false, "http://localhost.example": false, "http://127.0.0.1.example": false,
		"https://shop:password@api.example": false, "http://shop@127.0.0.1": false,
		"": false, "api.example": false, "https:///v1": false, "ftp://127.0.0.1": false, "%": false,
	} {
		if got := settings.Secure(address); got != want {
			t.Errorf("Secure(%q) = %v", address, got)
		}
	}
}

func TestSpaced(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"sk_live_1\n", " whsec_1", "whsec_1 ", "a\u00a0", "\u200ba", "\ta", "a\x00"} {
		if !settings.Spaced("whole", secret) {
			t.Errorf("Spaced(%q) = false", secret)
		}
	}
	if settings.Spaced("sk_live_1", "whsec_+/=", "a word", "") {
		t.Error("whole secrets are said to have spaces")
	}
}

func ExampleSecure() {
	fmt.Println(settings.Secure("https://api.example"), settings.Secure("http://api.example"))
	// Output: true false
}
