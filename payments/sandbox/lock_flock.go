//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package sandbox

import (
	"errors"
	"os"
	"syscall"
)

// lock keeps other processes out of a file; the system lets go of it when a
// process is killed.
func lock(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errors.New("it is open in another process")
	}
	if errors.Is(err, errors.ErrUnsupported) { // some network file systems
		return nil
	}
	return err
}

// unlock lets go of a file before it is closed: a child that is just being
// started shares the lock until it has its own program.
func unlock(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_UN)
	if errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}
