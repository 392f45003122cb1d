package gateway

import (
	"net/http"
	"time"
)

// Server returns a server for a handler with limits on what a slow or greedy
// client can hold: time to send headers and a body, time to take the answer,
// idle time, and size of headers. Event streams and long polls move their own
// deadlines. The caller starts and stops it; see Options.Done.
func Server(h http.Handler, addr string) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
}
