package engine_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

const card = "4242 4242 4242 4242"

// keeps fails if a number stands in a file of the store, or in a backup.
func (r *rig) keeps(numbers ...string) {
	r.Helper()
	all := r.backup()
	names, err := filepath.Glob(filepath.Join(filepath.Dir(r.path), "*"))
	r.must(err)
	for _, name := range names {
		if all[name], err = os.ReadFile(name); err != nil {
			r.Fatal(err)
		}
	}
	for name, raw := range all {
		for _, n := range numbers {
			if bytes.Contains(raw, []byte(n)) {
				r.Errorf("%s holds %s", name, n)
			}
		}
	}
}

// backup is what is in a backup, by name.
func (r *rig) backup() map[string][]byte {
	r.Helper()
	var b bytes.Buffer
	_, err := r.store.Dump(r.Context(), &b, store.DumpConfig{})
	r.must(err)
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	r.must(err)
	all := map[string][]byte{}
	for _, f := range z.File {
		in, err := f.Open()
		r.must(err)
		all[f.Name], err = io.ReadAll(in)
		r.must(err)
	}
	return all
}

// A card's number in anything that a platform hands over is in no file, and the
// shopper hears why.
func TestCardNumber(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	r.gets(
		text("1", card+" 12/28 789"),
		message.Event{ID: "2", From: ann, Kind: message.KindText, Text: "look", Media: []message.Media{{Type: "image", URL: "https://x.example/1", Alt: "my card " + card}}},
		message.Event{ID: "3", From: ann, Kind: message.KindChoice, Text: card, Payload: card, Referral: card},
		message.Event{ID: "4", From: ann, Kind: message.KindUnsupported, Raw: []byte(`{"text":"4242\n4242\n4242\n4242","n":4242424242424242,"u":"\u0664\u0662\u0664\u0662 4242 4242 4242"}`), Profile: message.Profile{Name: card}},
		message.Event{ID: "5", From: ann, Kind: message.KindUnsupported, Raw: []byte("not JSON " + card)},
		message.Event{ID: "6", From: ann, Kind: message.KindUnsupported, Raw: []byte("Body=4242%204242%2d4242+4242&From=ann")},
	)
	said := r.dialogue()
	if got := strings.Join(said[:2], "|"); !strings.HasPrefix(got, "shopper: •••• 4242 ••/•• •••|shop: Please never write the number of a card here.") {
		t.Errorf("transcript: %s", got)
	}
	if strings.Contains(said[1], "echo") {
		t.Errorf("a flow answered: %s", said[1])
	}
	for _, id := range []string{"4", "5"} { // Raw is kept as base64
		ev, err := r.store.Event(t.Context(), ann, id)
		r.must(err)
		if raw := string(ev.Raw); !strings.Contains(raw, "•••• 4242") || strings.Count(raw, "4242") > 3 {
			t.Errorf("event %s: %s", id, raw)
		}
	}
	ev, err := r.store.Event(t.Context(), ann, "6")
	r.must(err)
	if len(ev.Raw) > 0 {
		t.Errorf("of a form is kept: %s", ev.Raw)
	}
	r.keeps(card, "4242424242424242", `4242\n4242`, `4242\\n4242`, " 789", "12/28", `4242 4242 4242`)
}

// What stands beside the number is heard, and stop means stop.
func TestCardNumberBeside(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	r.gets(text("1", "hello, "+card))
	r.wantLast("echo hello, •••• 4242")
	r.wantLast("Please never write the number of a card here.")
	r.gets(text("2", "stop"))
	if !r.contact().OptedOut {
		t.Error("not opted out")
	}
}

// With the staff, she is told all the same; and a person of the shop writes none
// either.
func TestCardNumberWithStaff(t *testing.T) {
	t.Parallel()
	r := open(t, transcript, staffed()...)
	r.gets(text("1", "help me"))
	r.gets(text("2", "here: "+card))
	r.wantLast("Please never write the number of a card here.")
	r.must(r.desk.Say(t.Context(), conversation.IDOf(ann), "Zoe", "Is it "+card+"?"))
	r.settle()
	r.wantLast("Is it •••• 4242?")
	r.keeps(card)
}
