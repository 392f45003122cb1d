package simulation

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// begin is the morning of every day: 08:00 where the shop is.
var (
	zone  = time.FixedZone("Etc/GMT-5", 5*60*60)
	begin = time.Date(2026, 11, 24, 8, 0, 0, 0, zone)
)

// world is everything there is in one day.
type world struct {
	t        testing.TB
	seed     uint64
	rng      *rand.Rand
	dir      string
	clock    *clock
	platform *simulator.Parcel
	box      *sandbox.Sandbox
	shoppers []*shopper
	visitors []*visitor
	nodes    []atomic.Pointer[node]
	balance  atomic.Uint64 // requests to the nodes
	inFlight atomic.Int64  // requests to the platform
	full     atomic.Bool   // the disk has no room: nothing can be written
	slow     atomic.Bool   // the disk is
	dawdled  atomic.Uint64 // how often it was
	gate     atomic.Pointer[gate]
	gated    atomic.Int64 // how often something waited there

	mu     sync.Mutex
	trace  []note
	deaths []death
	tills  map[string]till // by checkout
	wrong  []violation     // found on the way
}

// death is when a node had died, or could write again, and how much had been
// received then.
type death struct {
	at       time.Time
	received int
}

// note is a line of the trace.
type note struct {
	at   time.Time
	text string
}

func (w *world) notef(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trace = append(w.trace, note{w.clock.now(), fmt.Sprintf(format, args...)})
}

// broke notes that something has ended of which the shop may not know what came
// of it: its life, or a time in which it could not write.
func (w *world) broke(what string) {
	n := len(w.platform.All())
	w.mu.Lock()
	w.deaths = append(w.deaths, death{w.clock.now(), n})
	w.mu.Unlock()
	w.notef("%s", what)
}

// live lives a day and returns what was wrong with it.
func live(t testing.TB, dir string, seed uint64, shoppers int) (*world, []violation) {
	w := &world{
		t: t, seed: seed, rng: rand.New(rand.NewPCG(seed, 0)), dir: dir, clock: newClock(begin), tills: map[string]till{},
		nodes: make([]atomic.Pointer[node], 1+seed%2), // every other day has two
	}
	w.platform = simulator.NewParcel(simulator.ParcelConfig{
		Token: "token", Secret: "secret", Handler: w, Now: w.clock.now, Seed: seed, GiveUp: 1000 * time.Hour,
	})
	defer w.platform.Close()
	box, err := sandbox.Open(sandbox.Config{Now: w.clock.now, Deliver: w.paid})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = box.Close() }() // in memory
	w.box = box
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { _ = box.Run(ctx) }() // it ends with ctx
	end := w.open()
	defer end()
	for i := range shoppers {
		w.shoppers = append(w.shoppers, newShopper(w, i))
	}
	w.shoppers = append(w.shoppers, w.crowd(shoppers)...)
	for i := range 3 {
		w.visitors = append(w.visitors, newVisitor(w, i))
	}
	w.day()
	w.peace()
	return w, w.check()
}

// open starts the nodes, and keeps them alive until the function that it
// returns is called.
func (w *world) open() (end func()) {
	var keepers []*keeper
	for i := range w.nodes {
		n, err := w.start()
		if err != nil {
			w.t.Fatal(err)
		}
		w.nodes[i].Store(n)
		keepers = append(keepers, w.keep(i))
	}
	return func() {
		for _, k := range keepers {
			k.end()
		}
	}
}

// anyNode is the node that a request is led to, alive or not.
func (w *world) anyNode() *node {
	return w.nodes[w.balance.Add(1)%uint64(len(w.nodes))].Load()
}

// ServeHTTP takes the platform's webhooks to the shop that lives.
func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	n := w.anyNode()
	body, err := io.ReadAll(r.Body)
	if err != nil || n.dead() {
		panic(http.ErrAbortHandler) // no answer
	}
	_, err = n.shop.Receive(r.Context(), "parcel", channel.Delivery{Method: r.Method, Header: r.Header, Body: body, Received: w.clock.shop()})
	switch {
	case n.dead():
		panic(http.ErrAbortHandler)
	case err != nil:
		rw.WriteHeader(http.StatusServiceUnavailable)
	}
}

