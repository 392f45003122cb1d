//go:build unix

package floor

import (
	"syscall"
	"time"
)

// CPU is the time that this process has used: steadier than the clock on a
// machine that does other things too.
func CPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
