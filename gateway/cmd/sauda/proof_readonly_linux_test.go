package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestProofDiskReadOnly has the disk take no write in the middle of
// conversations. A disk with files open for writing cannot be mounted anew to
// be read only, so the files themselves are: the kernel then refuses what is
// written to them, through what is open too, and a new connection finds them
// fit for reading only.
func TestProofDiskReadOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tried := filepath.Join(dir, "tried")
	if err := errors.Join(os.WriteFile(tried, nil, 0o600), immutable(true, tried), immutable(false, tried)); err != nil {
		t.Skipf("no file can be made immutable here (%v): run this as root", err)
	}
	data := filepath.Join(dir, "node1")
	all := func() []string { return must(filepath.Glob(filepath.Join(data, "sauda.db*"))) }
	t.Cleanup(func() { _ = immutable(false, all()...) }) // so that the folder can be removed
	w := alone(t, dir, "")
	w.survive(t, outage{
		begin: func() error { return immutable(true, all()...) },
		end:   func() error { return immutable(false, all()...) },
	})
	w.shop.end()
	whole(t, data)
}

// TestProofDiskBreaks has Linux itself make the disk read only, as it does after
// an error of the disk. That lasts until it is unmounted, so here the program
// is killed, and started when the disk is repaired.
func TestProofDiskBreaks(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	w := alone(t, d.dir, "")
	syscall.Sync() // the settings, which nobody else made durable
	w.survive(t, outage{
		begin: d.breaks,
		end: func() error {
			w.shop.end()
			return errors.Join(d.repair(), w.shop.nodes[0].start())
		},
	})
	w.shop.end()
	whole(t, w.shop.nodes[0].data)
}

// disk is an ext4 on a device of its own. It has no journal: while the kernel
// (6.18) gives one up, a third of the time an fdatasync under way succeeds, and
// what it wrote is lost. That is seen with a loop of pwrite and fdatasync, too.
type disk struct{ dir, device string }

func newDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{dir: t.TempDir()}
	file := filepath.Join(t.TempDir(), "disk")
	err := errors.Join(sh("truncate", "-s", "64M", file), sh("mkfs.ext4", "-q", "-O", "^has_journal", file))
	if err == nil {
		var out []byte
		out, err = exec.Command("losetup", "--find", "--show", file).Output()
		d.device = strings.TrimSpace(string(out))
	}
	if err != nil {
		t.Skipf("no device can be made here (%v): run this as root", err)
	}
	t.Cleanup(func() {
		if err := sh("losetup", "--detach", d.device); err != nil {
			t.Error(err)
		}
	})
	if err := d.mount(); err != nil {
		t.Skipf("no disk can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(d.dir, 0); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *disk) mount() error {
	return syscall.Mount(d.device, d.dir, "ext4", 0, "errors=remount-ro")
}

// breaks has the kernel find something wrong with the disk.
func (d *disk) breaks() error {
	return os.WriteFile("/sys/fs/ext4/"+filepath.Base(d.device)+"/trigger_fs_error", []byte("test"), 0)
}

func (d *disk) repair() error {
	if err := syscall.Unmount(d.dir, 0); err != nil {
		return err
	}
	// It says with 1 that there was something to repair.
	if err := exec.Command("e2fsck", "-p", d.device).Run(); err != nil && !strings.Contains(err.Error(), "exit status 1") {
		return err
	}
	return d.mount()
}

func immutable(on bool, files ...string) error {
	flag := "-i"
	if on {
		flag = "+i"
	}
	return sh("chattr", append([]string{flag}, files...)...)
}

func sh(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}
