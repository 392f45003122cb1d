package bulkhead_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/sdk/internal/bulkhead"
)

func Example() {
	b := bulkhead.New(1)
	ctx, cancel := context.WithCancel(context.Background())
	fmt.Println(b.Enter(ctx))
	cancel() // who waits gives up
	fmt.Println(b.Enter(ctx))
	b.Leave()
	fmt.Println(b.Enter(context.Background()))
	// Output:
	// true
	// false
	// true
}

// Who comes while all places are taken waits for a quick call, and neither for
// one that hangs nor behind one.
func TestEnter(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		takes, comes time.Duration // how long the calls take; when the next one comes
		enters       bool
		waits        time.Duration
	}{
		"quick":       {time.Second, 0, true, time.Second},
		"slow":        {time.Minute, 0, false, 2 * time.Second},
		"slow for 1s": {time.Minute, time.Second, false, 2 * time.Second},
		"hangs":       {time.Minute, 2 * time.Second, false, 0},
		"over":        {time.Second, 2 * time.Second, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := bulkhead.New(2)
				for range 2 {
					if !b.Enter(t.Context()) {
						t.Fatal("no place at first")
					}
					time.AfterFunc(tt.takes, b.Leave)
				}
				time.Sleep(tt.comes)
				synctest.Wait()
				came := time.Now()
				if got, waited := b.Enter(t.Context()), time.Since(came); got != tt.enters || waited != tt.waits {
					t.Errorf("entered: %v after %v, want %v after %v", got, waited, tt.enters, tt.waits)
				}
				time.Sleep(tt.takes)
			})
		})
	}
}
