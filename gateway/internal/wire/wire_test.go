package wire

import (
	"fmt"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
)

func TestJoin(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "/a.png": "/chat/a.png", "a.png": "/chat/a.png", "https://x/a.png": "https://x/a.png", "//x/a.png": "//x/a.png",
		"javascript:alert(1)": "javascript:alert(1)", // left to the client, which allows no such scheme
		"/a:b.png":            "/chat/a:b.png",
	} {
		if got := join("/chat", in); got != want {
			t.Errorf("join(%q) = %q, want %q", in, got, want)
		}
	}
}

func ExampleOf() {
	m := conversation.Message{
		ID: "0198", Seq: 7, From: conversation.Shop, At: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC),
		Body: message.Outbound{Text: "Here is your link.", Link: &message.Link{Label: "Pay", URL: "/pay/x"}},
	}
	w := Of("https://shop.example/chat", m)
	fmt.Println(w.Seq, w.From, w.At, w.Text, w.Link.URL)
	// Output: 7 shop 2026-11-24T12:00:00Z Here is your link. https://shop.example/chat/pay/x
}