// paid takes the provider's callbacks to the shop that lives. While a gate
// stands the provider has no patience: it goes on to the next, and will send
// again those that have no answer.
func (w *world) paid(ctx context.Context, d payments.Delivery) error {
	n := w.anyNode()
	if n.dead() {
		return errDead
	}
	answer := make(chan error, 1)
	go func() { answer <- n.shop.ReceivePayment(context.WithoutCancel(ctx), "sandbox", d) }()
	var err error
	if w.gate.Load() != nil {
		err = errImpatient
	} else {
		err = <-answer
	}
	if n.dead() {
		return errDead
	}
	return err
}

// faults is what goes wrong on the platform today, as the seed has it.
func (w *world) faults() []simulator.Fault {
	menu := []simulator.Fault{
		{Kind: simulator.FaultLose, Chance: 0.05},
		{Kind: simulator.FaultDrop, Chance: 0.05},
		{Kind: simulator.FaultFail, Chance: 0.1},
		{Kind: simulator.FaultRefuse, Chance: 0.1},
		{Kind: simulator.FaultHang, Chance: 0.02},
		{Kind: simulator.FaultTrickle, Chance: 0.02},
		{Kind: simulator.FaultEager, Chance: 0.3},
		{Kind: simulator.FaultSlow, Chance: 0.05, Wait: 3 * time.Second},
		{Kind: simulator.FaultSlow, Chance: 0.02, Wait: time.Minute},
		{Kind: simulator.FaultLimit, Chance: 0.02, Wait: 5 * time.Second},
		{Kind: simulator.FaultLimit, Shopper: "s0", Chance: 0.2, Wait: 20 * time.Second},
		{Kind: simulator.FaultRepeat, Chance: 0.2},
		{Kind: simulator.FaultRepeat, Chance: 0.2, Wait: 7 * time.Second},
		{Kind: simulator.FaultLate, Chance: 0.1, Wait: 2 * time.Second},
		{Kind: simulator.FaultRepeatStatus, Chance: 0.3, Wait: time.Second},
		{Kind: simulator.FaultLateStatus, Chance: 0.3, Wait: 3 * time.Second},
		{Kind: simulator.FaultLoseStatus, Chance: 0.3},
	}
	var some []simulator.Fault
	for _, f := range menu {
		if w.rng.IntN(3) == 0 {
			some = append(some, f)
			w.notef("today's fault: %s, %.0f in a hundred, %s", f.Kind, 100*f.Chance, f.Wait)
		}
	}
	return some
}

// day lets the shoppers live from morning to the next morning.
func (w *world) day() {
	w.platform.SetFaults(w.faults()...)
	crowd := w.shoppers[len(w.shoppers)-len(ways):]
	w.last(crowd)
	title, at := []string{"Heron tent", "Bellfield tent"}[w.rng.IntN(2)], 1+w.rng.IntN(12)
	for n := 0; w.clock.now().Before(begin.Add(25 * time.Hour)); n++ {
		w.step()
		if n == at {
			w.rush(title, crowd)
		}
		w.rest()
		w.clock.jump(w.pause())
	}
}

// pause is how long nobody comes. At night it is longer: timers fall due then,
// and little else.
func (w *world) pause() time.Duration {
	if hour := w.clock.now().In(zone).Hour(); hour < 7 || hour > 22 {
		return time.Duration(20+w.rng.IntN(80)) * time.Minute
	}
	return time.Duration(5+w.rng.IntN(55)) * time.Minute
}

// step is a few seconds, in which some shoppers come, and something may happen
// to the shop.
func (w *world) step() {
	w.trouble()
	time.Sleep(1100 * time.Millisecond) // what fell due meanwhile is done
	var visits sync.WaitGroup
	for _, s := range w.shoppers {
		if s.awake(w.clock.now()) {
			visits.Go(s.visit)
		}
	}
	for _, v := range w.visitors {
		if awake(v.rng, w.clock.now()) {
			visits.Go(v.visit)
		}
	}
	visits.Wait()
	time.Sleep(time.Duration(w.rng.IntN(2000)) * time.Millisecond)
}

