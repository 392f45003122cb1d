// Package rude does what a guest does not. A comment says where.
package rude

import (
	"fmt"
	"log" // rude
	"log/slog"
	"net/http"
	env "os"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

var (
	table   = map[string]int{"read": 1}
	list    = []int{1, 2}
	counted int
	point   struct{ x int }
	lock    sync.Mutex            // rude
	news    = make(chan struct{}) // rude
	guarded struct {              // rude
		sync.RWMutex
		n int
	}
	once = sync.OnceValue(func() int { return table["read"] + list[0] })
)

func init() { // rude
	fmt.Println(once())
}

func globals() {
	log.Print("hello")
	slog.Info("hello") // rude
	slog.New(slog.DiscardHandler).Info("hello")
	gin.SetMode("release")                            // rude
	_ = env.Getenv("HOME")                            // rude
	_, _ = http.Get("http://")                        // rude
	_ = http.Client{Transport: http.DefaultTransport} // rude
	_ = &http.Client{Timeout: time.Second}            // rude
	_ = http.Client{Transport: &http.Transport{}}
	http.DefaultClient.Timeout = time.Second // rude rude
	time.Local = time.UTC                    // rude rude
	now := func() time.Time { return time.Now().Local() }
	_ = now
}

func writes() {
	counted++        // rude
	counted = 2      // rude
	table["new"] = 2 // rude
	list[0]++        // rude
	point.x = 1      // rude
	p := &point      // rude
	p.x = 2
	delete(table, "read")      // rude
	clear(table)               // rude
	copy(list, list[1:])       // rude
	for counted = range list { // rude
	}
	lock.Lock()
	guarded.Lock()
	<-news
}

func locals() {
	counted, table := 1, map[string]int{}
	counted++
	table["mine"] = counted
	var lock sync.Mutex
	lock.Lock()
	list := append(list, 3)
	list[0] = 1
}

var _, _, _ = globals, writes, locals
