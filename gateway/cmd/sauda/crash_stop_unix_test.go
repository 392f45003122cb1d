//go:build unix

package main

import (
	"syscall"
	"time"
)

// halt stops a node as it is. The balancer goes on using it for a moment, as
// those do that look every now and then.
func (n *node) halt() (addr string, err error) {
	n.fleet.mu.Lock()
	addr = n.addr
	n.fleet.mu.Unlock()
	if err := n.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		return "", err
	}
	time.AfterFunc(300*time.Millisecond, func() { n.set("") })
	return addr, nil
}

// wake lets a stopped node go on.
func (n *node) wake(addr string) error {
	if err := n.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		return err
	}
	n.set(addr)
	return nil
}

// quit ends a node so that it says what each of its goroutines does.
func (n *node) quit() error { return n.cmd.Process.Signal(syscall.SIGQUIT) }

const canStop = true
