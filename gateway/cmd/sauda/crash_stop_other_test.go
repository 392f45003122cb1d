//go:build !unix

package main

import "errors"

const canStop = false

func (n *node) halt() (string, error) { return "", errors.ErrUnsupported }

func (n *node) wake(string) error { return errors.ErrUnsupported }

func (n *node) quit() error { return errors.ErrUnsupported }
