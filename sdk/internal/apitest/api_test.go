package apitest_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/gateway/api"
	"github.com/sauda-commerce/sauda/sdk/internal/apitest"
)

var update = flag.Bool("update", false, "write the API of this tree into .ci/api/next.txt")

// kept is where the lines are.
var kept = filepath.Join("..", "..", "..", ".ci", "api")

func TestAPI(t *testing.T) {
	t.Parallel()
	all, err := apitest.Load(t.Context(), apitest.Promised...)
	if err != nil {
		t.Fatal(err)
	}
	now := append(httpLines(t), apitest.Lines(all...)...)
	next := filepath.Join(kept, "next.txt")
	if *update {
		if err := os.WriteFile(next, []byte(strings.Join(now, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written := lines(t, next)
	for _, line := range apitest.New(now, written) {
		t.Errorf("gone or changed: %s", line)
	}
	for _, line := range apitest.New(written, now) {
		t.Errorf("not written down: %s", line)
	}
	if t.Failed() {
		t.Log("is it meant? Then: go test ./sdk/internal/apitest -run API -update")
	}
	name := released(t)
	if name == "" {
		t.Log("NOTHING IS RELEASED YET: there is no .ci/api/v*.txt to compare with")
		return
	}
	for _, line := range apitest.Missing(lines(t, name), now) {
		t.Errorf("%s promises what is gone or changed: %s\nmark it \"Deprecated:\" and release that first", filepath.Base(name), line)
	}
}

// httpLines are those of the REST API, whose document is made of its routes.
func httpLines(t *testing.T) []string {
	t.Helper()
	h, err := api.New(api.Config{BaseURL: "https://shop.example"})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range h.Routes() {
		if r.Path != "/api/openapi.json" {
			continue
		}
		w := httptest.NewRecorder()
		r.Serve(w, httptest.NewRequest(http.MethodGet, r.Path, nil))
		all, err := apitest.HTTP(w.Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	t.Fatal("the REST API has no document")
	return nil
}

// What a document promises, and what it only tells.
func TestHTTP(t *testing.T) {
	t.Parallel()
	got, err := apitest.HTTP([]byte(`{"info":{"title":"x"},"paths":{"/carts":{"post":{"summary":"x",
		"parameters":[{"name":"limit","in":"query","schema":{"maximum":100}}],"responses":{"201":{"description":"made"},"200":{}}}}},
		"components":{"schemas":{"Link":{"required":["url","title"],"properties":{"title":{"type":"string","description":"x"},"url":{}}}}}}`))
	want := []string{
		"http, components, schemas, Link, properties, title, type = string",
		"http, components, schemas, Link, properties, url",
		"http, components, schemas, Link, required = title",
		"http, components, schemas, Link, required = url",
		"http, paths, /carts, post, parameters, limit, in = query",
		"http, paths, /carts, post, parameters, limit, name = limit",
		"http, paths, /carts, post, parameters, limit, schema, maximum = 100",
		"http, paths, /carts, post, responses, 200",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	for _, bad := range []string{"", "[]", `{"paths":`} {
		if _, err := apitest.HTTP([]byte(bad)); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}

// released is the file of the newest release; "" before the first.
func released(t *testing.T) string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(kept, "v*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		return ""
	}
	return slices.MaxFunc(all, func(a, b string) int { return slices.Compare(version(t, a), version(t, b)) })
}

func version(t *testing.T, path string) []int {
	t.Helper()
	v := make([]int, 3)
	if _, err := fmt.Sscanf(filepath.Base(path), "v%d.%d.%d.txt", &v[0], &v[1], &v[2]); err != nil {
		t.Fatalf("%s is not named like v1.2.3.txt: %v", path, err)
	}
	return v
}

func lines(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("NOT CHECKED: %s is not part of this copy of the module", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// The lines of a package that has one of everything.
func TestLines(t *testing.T) {
	t.Parallel()
	all, err := apitest.Load(t.Context(), "sdk/internal/apitest/testdata/shapes")
	if err != nil {
		t.Fatal(err)
	}
	want := lines(t, filepath.Join("testdata", "shapes.txt"))
	if diff := cmp.Diff(want, apitest.Lines(all...)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestLoadFails(t *testing.T) {
	t.Parallel()
	if _, err := apitest.Load(t.Context(), "sdk/no/such"); err == nil {
		t.Error("a package that is not there: no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := apitest.Load(ctx, "sdk/message"); err == nil {
		t.Error("an ended context: no error")
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	const f, g, old = "func F()", "func G()", "func Old()" + apitest.Deprecated
	for _, c := range []struct {
		name          string
		released, now []string
		want          []string
	}{
		{"the same", []string{f, old}, []string{f, old}, nil},
		{"one more", []string{f}, []string{f, g}, nil},
		{"gone", []string{f, g}, []string{f}, []string{g}},
		{"changed", []string{f}, []string{"func F(int)"}, []string{f}},
		{"deprecated now", []string{f}, []string{f + apitest.Deprecated}, nil},
		{"gone after it was deprecated", []string{f, old}, []string{f}, nil},
		{"taken back", []string{old}, []string{"func Old()"}, nil},
		{"nothing left", []string{f}, nil, []string{f}},
	} {
		if got := apitest.Missing(c.released, c.now); !slices.Equal(got, c.want) {
			t.Errorf("%s: missing %q, want %q", c.name, got, c.want)
		}
	}
}

func ExampleMissing() {
	released := []string{"pkg sdk, func New(Config) (*Shop, error)"}
	now := []string{"pkg sdk, func New(Config) *Shop"}
	for _, line := range apitest.Missing(released, now) {
		fmt.Println("gone or changed:", line)
	}
	// Output: gone or changed: pkg sdk, func New(Config) (*Shop, error)
}
