package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// A journal that fills the disk is folded into the database as soon as that has
// room: the shop goes on where what it has fits, if not all that it has written.
func TestJournalFillsDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("no disk can be mounted here (%v): run this as root", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	filler := filepath.Join(dir, "filler")
	if err := os.WriteFile(filler, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	s := mustOpen(t, filepath.Join(dir, "shop.db"))
	defer s.Close()
	full := false
	for i := range 1000 { // 64 MB
		b := store.Batch{Writes: []store.Statement{store.SetMeta(fmt.Sprint(i%8), strings.Repeat(string(rune('a'+i%26)), 64<<10))}}
		err := s.Commit(t.Context(), b)
		if errors.Is(err, store.ErrUnavailable) && !full { // nor can the database grow
			full, err = true, os.Remove(filler)
		}
		if err != nil {
			t.Fatalf("commit %d: %v", i, err)
		}
	}
	if !full {
		t.Error("the disk was never full")
	}
}
