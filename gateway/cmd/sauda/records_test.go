package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

// The commands are the same whatever the records are kept in. In these scripts
// the settings name the first shop; "env SAUDA_DATA=other SAUDA_STORE=$OTHER"
// names an empty one beside it. golden.zip is a backup of schema 1.
func TestRecordScripts(t *testing.T) {
	t.Parallel()
	golden, err := os.ReadFile("../../../sdk/store/testdata/schema1.zip")
	if err != nil {
		t.Fatal(err)
	}
	run := func(t *testing.T, kind string, at func(*testing.T) string) {
		t.Parallel()
		testscript.Run(t, testscript.Params{
			Dir:       "testdata/script/records",
			Condition: func(c string) (bool, error) { return c == kind, nil },
			Setup: func(e *testscript.Env) error {
				e.Setenv("SAUDA_DATA", "shop")
				e.Setenv("SAUDA_STORE", at(t))
				e.Setenv("OTHER", at(t))
				if e.Getenv("SAUDA_STORE") != "" {
					e.Setenv("SAUDA_SECRET", strings.Repeat("s", 32))
				}
				return os.WriteFile(filepath.Join(e.WorkDir, "golden.zip"), golden, 0o600)
			},
		})
	}
	t.Run("sqlite", func(t *testing.T) { run(t, "sqlite", func(*testing.T) string { return "" }) })
	t.Run("postgres", func(t *testing.T) {
		pgtest.DSN(t) // skips here, where there is none
		run(t, "postgres", func(t *testing.T) string { return pgtest.DSN(t) })
	})
}

// command runs a command as a shell would.
func command(t *testing.T, environ []string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), seams{}, args, terminal{strings.NewReader(""), &o, &e, environ})
	return code, o.String(), e.String()
}

// A shop grows from SQLite to PostgreSQL by backup and restore: with the old
// secret in the settings, old chat sessions live on.
func TestMovesToPostgres(t *testing.T) {
	t.Parallel()
	small := []string{"SAUDA_DATA=" + t.TempDir()}
	file := filepath.Join(t.TempDir(), "shop.zip")
	token := session(t, small, "")
	if code, _, errs := command(t, small, "backup", file); code != done {
		t.Fatal(errs)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v, want 0600", info.Mode(), err)
	}
	large := []string{"SAUDA_DATA=" + t.TempDir(), "SAUDA_STORE=" + pgtest.DSN(t), "SAUDA_SECRET=" + strings.Repeat("x", 32)}
	code, _, errs := command(t, large, "restore", file)
	if code != done || !strings.Contains(errs, "unzip -p "+file+" secret") {
		t.Fatalf("%d %s", code, errs)
	}
	b, closing, err := openBackup(file)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := b.Secret()
	if err != nil {
		t.Fatal(err)
	}
	if err := closing(); err != nil {
		t.Fatal(err)
	}
	large[2] = "SAUDA_SECRET=" + string(secret)
	if again := session(t, large, token); again != token {
		t.Error("the session ended")
	}
}

