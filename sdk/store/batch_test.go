package store

import (
	"database/sql/driver"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

type valuer struct{ fn func() (driver.Value, error) }

func (v valuer) Value() (driver.Value, error) { return v.fn() }

var errBad = errors.New("bad")

func TestResolve(t *testing.T) {
	t.Parallel()
	value := func(v any, err error) any { return valuer{func() (driver.Value, error) { return v, err }} }
	for _, tt := range []struct {
		name string
		arg  any
		want any
		err  string
	}{
		{"nil", nil, nil, ""},
		{"text", "x", "x", ""},
		{"bytes", []byte("x"), []byte("x"), ""},
		{"int", 7, int64(7), ""},
		{"true", true, int64(1), ""},
		{"false", false, int64(0), ""},
		{"float", 1.5, 1.5, ""},
		{"valuer", value(true, nil), int64(1), ""},
		{"a builder's error", errBad, nil, "bad"},
		{"a valuer's error", value(nil, errBad), nil, "bad"},
		{"a valuer in a valuer", value(value(1, nil), nil), nil, "argument of type"},
		{"a panic", valuer{func() (driver.Value, error) { panic("boom") }}, nil, "panicked"},
		{"a time", time.Now(), nil, "argument of type time.Time"},
		{"a struct", struct{}{}, nil, "argument of type"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := resolve([]any{tt.arg})
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Fatalf("error %v, want %q in it", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]any{tt.want}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestResolvedLeavesTheBatchAlone(t *testing.T) {
	t.Parallel()
	var b Batch
	b.Require(Guard{SQL: "g", Args: []any{1}})
	b.Write(Statement{"w", []any{true}})
	got, err := b.resolved()
	if err != nil {
		t.Fatal(err)
	}
	want := Batch{[]Guard{{SQL: "g", Args: []any{int64(1)}}}, []Statement{{"w", []any{int64(1)}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if b.Guards[0].Args[0] != 1 || b.Writes[0].Args[0] != true {
		t.Errorf("the batch was changed: %+v", b)
	}
	if b.Empty() || !(Batch{}).Empty() {
		t.Error("Empty is wrong")
	}
}

func TestEncodeFailureFailsTheBatch(t *testing.T) {
	t.Parallel()
	if _, err := (Statement{"w", []any{encode(math.NaN())}}).resolved(); err == nil {
		t.Error("NaN was encoded")
	}
}

func TestTimesRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.UnixMicro(rapid.Int64Range(-1<<55, 1<<55).Filter(func(n int64) bool { return n != 0 }).Draw(t, "micros"))
		if got := fromMicros(micros(at)); !got.Equal(at) || got.Location() != time.UTC {
			t.Errorf("%v became %v", at, got)
		}
	})
	if got := fromMicros(micros(time.Time{})); !got.IsZero() {
		t.Errorf("no time became %v", got)
	}
}

func TestMigrationsAreNumberedWithoutGaps(t *testing.T) {
	t.Parallel()
	all, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range all {
		if m.Version != int64(i+1) || m.Name == "" || m.SQL == "" {
			t.Errorf("step %d is %d %q", i+1, m.Version, m.Name)
		}
	}
	if len(all) == 0 {
		t.Error("there are none")
	}
}
