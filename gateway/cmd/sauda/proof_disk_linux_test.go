package main

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestProofDiskFull fills the disk that the database is on, one of its own, in
// the middle of conversations. It has room for what they say, journal included.
func TestProofDiskFull(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=96m"); err != nil {
		t.Skipf("no disk can be mounted here (%v): run this as root", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	filler := filepath.Join(dir, "filler")
	w := alone(t, dir, "")
	w.survive(t, outage{
		partly: true, // what fits into the journal as it is
		begin:  func() error { return fill(filler) },
		end:    func() error { return os.Remove(filler) },
	})
	w.shop.end()
	whole(t, w.shop.nodes[0].data)
}

// fill writes a file until the disk is full.
func fill(path string) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	block := make([]byte, 4096)
	for err == nil {
		_, err = f.Write(block)
	}
	if errors.Is(err, syscall.ENOSPC) {
		err = nil
	}
	return errors.Join(err, f.Close())
}
