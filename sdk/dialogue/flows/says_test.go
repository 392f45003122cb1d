package flows_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/contact"
)

// stages lead to every place that waits for words.
var stages = map[string][]string{
	"start":    nil,
	"list":     {"tents"},
	"variant":  {"add a storm jacket"},
	"contact":  {"add a glow lamp", "checkout"},
	"delivery": {"add a glow lamp", "checkout", "Ann, ann@example.com"},
	"address":  {"add a glow lamp", "checkout", "Ann, ann@example.com", "courier"},
	"summary":  {"add a glow lamp", "checkout", "Ann, ann@example.com", "pickup"},
	"ordered":  {"add a glow lamp", "checkout", "Ann, ann@example.com", "pickup", "pay"},
	"advice":   {"help me choose a tent"},
	"clearing": {"add a glow lamp", "empty my cart"},
}

// Whatever is typed, wherever: an answer with a way on, and the cart is safe.
// The shop checks it itself.
func FuzzSays(f *testing.F) {
	names := slices.Sorted(maps.Keys(stages))
	for i, p := range phrases {
		f.Add(uint(i), p, p)
	}
	f.Add(uint(2), "the first", "a\u0300\u0301\u0302\u0303 2 ×  \u202e")
	f.Fuzz(func(t *testing.T, stage uint, first, second string) {
		name := names[stage%uint(len(names))]
		s := shop(t, contact.Contact{})
		for _, words := range append(slices.Clone(stages[name]), first, second) {
			if _, err := s.Says(t.Context(), words); err != nil {
				t.Fatalf("%s: %q: %v", name, words, err)
			}
		}
	})
}

// The stages are what their names say.
func TestStages(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"variant": "choose/option", "contact": "checkout/contact", "delivery": "checkout/delivery", "address": "checkout/address",
		"summary": "checkout/summary", "advice": "advise/question", "start": "/", "list": "/", "ordered": "/", "clearing": "/",
	}
	for name, before := range stages {
		s := guest(t)
		for _, words := range before {
			if _, err := s.Says(t.Context(), words); err != nil {
				t.Fatal(err)
			}
		}
		top, _ := s.State.Top()
		if got := top.Flow + "/" + top.Step; got != want[name] {
			t.Errorf("%s waits at %q, want %q", name, got, want[name])
		}
	}
}
