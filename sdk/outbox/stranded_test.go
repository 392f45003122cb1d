package outbox_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/outbox"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Eight put messages into 300 lanes while four nodes send them: on a database
// with several writers, too, none is stranded and none overtakes. By hand with
// -messages 18000.
func TestNothingStranded(t *testing.T) {
	t.Parallel()
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const putters, lanes = 8, 300
			s, p := open(t), &platform{name: "a"}
			n := *drained / putters
			var odd, arrived atomic.Int64
			done := make(chan struct{})
			p.send = func(context.Context, message.Address, channel.Message) error {
				if odd.Add(1)%33 == 0 {
					return &channel.SendError{Class: channel.RetryAfter, After: time.Nanosecond, Scope: "address"}
				}
				if arrived.Add(1) == int64(putters*n) {
					close(done)
				}
				return nil
			}
			run, stop := context.WithCancel(t.Context())
			var nodes, all sync.WaitGroup
			for range 4 {
				r := outbox.New(outbox.Config{Store: s, Channels: map[string]channel.Channel{"a": p}, Sweep: 20 * time.Millisecond})
				nodes.Go(func() { r.Run(run) })
			}
			for who := range putters {
				all.Go(func() {
					for i := range n {
						to := shopper("a", (who+i)%lanes)
						row := store.Row{ID: fmt.Sprint(who, "/", i), Conversation: conversation.IDOf(to), To: to, Created: time.Now(),
							Body: message.Outbound{Text: fmt.Sprintf("%d/%06d", who, i)}}
						if err := s.Commit(t.Context(), store.Batch{Writes: store.Enqueue(row)}); err != nil {
							t.Error(err)
						}
					}
				})
			}
			all.Wait()
			select {
			case <-done:
			case <-time.After(90 * time.Second):
				t.Error("not all messages arrived in 90 s")
			}
			stop()
			nodes.Wait()
			total := 0
			for i := range lanes {
				last := map[byte]string{}
				for _, text := range p.taken(shopper("a", i).ID) {
					total++
					if text <= last[text[0]] {
						t.Errorf("%s came after %s", text, last[text[0]])
					}
					last[text[0]] = text
				}
			}
			if total != putters*n {
				t.Errorf("%d messages arrived, want %d", total, putters*n)
			}
		})
	}
}
