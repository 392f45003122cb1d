package sandbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/payments"
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

// fakeDisk notes what is done to it, and fails where it is told to.
type fakeDisk struct {
	data  []byte
	done  []string
	fails map[string]bool
}

func (d *fakeDisk) do(what string) error {
	d.done = append(d.done, what)
	if d.fails[what] {
		return errors.New("the disk is full")
	}
	return nil
}

func (d *fakeDisk) WriteAt(p []byte, at int64) (int, error) {
	d.data = append(d.data[:at], p...)
	return len(p), d.do("write")
}

func (d *fakeDisk) Truncate(size int64) error {
	err := d.do("truncate")
	if err == nil {
		d.data = d.data[:size]
	}
	return err
}

func (d *fakeDisk) Sync() error  { return d.do("sync") }
func (d *fakeDisk) Close() error { return d.do("close") }

// A record is on disk before it is believed; what the disk refuses is neither
// in the journal nor believed.
func TestJournalAppend(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fails []string
		done  []string // by two appends
		lines int
	}{
		{"a good disk", nil, []string{"write", "sync", "write", "sync"}, 2},
		{"full", []string{"write"}, []string{"write", "truncate", "write", "truncate"}, 0},
		{"does not sync", []string{"sync"}, []string{"write", "sync", "truncate", "write", "sync", "truncate"}, 0},
		{"cannot be mended: not written again", []string{"write", "truncate"}, []string{"write", "truncate"}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := &fakeDisk{fails: map[string]bool{}}
			for _, what := range tt.fails {
				d.fails[what] = true
			}
			j := &journal{file: d}
			for range 2 {
				if err := j.append(record{Sent: "evt_1"}); (err == nil) != (len(tt.fails) == 0) {
					t.Errorf("append: %v", err)
				}
			}
			if diff := cmp.Diff(tt.done, d.done); diff != "" {
				t.Errorf("done to the disk (-want +got):\n%s", diff)
			}
			if got := bytes.Count(d.data, []byte("\n")); got != tt.lines {
				t.Errorf("%d lines on disk, want %d", got, tt.lines)
			}
		})
	}
}

// A torn line that is longer than what is written next leaves nothing behind.
func TestJournalCutsTornLine(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "torn")
	if err := os.WriteFile(path, append(threeRecords(t), `{"sent":"`+strings.Repeat("x", 999)...), 0o600); err != nil {
		t.Fatal(err)
	}
	replayed(t, path, record{Sent: "evt_4"})
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Count(data, []byte("\n")) != 4 || !bytes.HasSuffix(data, []byte("\n")) || bytes.Contains(data, []byte("xxx")) {
		t.Errorf("the journal is now %q", data)
	}
}

// With a disk that is full, everything is refused, nothing is believed, and
// Run does not wear itself out.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		delivered := 0
		var warnings bytes.Buffer
		s, err := Open(Config{
			Life:    time.Second,
			Logger:  slog.New(slog.NewTextHandler(&warnings, nil)),
			Deliver: func(context.Context, payments.Delivery) error { delivered++; return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		paid, err := s.Start(t.Context(), testIntent())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Settle(paid.Ref, Succeed); err != nil {
			t.Fatal(err)
		}
		in := testIntent()
		in.Key = "k2"
		pending, err := s.Start(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		s.journal = &journal{file: &fakeDisk{fails: map[string]bool{"write": true}}}

		in.Key = "k3"
		_, err = s.Start(t.Context(), in)
		if failure, ok := errors.AsType[*payments.Error](err); !ok || failure.Code != payments.CodeUnavailable || !failure.Retry {
			t.Errorf("Start: %v, want unavailable, to be retried", err)
		}
		if got := len(s.Payments()); got != 2 {
			t.Errorf("there are %d payments, want 2", got)
		}
		if status, body := press(t, s, pending.Ref); status != 503 || !strings.Contains(body, "Nothing has changed") {
			t.Errorf("the page answers %d, want 503 and that nothing has changed", status)
		}
		done := make(chan error)
		go func() { done <- s.Run(t.Context()) }()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if lines := strings.Count(warnings.String(), "\n"); lines < 5 || lines > 25 {
			t.Errorf("%d warnings in 10 s, want about 20", lines)
		}
		if delivered < 1 || delivered > 5 {
			t.Errorf("%d deliveries in 10 s, want at most 5", delivered)
		}
		if err := errors.Join(s.Close(), <-done); err != nil {
			t.Error(err)
		}
	})
}

// press posts the form of a checkout.
func press(t *testing.T, s *Sandbox, ref string) (status int, body string) {
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/pay/"+ref, strings.NewReader("outcome=succeed"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	s.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.String()
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

// A callback signed before a restart is good after it, and a secret that was
// torn is made anew.
func TestOwnSecret(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "sandbox.secret")
	var secrets []string
	for range 3 {
		s, err := Open(Config{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, s.config.Secrets...)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if len(secrets) == 2 {
			if err := os.WriteFile(path, []byte("torn"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(secrets) != 3 || secrets[0] != secrets[1] || secrets[1] == secrets[2] || len(secrets[2]) < 26 {
		t.Errorf("secrets of %d openings: the first two must agree, the third be new", len(secrets))
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode().Perm())
	}
	if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o700)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Config{Dir: dir}); err == nil {
		t.Error("it opened with a secret that cannot be read")
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
