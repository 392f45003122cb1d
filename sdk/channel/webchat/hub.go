package webchat

import (
	"slices"
	"sync"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// MaxWatchers is how many may watch one conversation: the shopper's tabs and
// devices. One more pushes out the oldest.
const MaxWatchers = 8

// hub knows who waits for which conversation. It starts no goroutine and keeps
// nothing about a conversation that nobody watches.
type hub struct {
	mu       sync.Mutex
	watchers map[message.Address][]chan struct{}
}

func newHub() *hub { return &hub{watchers: map[message.Address][]chan struct{}{}} }

func (h *hub) watch(a message.Address) (<-chan struct{}, func()) {
	news := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	list := h.watchers[a]
	if len(list) >= MaxWatchers {
		close(list[0])
		list = list[1:]
	}
	h.watchers[a] = append(slices.Clone(list), news)
	return news, func() { h.forget(a, news) }
}

func (h *hub) forget(a message.Address, news chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := slices.DeleteFunc(h.watchers[a], func(c chan struct{}) bool { return c == news })
	if len(list) == 0 {
		delete(h.watchers, a)
		return
	}
	h.watchers[a] = list
}

// wake leaves a note with each watcher who has none yet.
func (h *hub) wake(a message.Address) {
	h.mu.Lock()
	defer h.mu.Unlock()
	note(h.watchers[a])
}

// wakeAll is wake for every conversation.
func (h *hub) wakeAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, list := range h.watchers {
		note(list)
	}
}

func note(list []chan struct{}) {
	for _, news := range list {
		select {
		case news <- struct{}{}:
		default:
		}
	}
}
