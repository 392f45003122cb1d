package flows_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// States that earlier releases stored go on: an upgrade keeps running
// dialogues (P15). One file per release; they are never rewritten.
func TestStoredStatesGoOn(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/state/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no states: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := guest(t)
			if _, err := s.Says(t.Context(), "add a glow lamp"); err != nil {
				t.Fatal(err)
			}
			var kept dialogue.State
			if err := json.Unmarshal(raw, &kept); err != nil {
				t.Fatal(err)
			}
			s.State = kept
			said, err := s.Says(t.Context(), "12 Oak Street, Springfield, 12345")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(said[0].Text, "Courier: $5.00") || !strings.Contains(said[0].Text, "Ann Lee, +12025550143") {
				t.Errorf("says %q, want the summary of the order", said[0].Text)
			}
			if said, err = s.Says(t.Context(), "more"); err != nil || len(said[0].Cards) == 0 {
				t.Errorf("the next page has no products: %q, %v", said[0].Text, err)
			}
		})
	}
}

// A state of a form that is not known starts the order anew and loses nothing.
func TestUnknownStateStartsAnew(t *testing.T) {
	t.Parallel()
	s := guest(t)
	if _, err := s.Says(t.Context(), "add a glow lamp"); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.State, err = s.State.Asking(dialogue.FlowCheckout, 99, "somewhere", map[string]int{"name": 1}); err != nil {
		t.Fatal(err)
	}
	said, err := s.Says(t.Context(), "checkout")
	if err != nil {
		t.Fatal(err)
	}
	if want := "Your name"; !strings.HasPrefix(said[0].Text, want) || s.Cart.Count() != 1 {
		t.Errorf("says %q with %d in the cart, want %q…", said[0].Text, s.Cart.Count(), want)
	}
}
