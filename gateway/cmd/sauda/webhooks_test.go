package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// What a webhook could not be told is listed without what it says, and told
// again once.
func TestWebhooks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	environ := []string{"SAUDA_DATA=" + dir}
	wants := func(code int, text string, args ...string) {
		t.Helper()
		got, out, errs := command(t, environ, append([]string{"webhooks"}, args...)...)
		if got != code || !strings.Contains(out+errs, text) || strings.Contains(out+errs, "Aizhan") {
			t.Errorf("webhooks %v: %d %s%s; want %d %s", args, got, out, errs, code, text)
		}
	}
	if code, _, errs := command(t, environ, "restore", "../../../sdk/store/testdata/schema1.zip"); code != done {
		t.Fatal(errs)
	}
	wants(done, "0 events were given up")
	var batch store.Batch
	for _, id := range []string{"evt_1", "evt_2", "evt_3"} {
		batch.Write(store.PutUnheard(store.Unheard{
			Subscriber: "erp", Event: id, Type: "order.paid", Body: []byte(`{"name":"Aizhan"}`), Tries: 10, Reason: "answered 500", At: time.Now(),
		}))
	}
	s, err := sqlite.Open(filepath.Join(dir, "sauda.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wants(done, "erp  order.paid  answered 500", "list")
	wants(misuse, "--all", "resend")
	wants(misuse, "--all", "resend", "--all", "1")
	wants(failed, "sauda webhooks list", "resend", "999")
	wants(done, "1 events will be told again", "resend", "1")
	wants(failed, "not found", "resend", "1")
	wants(done, "2 events will be told again", "resend", "--all")
	wants(done, "0 events were given up", "list")
}
