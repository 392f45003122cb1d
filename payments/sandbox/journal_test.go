package sandbox

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// threeRecords is a journal as it is written.
func threeRecords(t testing.TB) []byte {
	t.Helper()
	var lines []byte
	for _, id := range []string{"evt_1", "evt_2", "evt_3"} {
		line, err := json.Marshal(record{Sent: id})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(append(lines, line...), '\n')
	}
	return lines
}

// A journal that was cut anywhere gives the records that are whole, and goes
// on from there.
func TestJournalCutAnywhere(t *testing.T) {
	t.Parallel()
	whole := threeRecords(t)
	dir := t.TempDir()
	for cut := range len(whole) + 1 {
		path := filepath.Join(dir, "cut")
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		want := bytes.Count(whole[:cut], []byte("\n"))
		if got := replayed(t, path, record{Sent: "after"}); len(got) != want {
			t.Fatalf("cut at %d: %d records, want %d", cut, len(got), want)
		}
		got := replayed(t, path)
		if len(got) != want+1 || got[want].Sent != "after" {
			t.Fatalf("cut at %d: then %+v", cut, got)
		}
	}
}

// replayed opens a journal, appends to it, closes it, and returns what it held.
func replayed(t *testing.T, path string, more ...record) []record {
	t.Helper()
	var held []record
	j, err := openJournal(path, func(r record) { held = append(held, r) })
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range more {
		if err := j.append(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.close(); err != nil {
		t.Fatal(err)
	}
	return held
}

func TestReadRecords(t *testing.T) {
	t.Parallel()
	good := `{"at":"2026-11-24T12:00:00Z","sent":"evt_1"}` + "\n"
	tests := []struct {
		name, data string
		records    int
		size       int
		err        string
	}{
		{"nothing", "", 0, 0, ""},
		{"two", good + good, 2, 2 * len(good), ""},
		{"torn", good + good[:10], 1, len(good), ""},
		{"torn at the line end", good + good[:len(good)-1], 1, len(good), ""},
		{"torn with zeros, as some file systems leave it", good + "\x00\x00\x00", 1, len(good), ""},
		{"torn inside, the end being there", good + "{\x00\x00}\n", 1, len(good), ""},
		{"an unknown field, of a later version", good[:1] + `"later":1,` + good[1:], 1, len(good) + 10, ""},
		{"damaged in the middle", good + "{}}\n" + good, 0, 0, "line 2 is damaged"},
		{"an empty line in the middle", good + "\n" + good, 0, 0, "line 2 is damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			records, size, err := readRecords([]byte(tt.data))
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Fatalf("error = %v, want %q", err, tt.err)
				}
				return
			}
			if err != nil || len(records) != tt.records || int(size) != tt.size {
				t.Errorf("%d records of %d bytes, %v; want %d of %d", len(records), size, err, tt.records, tt.size)
			}
		})
	}
}

// What a disk refuses is not in the journal, nor believed.
func TestJournalRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "refused")
	if err := os.WriteFile(path, threeRecords(t), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path) // for reading only: every write fails
	if err != nil {
		t.Fatal(err)
	}
	j := &journal{file: file, size: int64(len(threeRecords(t)))}
	t.Cleanup(func() { _ = j.close() })
	for range 2 {
		if err := j.append(record{Sent: "evt_4"}); err == nil {
			t.Error("the write was not refused")
		}
	}
	if j.broken == nil {
		t.Error("a journal that cannot be mended is used on")
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(threeRecords(t), after); diff != "" {
		t.Errorf("the file changed:\n%s", diff)
	}
}

func TestSandboxRefusesWhatItCannotWrite(t *testing.T) {
	t.Parallel()
	s, err := Open(Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.journal.file.Close(); err != nil {
		t.Fatal(err)
	}
	in := testIntent()
	if _, err := s.Start(t.Context(), in); err == nil || !strings.Contains(err.Error(), "unavailable") {
		t.Errorf("Start: %v, want unavailable", err)
	}
	if got := len(s.Payments()); got != 0 {
		t.Errorf("there are %d payments, want none", got)
	}
	s.ledger.apply(record{Opened: &opened{Ref: "pay_1", Amount: in.Amount, Expires: time.Now().Add(time.Hour)}})
	w := httptest.NewRecorder()
	r := httptest.NewRequest("POST", "/pay/pay_1", strings.NewReader("outcome=succeed"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	s.Handler().ServeHTTP(w, r)
	if w.Code != 503 || !strings.Contains(w.Body.String(), "Nothing has changed") {
		t.Errorf("the page answers %d, want 503 and that nothing has changed", w.Code)
	}
	_ = s.Close() // says that the file is closed
}

func TestOpenFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	damaged := append([]byte("{}}\n"), threeRecords(t)...)
	if err := os.WriteFile(filepath.Join(dir, "sandbox.journal"), damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{"damaged": dir, "no folder": filepath.Join(dir, "sandbox.journal", "sub")} {
		if _, err := Open(Config{Dir: dir}); err == nil {
			t.Errorf("%s: it opened", name)
		}
	}
}

func TestOpenOnceOnly(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no flock")
	}
	dir := t.TempDir()
	first, err := Open(Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Config{Dir: dir}); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("opened twice: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := Open(Config{Dir: dir})
	if err != nil {
		t.Fatalf("after Close: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
}

// BenchmarkStart opens checkouts, in memory and on disk.
func BenchmarkStart(b *testing.B) {
	for _, dir := range []string{"", b.TempDir()} {
		name := "memory"
		if dir != "" {
			name = "journal"
		}
		b.Run(name, func(b *testing.B) {
			s, err := Open(Config{Dir: dir})
			if err != nil {
				b.Fatal(err)
			}
			in := testIntent()
			for b.Loop() {
				in.Key = rand.Text()
				if _, err := s.Start(b.Context(), in); err != nil {
					b.Fatal(err)
				}
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func FuzzReadRecords(f *testing.F) {
	f.Add(threeRecords(f))
	f.Add([]byte("{\"opened\":{\"ref\":\"pay_1\"}}\n{\"event\":{\"ref\":\"pay_1\",\"kind\":\"refunded\"}}\n{\"refund\":{\"ref\":\"pay_1\"}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		records, size, err := readRecords(data)
		if err != nil {
			return
		}
		again, sameSize, err := readRecords(data[:size])
		if err != nil || sameSize != size || len(again) != len(records) {
			t.Errorf("what was kept reads as %d records of %d bytes, %v; want %d of %d", len(again), sameSize, err, len(records), size)
		}
		l := newLedger()
		for _, r := range records {
			l.apply(r) // whatever it says, it does not panic
		}
	})
}
