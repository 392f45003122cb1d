package sdk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// P3: shoppers send numbered messages, each after the one before was
// acknowledged, to three nodes by turns. Each is handled once and in order, and
// no turn comes between a message and its answer.
func TestNodesInOrder(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, open func(int) []store.DB) {
		nodes := newNodes(t, open(3), sdk.Config{})
		for _, n := range nodes {
			n.runs()
		}
		var all sync.WaitGroup
		slots := make(chan struct{}, 50)
		for i := range *conversations {
			all.Go(func() {
				slots <- struct{}{}
				defer func() { <-slots }()
				v := nodes[i%3].visits()
				for k := range *messages {
					v.does(v.at(nodes[(i+k)%3]).posts("text", fmt.Sprintf("w%d", k)))
				}
				if diff := cmp.Diff(inTurn(*messages), v.answered(*messages)); diff != "" {
					t.Errorf("conversation %d (-want +got)\n%s", i, diff)
				}
			})
		}
		all.Wait()
	})
}

// P2: events that are delivered ten times, to three nodes at once, are one turn
// and one answer each.
func TestNodesOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, open func(int) []store.DB) {
		nodes := newNodes(t, open(3), sdk.Config{})
		for _, n := range nodes {
			n.runs()
		}
		v := nodes[0].visits()
		for i := range 5 {
			body, err := json.Marshal(map[string]string{"id": uuid.NewString(), "text": fmt.Sprintf("w%d", i)})
			if err != nil {
				t.Fatal(err)
			}
			var all sync.WaitGroup
			for k := range 10 {
				all.Go(func() {
					_, err := nodes[k%3].Receive(t.Context(), "webchat", channel.Delivery{
						Method: http.MethodPost, Header: http.Header{"Authorization": {"Bearer " + v.session.Token}}, Body: body,
					})
					v.does(err)
				})
			}
			all.Wait()
		}
		v.answered(5)
		time.Sleep(100 * time.Millisecond) // for what should not come
		if diff := cmp.Diff(inTurn(5), v.words()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

// A shopper who reads at one node sees what another one answers at once.
func TestNodesWake(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, open func(int) []store.DB) {
		nodes := newNodes(t, open(2), sdk.Config{})
		for _, n := range nodes {
			n.runs()
		}
		writes := nodes[0].visits()
		reads := writes.at(nodes[1])
		news, stop := nodes[1].web.Watch(writes.session.Address)
		defer stop()
		var took []time.Duration
		for i := range 20 {
			v := writes
			v.does(v.posts("text", fmt.Sprintf("w%d", i)))
			v.answered(i + 1)
			said := time.Now()
			for len(reads.words()) < 2*(i+1) || len(news) == 0 {
				if time.Since(said) > 10*time.Second {
					t.Fatal("nobody tells the reader at the other node")
				}
				time.Sleep(time.Millisecond)
			}
			<-news
			took = append(took, time.Since(said))
		}
		slices.Sort(took)
		t.Logf("told after the answer: median %v, longest %v", took[len(took)/2], took[len(took)-1])
		if took[len(took)/2] > time.Second {
			t.Errorf("it takes %v", took[len(took)/2])
		}
	})
}

// P14: what a node received that died is taken over.
func TestNodesTakeOver(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, open func(int) []store.DB) {
		nodes := newNodes(t, open(2), sdk.Config{})
		dead, alive := nodes[0], nodes[1]
		alive.runs()
		w := alive.visits()
		w.does(w.posts("text", "w0"))
		w.answered(1)      // it has begun, and looked at what was left
		v := dead.visits() // which does not run
		v.does(v.posts("text", "w0"))
		begin := time.Now()
		v.at(alive).answered(1)
		t.Logf("taken over after %v", time.Since(begin))
		if d := time.Since(begin); d > 30*time.Second {
			t.Errorf("it was taken over after %v", d)
		}
	})
}

// P14: a node that was stopped in the middle of a commit and wakes when others
// have gone on cannot write.
func TestNodesLate(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, open func(int) []store.DB) {
		dbs := open(2)
		zombie := &held{DB: dbs[0]}
		dbs[0] = zombie
		nodes := newNodes(t, dbs, sdk.Config{})
		stop := nodes[0].runs()
		v := nodes[0].visits()
		v.does(v.posts("text", "w0"))
		v.answered(1)
		gate := make(chan struct{})
		zombie.hold.Store(&gate)
		v.does(v.posts("text", "w1"))
		for zombie.holding.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		nodes[1].runs()
		v = v.at(nodes[1])
		v.answered(2)
		v.does(v.posts("text", "w2"))
		v.answered(3)
		zombie.hold.Store(nil)
		close(gate)
		if err := stop(); err == nil {
			t.Error("Run ended by itself")
		}
		if diff := cmp.Diff(inTurn(3), v.words()); diff != "" {
			t.Errorf("after the late commit (-want +got)\n%s", diff)
		}
	})
}

// What a node that stops has not come to, the others handle at once; nothing is
// lost, and what has begun is finished.
func TestNodesStop(t *testing.T) {
	t.Parallel()
	const shoppers = 40
	onEach(t, func(t *testing.T, open func(int) []store.DB) {
		dbs := open(2)
		slow := &held{DB: dbs[0]}
		dbs[0] = slow
		nodes := newNodes(t, dbs, sdk.Config{Limits: sdk.Limits{Turns: 2}})
		stop := nodes[0].runs()
		gate := make(chan struct{})
		slow.hold.Store(&gate)
		var visitors []*visitor
		for range shoppers {
			v := nodes[0].visits()
			v.does(v.posts("text", "w0"))
			visitors = append(visitors, v)
		}
		for slow.holding.Load() < 2 {
			time.Sleep(time.Millisecond)
		}
		nodes[1].runs()
		stopped := make(chan struct{})
		begin := time.Now()
		go func() { defer close(stopped); _ = stop() }()
		time.Sleep(50 * time.Millisecond)
		close(gate)
		<-stopped
		for _, v := range visitors {
			if diff := cmp.Diff(inTurn(1), v.at(nodes[1]).answered(1)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		}
		t.Logf("all %d were answered %v after one of two nodes was stopped", shoppers, time.Since(begin))
	})
}

// A shop without anybody chatting hardly asks the store.
func TestNodesIdle(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, open func(int) []store.DB) {
		dbs := open(1)
		counted := &held{DB: dbs[0]}
		dbs[0] = counted
		nodes := newNodes(t, dbs, sdk.Config{})
		stop := nodes[0].runs()
		time.Sleep(time.Second) // begins
		before := counted.statements.Load()
		time.Sleep(3 * time.Second)
		n := counted.statements.Load() - before
		if err := stop(); err != context.Canceled {
			t.Error(err)
		}
		t.Logf("%.1f statements a second", float64(n)/3)
		if n > 3*5 {
			t.Errorf("%d statements in three seconds", n)
		}
	})
}
