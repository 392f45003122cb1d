package main

import (
	"net/http"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// seams let a test stand between the parts of the program, to watch or to break
// what passes there. Each is given a part and returns what takes its place. The
// zero seams, the program's own, leave every part as it is.
//
// What stands in for a database or a channel must also have those optional
// methods (store.Filed, channel.Poller …) that the program would miss.
type seams struct {
	database func(store.DB) store.DB
	channel  func(channel.Channel) channel.Channel
	handler  func(http.Handler) http.Handler
}

// through puts a part through a seam.
func through[T any](seam func(T) T, part T) T {
	if seam == nil {
		return part
	}
	return seam(part)
}