// On SQLite the secret comes with the records.
func TestRestoreBringsTheSecret(t *testing.T) {
	t.Parallel()
	before := []string{"SAUDA_DATA=" + t.TempDir()}
	file := filepath.Join(t.TempDir(), "shop.zip")
	token := session(t, before, "")
	if code, _, errs := command(t, before, "backup", file); code != done {
		t.Fatal(errs)
	}
	dir := filepath.Join(t.TempDir(), "new")
	after := []string{"SAUDA_DATA=" + dir}
	if code, _, errs := command(t, after, "restore", file); code != done {
		t.Fatal(errs)
	}
	if info, err := os.Stat(filepath.Join(dir, "sauda.db.secret")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v, want 0600", info, err)
	}
	if again := session(t, after, token); again != token {
		t.Error("the session ended")
	}
	// A restore that is refused leaves the secret that is there.
	if err := os.WriteFile(filepath.Join(dir, "sauda.db.secret"), []byte(strings.Repeat("y", 64)), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, _ := command(t, after, "restore", file); code != failed {
		t.Error("restored over records")
	}
	if raw, err := os.ReadFile(filepath.Join(dir, "sauda.db.secret")); err != nil || raw[0] != 'y' {
		t.Errorf("the secret was changed: %v", err)
	}
}

// session opens the shop, says something in a chat, and returns its token; a
// token that no longer holds is not returned.
func session(t *testing.T, environ []string, token string) string {
	t.Helper()
	cfg, err := load("", environ, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := seams{}.open(t.Context(), quiet(cfg), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.close(); err != nil {
			t.Error(err)
		}
	}()
	h, err := a.handler(nil)
	if err != nil {
		t.Fatal(err)
	}
	if token == "" {
		var s struct{ Token string }
		body := ask(t.Context(), t, h, http.StatusCreated, "POST", "/webchat/sessions", "", `{"locale":"en"}`)
		if err := json.Unmarshal(body, &s); err != nil {
			t.Fatal(err)
		}
		token = s.Token
		ask(t.Context(), t, h, http.StatusAccepted, "POST", "/webchat/messages", token, `{"id":"8b3c1d52-4e8e-4f0c-9b43-0f3a1c6f5f01","text":"hello there"}`)
	}
	if body := ask(t.Context(), t, h, http.StatusOK, "GET", "/webchat/messages?after=0&wait=0", token, ""); !strings.Contains(string(body), "hello there") {
		return ""
	}
	return token
}

func ask(ctx context.Context, t *testing.T, h http.Handler, want int, method, path, token, body string) []byte {
	t.Helper()
	r := httptest.NewRequestWithContext(ctx, method, "http://127.0.0.1:8080"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != want {
		t.Errorf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// kinds are the settings of a new shop, by its store.
var kinds = map[string]func(t *testing.T) []string{
	"sqlite": func(t *testing.T) []string { return []string{"SAUDA_DATA=" + t.TempDir()} },
	"postgres": func(t *testing.T) []string {
		return []string{"SAUDA_DATA=" + t.TempDir(), "SAUDA_STORE=" + pgtest.DSN(t), "SAUDA_SECRET=" + strings.Repeat("s", 32)}
	},
}

// Whatever one asks of a program that is older than the records, it leaves them
// alone and says what to do.
func TestEveryCommandRefusesNewerRecords(t *testing.T) {
	t.Parallel()
	for kind, environ := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			env := environ(t)
			dir := t.TempDir()
			feed, file := filepath.Join(dir, "feed.csv"), filepath.Join(dir, "shop.zip")
			if err := os.WriteFile(feed, []byte("id,title,price\n1,Hat,1\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"import", feed}, {"backup", file}} {
				if code, _, errs := command(t, env, args...); code != done {
					t.Fatal(errs)
				}
			}
			fromTheFuture(t, env)
			for _, args := range [][]string{
				{"serve", "--listen", "127.0.0.1:0"}, {"demo", "--listen", "127.0.0.1:0", "--data", strings.TrimPrefix(env[0], "SAUDA_DATA=")},
				{"import", feed}, {"search", "hat"}, {"chat"}, {"dead", "list"}, {"dead", "discard", "--all"}, {"dead", "resend", "--all"},
				{"backup", filepath.Join(dir, "new.zip")}, {"restore", file, "--replace"},
			} {
				code, _, errs := command(t, env, args...)
				if code != failed || !strings.Contains(errs, "written by a newer version: its schema is 999") || !strings.Contains(errs, "newer program") {
					t.Errorf("%v: %d %s", args, code, errs)
				}
			}
		})
	}
}

// P15: "dead list" only looks: records of an older program it leaves as they
// are, and says how they are brought up to date.
func TestDeadListOnlyLooks(t *testing.T) {
	t.Parallel()
	for kind, environ := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			env := environ(t)
			cfg, err := load("", env, nil)
			if err != nil {
				t.Fatal(err)
			}
			s, err := seams{}.openStore(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			wantOlder := func(why string) {
				t.Helper()
				code, out, errs := command(t, env, "dead", "list")
				if code != failed || out != "" || !strings.Contains(errs, "written by an older version: "+why) || !strings.Contains(errs, `"sauda serve" brings it up to date`) {
					t.Errorf("%d %q %s", code, out, errs)
				}
				if err := s.Current(t.Context()); !errors.Is(err, store.ErrOlder) {
					t.Errorf("afterwards: %v", err)
				}
			}
			wantOlder("nothing was ever stored")
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if code, out, errs := command(t, env, "dead", "list"); code != done || !strings.Contains(out, "0 messages") {
				t.Errorf("%d %q %s", code, out, errs)
			}
			err = s.Update(t.Context(), func(tx store.Tx) error {
				return tx.Exec(store.Statement{SQL: `DELETE FROM {schema_version} WHERE version_id > 1`})
			})
			if err != nil {
				t.Fatal(err)
			}
			wantOlder("its schema is 1")
		})
	}
}

// fromTheFuture makes a shop's records those of a newer program.
func fromTheFuture(t *testing.T, environ []string) {
	t.Helper()
	cfg, err := load("", environ, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := seams{}.openStore(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(t.Context(), func(tx store.Tx) error {
		return tx.Exec(store.Statement{SQL: `UPDATE {schema_version} SET version_id = 999 WHERE version_id = 1`})
	})
	if err = errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
}
