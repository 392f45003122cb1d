package gateway

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
)

// Whose a conversation is decides who may go on with it: by the token, and where
// a deep link has logged her in, by what the shop knows.
func TestConversationsStayTheirs(t *testing.T) {
	t.Parallel()
	secret := bytes.Repeat([]byte("i"), 32)
	s := newSiteOf(t, "", Options{}, func(c *sdk.Config) {
		c.Channels = []channel.Channel{webchat.New(webchat.Config{IdentitySecret: secret})}
	})
	// opens returns the token and the conversation.
	opens := func(token, customer, referral string) (string, string) {
		t.Helper()
		in := map[string]string{"referral": referral}
		if customer != "" {
			in["identity"] = webchat.SignIdentity(secret, customer, time.Now().Add(time.Hour))
		}
		body, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		res, got := s.do("POST", "/webchat/sessions", string(body), "Authorization", "Bearer "+token)
		var out struct {
			Token string `json:"token"`
			ID    string `json:"conversation_id"`
		}
		if err := json.Unmarshal([]byte(got), &out); err != nil || res.StatusCode != 201 {
			t.Fatalf("%d %s", res.StatusCode, got)
		}
		if err := s.shop.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		return out.Token, out.ID
	}
	link, err := s.shop.Contacts().DeepLink(t.Context(), sdk.DeepLink{Customer: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	guest, its := opens("", "", "")
	linked, hers := opens("", "", link)
	if who, err := s.shop.Customer(t.Context(), hers); who != "ann" || err != nil {
		t.Fatalf("the link has logged in %q, %v", who, err)
	}
	signed, signedIn := opens("", "ann", "")
	for name, tt := range map[string]struct {
		token, customer string
		want            string // the conversation; "" is a new one
	}{
		"a link's, by herself":           {linked, "ann", hers},
		"a link's, where nobody says":    {linked, "", hers},
		"a link's, by another":           {linked, "bob", ""},
		"a login's, by herself":          {signed, "ann", signedIn},
		"a login's, when she has left":   {signed, "", ""},
		"a login's, by another":          {signed, "bob", ""},
		"a guest's, by whoever logs in ": {guest, "bob", its},
	} {
		_, got := opens(tt.token, tt.customer, "")
		if old := got == hers || got == its || got == signedIn; tt.want != "" && got != tt.want || tt.want == "" && old {
			t.Errorf("%s: conversation %s, want %q", name, got, tt.want)
		}
	}
	if who, err := s.shop.Customer(t.Context(), "nobody's"); who != "" || err != nil {
		t.Errorf("no conversation is %q's, %v", who, err)
	}
}

// A refused identity is told apart from a refused token, and nobody is logged
// in by it.
func TestIdentityIsRefusedByName(t *testing.T) {
	t.Parallel()
	secret := bytes.Repeat([]byte("i"), 32)
	s := newSiteOf(t, "", Options{}, func(c *sdk.Config) {
		c.Channels = []channel.Channel{webchat.New(webchat.Config{IdentitySecret: secret})}
	})
	good := webchat.SignIdentity(secret, "ann", time.Now().Add(time.Hour))
	for name, identity := range map[string]string{
		"unsigned":     "ann",
		"garbled":      good[:len(good)-1] + "g",
		"expired":      webchat.SignIdentity(secret, "ann", time.Now().Add(-time.Second)),
		"another's":    "Ym9i" + good[strings.IndexByte(good, '.'):],
		"of no secret": webchat.SignIdentity([]byte("guessed"), "ann", time.Now().Add(time.Hour)),
		"prolonged":    prolonged(good),
	} {
		body, err := json.Marshal(map[string]string{"identity": identity})
		if err != nil {
			t.Fatal(err)
		}
		res, got := s.do("POST", "/webchat/sessions", string(body))
		if res.StatusCode != 401 || !strings.Contains(got, `"field":"identity"`) || strings.Contains(got, "token") {
			t.Errorf("%s: %d %s", name, res.StatusCode, got)
		}
	}
	if res, got := s.do("POST", "/webchat/sessions", fmt.Sprintf(`{"identity":%q}`, good), "Authorization", "Bearer x"); res.StatusCode != 401 || strings.Contains(got, "identity") {
		t.Errorf("a bad token: %d %s", res.StatusCode, got)
	}
}

// prolonged is an identity that shall live ten years longer than was signed.
func prolonged(identity string) string {
	parts := strings.Split(identity, ".")
	return fmt.Sprintf("%s.%d.%s", parts[0], time.Now().AddDate(10, 0, 0).Unix(), parts[2])
}
