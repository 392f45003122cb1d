package claim_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/internal/claim"
)

// What is under way is left alone from when its lease has ended until it is
// released.
func TestHeld(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var h claim.Held
	take := func(after time.Duration, what ...string) (except []string) {
		t.Helper()
		got, err := claim.Take(&h, func() time.Time { return begin.Add(after) }, time.Minute,
			func(key string) claim.Fence { return claim.Fence{Key: key, Claim: after.String()} },
			func(now time.Time, keys []string) ([]string, error) {
				if !now.Equal(begin.Add(after)) {
					t.Errorf("asked at %v", now)
				}
				except = slices.Sorted(slices.Values(keys))
				return what, nil
			})
		if err != nil || !slices.Equal(got, what) {
			t.Errorf("took %v, %v", got, err)
		}
		return except
	}
	for _, step := range []struct {
		after   time.Duration
		what    string
		want    []string
		release claim.Fence
	}{
		{after: 0, what: "a"},
		{after: time.Second, what: "b"},
		{after: time.Minute - time.Microsecond, what: "c"},
		{after: time.Minute, what: "d", want: []string{"a"}},
		{after: time.Hour, what: "a", want: []string{"a", "b", "c", "d"}, release: claim.Fence{Key: "a", Claim: "0s"}},
		{after: time.Hour, what: "e", want: []string{"b", "c", "d"}}, // the new claim on a holds
		{after: 0, what: "f"},
	} {
		if diff := cmp.Diff(step.want, take(step.after, step.what)); diff != "" {
			t.Errorf("after %v (-want +got)\n%s", step.after, diff)
		}
		h.Release(step.release)
	}
}

// What is renewed here has not ended, and nothing is held for having been
// renewed after its end.
func TestHeldIsExtended(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	fence := func(key string) claim.Fence { return claim.Fence{Key: key} }
	var h claim.Held
	take := func(after time.Duration, what ...string) (except []string) {
		_, err := claim.Take(&h, func() time.Time { return begin.Add(after) }, time.Minute, fence, func(_ time.Time, keys []string) ([]string, error) {
			except = keys
			return what, nil
		})
		if err != nil {
			t.Error(err)
		}
		return except
	}
	take(0, "a", "b", "c")
	h.Extend(fence("b"), begin.Add(2*time.Minute))
	h.Release(fence("c"))
	h.Extend(fence("c"), begin)
	if diff := cmp.Diff([]string{"a"}, take(time.Minute)); diff != "" {
		t.Errorf("ended (-want +got)\n%s", diff)
	}
}
