package webhook_test

import (
	"context"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

func TestConfig(t *testing.T) {
	t.Parallel()
	good := webhook.Endpoint{URL: "https://shop.example/TOKEN", Secrets: []string{secret}}
	with := func(change func(*webhook.Endpoint)) webhook.Config {
		e := good
		change(&e)
		return webhook.Config{Webhooks: []webhook.Endpoint{e}}
	}
	for name, tt := range map[string]struct {
		c    webhook.Config
		want string // in the error; "": none
	}{
		"none":         {webhook.Config{}, ""},
		"good":         {webhook.Config{Webhooks: []webhook.Endpoint{good}}, ""},
		"private http": {with(func(e *webhook.Endpoint) { e.URL, e.Private = "http://10.0.0.1/", true }), ""},
		"http":         {with(func(e *webhook.Endpoint) { e.URL = "http://shop.example/TOKEN" }), "https"},
		"no URL":       {with(func(e *webhook.Endpoint) { e.URL = "" }), "complete address"},
		"no host":      {with(func(e *webhook.Endpoint) { e.URL = "hooks?token=TOKEN" }), "complete address"},
		"other scheme": {with(func(e *webhook.Endpoint) { e.URL = "gopher://shop.example/TOKEN" }), "complete address"},
		"a file":       {with(func(e *webhook.Endpoint) { e.URL, e.Private = "file:///TOKEN", true }), "complete address"},
		"a login":      {with(func(e *webhook.Endpoint) { e.URL = "https://me:TOKEN@shop.example/" }), "complete address"},
		"garbled":      {with(func(e *webhook.Endpoint) { e.URL = "https://TOKEN@shop\x7f/" }), "complete address"},
		"no secret":    {with(func(e *webhook.Endpoint) { e.Secrets = nil }), "openssl"},
		"no prefix":    {with(func(e *webhook.Endpoint) { e.Secrets = []string{secret[len("whsec_"):]} }), "openssl"},
		"no base64":    {with(func(e *webhook.Endpoint) { e.Secrets = []string{"whsec_TOKEN!"} }), "openssl"},
		"short secret": {with(func(e *webhook.Endpoint) { e.Secrets = []string{secret, "whsec_dG9rZW4="} }), "openssl"},
		"no event":     {with(func(e *webhook.Endpoint) { e.Events = []string{"order.payed"} }), "order.paid"},
		"long name":    {with(func(e *webhook.Endpoint) { e.Name = strings.Repeat("x", 65) }), "name"},
		"two names":    {webhook.Config{Webhooks: []webhook.Endpoint{good, good}}, "name of its own"},
		"a port alone": {with(func(e *webhook.Endpoint) { e.URL = "https://:443/TOKEN" }), "complete address"},
		"a hook's name": {webhook.Config{
			Hooks:    []hook.Hook{hook.On(func(context.Context, hook.Event) error { return nil })},
			Webhooks: []webhook.Endpoint{{URL: good.URL, Secrets: good.Secrets, Name: "hook 1"}},
		}, "name of its own"},
		"zero hook": {webhook.Config{Hooks: []hook.Hook{{}}}, "hook 1"},
		"pointer": {webhook.Config{Hooks: []hook.Hook{
			hook.On(func(context.Context, hook.Event) error { return nil }),
			hook.On(func(context.Context, *hook.OrderPaid) error { return nil }),
		}}, "hook 2"},
	} {
		_, err := webhook.New(tt.c)
		switch {
		case (err == nil) != (tt.want == ""), err != nil && !strings.Contains(err.Error(), tt.want):
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		case err != nil && strings.Contains(err.Error(), "TOKEN"):
			t.Errorf("%s: the error holds a secret: %v", name, err)
		}
	}
}
