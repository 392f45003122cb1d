package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// bombs is the variable that tells a process that it is one of the crash
// tests': it takes orders from its standard input and ends when that does, so
// none outlives its test.
const bombs = "SAUDA_TEST_BOMBS"

// point is a place in the program at which it can be killed.
type point string

// The points, in the order in which a message passes them.
const (
	beforeReceive point = "before the commit of a delivery"
	afterReceive  point = "after the commit, before the answer"
	afterAnswer   point = "after the answer"
	beforeTurn    point = "before the commit of a turn"
	afterTurn     point = "after the commit of a turn"
	beforeSend    point = "before a send"
	afterSend     point = "after a send, before its record"
	afterRecord   point = "after the record of a send"
	afterReminder point = "after a reminder, before its record"
)

// bomb kills its own process, as kill -9 does, when a point is passed for the
// nth time after it was set.
type bomb struct {
	mu   sync.Mutex
	at   point
	left int
}

// set is the order "n point".
func (b *bomb) set(order string) error {
	n, at, _ := strings.Cut(order, " ")
	left, err := strconv.Atoi(n)
	if err != nil {
		return fmt.Errorf("bomb: order %q: %w", order, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at, b.left = point(at), left
	return nil
}

// ticks says whether a passage of a point is the last.
func (b *bomb) ticks(p point) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.at != p {
		return false
	}
	b.left--
	return b.left == 0
}

func (b *bomb) pass(p point) {
	if b.ticks(p) {
		die()
	}
}

// die ends the process without another instruction of the goroutine that calls.
func die() {
	if p, err := os.FindProcess(os.Getpid()); err == nil {
		_ = p.Kill()
	}
	select {}
}

// mined are seams with bombs that take orders, one a line.
func mined(orders io.Reader) seams {
	b := &bomb{}
	go func() {
		for lines := bufio.NewScanner(orders); lines.Scan(); {
			if err := b.set(lines.Text()); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}
		die()
	}()
	return seams{
		database: func(db store.DB) store.DB { return minedDB(db, b) },
		channel:  func(ch channel.Channel) channel.Channel { return minedChannel(ch, b) },
		handler:  func(h http.Handler) http.Handler { return minedHandler{h, b} },
	}
}

// minedDB puts bombs around commits. The optional methods of a database stay.
func minedDB(db store.DB, b *bomb) store.DB {
	mined := commits{db, b}
	if f, ok := db.(store.Filed); ok {
		return struct {
			commits
			store.Filed
		}{mined, f}
	}
	if s, ok := db.(shared); ok {
		return struct {
			commits
			store.Announcer
			store.Snapshotter
		}{mined, s, s}
	}
	return mined
}

// shared is what a database on a server is besides.
type shared interface {
	store.Announcer
	store.Snapshotter
}

type commits struct {
	store.DB
	*bomb
}

func (c commits) Commit(ctx context.Context, b store.Batch) error {
	before, after := around(b)
	c.pass(before)
	err := c.DB.Commit(ctx, b)
	if err == nil {
		c.pass(after)
	}
	return err
}

// around says what a batch is: the points before and after its commit.
func around(b store.Batch) (before, after point) {
	for _, g := range b.Guards {
		switch g.Table {
		case "conversation":
			return beforeTurn, afterTurn
		case "lane":
			return "", afterRecord
		}
	}
	for _, w := range b.Writes {
		if strings.Contains(w.SQL, "INSERT INTO {inbox}") {
			return beforeReceive, afterReceive
		}
	}
	return "", ""
}

// minedChannel puts bombs around requests to a platform. The web chat makes
// none, and its gateway wants to see the channel itself.
func minedChannel(ch channel.Channel, b *bomb) channel.Channel {
	if ch.Capabilities().Transcript {
		return ch
	}
	if t, ok := ch.(channel.Typist); ok {
		return struct {
			sends
			channel.Typist
		}{sends{ch, b}, t}
	}
	return sends{ch, b}
}

type sends struct {
	channel.Channel
	*bomb
}

func (s sends) Send(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
	s.pass(beforeSend)
	r, err := s.Channel.Send(ctx, to, m)
	s.pass(afterSend)
	if m.Purpose == message.PurposeReminder {
		s.pass(afterReminder)
	}
	return r, err
}

// minedHandler puts a bomb behind the answers to what shoppers say.
type minedHandler struct {
	http.Handler
	*bomb
}

func (h minedHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.URL.Path != "/webchat/messages" && r.URL.Path != "/channels/parcel" || !h.ticks(afterAnswer) {
		h.Handler.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	h.Handler.ServeHTTP(answer, r)
	for k, v := range answer.Header() {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Length", strconv.Itoa(answer.Body.Len())) // so that the answer is whole without an end
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
	_ = http.NewResponseController(w).Flush()
	die()
}
