package browsertest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// watch collects what a page must not do: errors and warnings in its console,
// violations of its Content-Security-Policy, requests to elsewhere, failed
// requests, dialogs.
type watch struct {
	mu       sync.Mutex
	offline  bool // requests that fail are expected
	problems []string
}

// see takes one event of the browser's.
func (w *watch) see(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			w.note("console.%s: %s", e.Type, words(e.Args))
		}
	case *runtime.EventExceptionThrown:
		w.note("exception: %s %s", e.ExceptionDetails.Text, words([]*runtime.RemoteObject{e.ExceptionDetails.Exception}))
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			w.note("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || u.Scheme != "data" && u.Scheme != "about" && u.Hostname() != "127.0.0.1" {
			w.note("request to elsewhere: %s", e.Request.URL)
		}
	case *page.EventJavascriptDialogOpening:
		w.note("dialog: %s", e.Message)
	}
}

func (w *watch) note(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.offline && (strings.Contains(text, "net::ERR_") || strings.Contains(text, "responded with a status of")) {
		return
	}
	w.problems = append(w.problems, text)
}

// away says whether the server is away or answers with errors, so that requests
// may fail.
func (w *watch) away(is bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.offline = is
}

// wait waits for a problem and forgets it.
func (w *watch) wait(t *testing.T, want string) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		w.mu.Lock()
		at := slices.IndexFunc(w.problems, func(s string) bool { return strings.Contains(s, want) })
		if at >= 0 {
			w.problems = slices.Delete(w.problems, at, at+1)
		}
		w.mu.Unlock()
		if at >= 0 {
			return
		}
	}
	t.Errorf("the watch does not see %q", want)
}

// take returns the problems so far and forgets them.
func (w *watch) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.problems
	w.problems = nil
	return all
}

func words(args []*runtime.RemoteObject) string {
	var all []string
	for _, a := range args {
		if a != nil {
			all = append(all, strings.TrimSpace(string(a.Value)+" "+a.Description))
		}
	}
	return strings.Join(all, " ")
}