// rest waits until no request is under way: time that passes, other than a clock
// that is set, is longer than any of them.
func (w *world) rest() {
	synctest.Wait()
	w.until("the last request to the platform", func() bool { return w.inFlight.Load() == 0 })
	synctest.Wait()
}

// trouble sets off, by chance, what goes wrong in a step.
func (w *world) trouble() {
	n := w.nodes[w.rng.IntN(len(w.nodes))].Load()
	switch w.rng.IntN(14) {
	case 0, 1: // in the middle of writing
		n.after.Store(w.rng.IntN(2) == 0)
		n.fuse.Store(int64(1 + w.rng.IntN(30)))
		w.notef("the shop will die at its %dth commit, made: %v", n.fuse.Load(), n.after.Load())
	case 2: // at any time
		time.AfterFunc(time.Duration(w.rng.IntN(4000))*time.Millisecond, n.die)
	case 3:
		w.clock.set(time.Duration(w.rng.IntN(240)-120) * time.Second)
		w.notef("the shop's clock is wrong: %s", w.clock.shop().Sub(w.clock.now()))
	case 4:
		w.clock.set(time.Duration(2*w.rng.IntN(2)-1) * time.Hour)
		w.notef("the shop's clock is wrong: %s", w.clock.shop().Sub(w.clock.now()))
	case 5:
		w.notef("the disk is full")
		w.full.Store(true)
		time.AfterFunc(time.Duration(w.rng.IntN(5000))*time.Millisecond, func() {
			w.broke("the disk has room")
			w.full.Store(false)
		})
	default:
		w.clock.set(0)
	}
}

// patience is how long anything is waited for: far longer than all it takes.
const patience = 10 * time.Minute

// until waits for something, and ends the day if it does not come.
func (w *world) until(what string, come func() bool) {
	for begun := time.Now(); !come(); time.Sleep(time.Second) {
		if time.Since(begun) > patience {
			w.t.Fatalf("seed %d: waited in vain for %s (again with -seed %d); pending: %s", w.seed, what, w.seed, w.pending())
		}
	}
}

// pending says what has not ended.
func (w *world) pending() string {
	var all []string
	for i := range w.nodes {
		if w.nodes[i].Load().dead() {
			all = append(all, fmt.Sprintf("node %d is dead", i))
		}
	}
	if n := w.inFlight.Load(); n > 0 {
		all = append(all, fmt.Sprintf("%d requests to the platform", n))
	}
	for _, e := range w.platform.Events() {
		if e.Acked.IsZero() {
			all = append(all, fmt.Sprintf("%s of %s, tried %d times", e.ID, e.Shopper, e.Tries))
		}
	}
	if more := len(all) - 20; more > 0 {
		all = append(all[:20], fmt.Sprintf("… and %d more", more))
	}
	return strings.Join(all, ", ")
}

// peace ends all faults and lets everything be made good.
func (w *world) peace() {
	w.notef("peace")
	w.clock.set(0)
	w.platform.SetFaults()
	for i := range w.nodes {
		w.until(fmt.Sprintf("node %d, which has died", i), func() bool {
			n := w.nodes[i].Load()
			n.fuse.Store(0)
			return !n.dead()
		})
	}
	for range 24 {
		w.clock.jump(10 * time.Minute)
		w.rest()
		time.Sleep(2500 * time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := w.platform.Settled(ctx); err != nil {
		w.t.Errorf("seed %d: the platform could not deliver all: %v (again with -seed %d); pending: %s", w.seed, err, w.seed, w.pending())
	}
	time.Sleep(5 * time.Second)
}

// folder is where a day's file lies: in memory where there is a place for it.
func folder(t testing.TB) string {
	const memory = "/dev/shm"
	if info, err := os.Stat(memory); err == nil && info.IsDir() {
		if dir, err := os.MkdirTemp(memory, "simulation"); err == nil {
			t.Cleanup(func() { _ = os.RemoveAll(dir) }) // it is only memory
			return dir
		}
	}
	return t.TempDir()
}
