package flows

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
)

// Every field of a query survives, one added later as well.
func TestPackKeepsEverything(t *testing.T) {
	t.Parallel()
	var want catalog.Query
	fill(t, reflect.ValueOf(&want).Elem())
	got, ok := unpack(pack(want))
	if !ok {
		t.Fatalf("unpack(%s) failed", pack(want))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// fill sets every field to something that is not zero.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0))
		fill(t, v.Index(1))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem())
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(3)
	case reflect.Float64:
		v.SetFloat(1.5)
	default:
		t.Fatalf("no value for a %s", v.Kind())
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(`{"t":"tent"}`)
	f.Add(`{"p":{"min":1e308}}`)
	f.Add(`{"f":[{"n":"x","r":{"min":1}}],"k":"a"}`)
	f.Add(`null`)
	f.Fuzz(func(t *testing.T, s string) {
		q, ok := unpack(s)
		if !ok {
			return
		}
		again, ok := unpack(pack(q))
		if want := pack(q); !ok || pack(again) != want {
			t.Errorf("%q changes on the way: %s", s, want)
		}
	})
}
