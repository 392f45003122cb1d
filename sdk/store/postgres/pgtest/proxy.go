package pgtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"net"
	"net/url"
	"slices"
	"sync"
	"testing"
)

// Fault is what a [Proxy] does to connections.
type Fault int

// Faults of the network.
const (
	// Fine lets everything through.
	Fine Fault = iota
	// CutBeforeCommit ends the connection instead of forwarding a COMMIT.
	CutBeforeCommit
	// CutAfterCommit forwards a COMMIT and ends the connection instead of
	// forwarding the answer: it was committed, and the client cannot know.
	CutAfterCommit
	// HoldCommit forwards a COMMIT when the next fault is set: the transaction
	// is open until then, if the server lets it.
	HoldCommit
	// Refuse ends new connections at once, and all that there are.
	Refuse
	// Hang forwards nothing at all.
	Hang
)

// Proxy stands between a client and a server. It is safe for concurrent use.
type Proxy struct {
	listener net.Listener
	dsn      string

	mu     sync.Mutex
	server string
	free   sync.Cond // of Hang
	fault  Fault
	left   int // how often it is done; < 0: always
	fired  int
	random *rand.Rand // nil: no cuts by chance
	chance float64
	open   map[net.Conn]struct{}
	closed bool
}

// NewProxy starts a proxy in front of the server of a URL of [DSN]. It ends
// with the test.
func NewProxy(t testing.TB, dsn string) *Proxy {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal("pgtest: a proxy wants a URL")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{listener: l, server: u.Host, open: map[net.Conn]struct{}{}}
	p.free.L = &p.mu
	u.Host = l.Addr().String()
	q := u.Query()
	q.Set("sslmode", "disable") // else there is nothing to see
	u.RawQuery = q.Encode()
	p.dsn = u.String()
	var all sync.WaitGroup
	all.Go(func() { p.accept(&all) })
	t.Cleanup(func() {
		p.close()
		all.Wait()
	})
	return p
}

// DSN is the URL of the server through the proxy.
func (p *Proxy) DSN() string { return p.dsn }

// To makes the proxy stand before another server from now on.
func (p *Proxy) To(s *Server) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.server = s.host()
	p.cut()
}

// Set makes the proxy do a fault so many times; -1: until the next Set.
func (p *Proxy) Set(f Fault, times int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault, p.left = f, times
	p.free.Broadcast()
	if f == Refuse {
		p.cut()
	}
}

// Random makes the proxy end a connection with this chance each time that it
// forwards something.
func (p *Proxy) Random(seed uint64, chance float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.random, p.chance = rand.New(rand.NewPCG(seed, seed)), chance
}

// Fired says how many connections were ended by a fault or by chance.
func (p *Proxy) Fired() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fired
}

// cut ends all connections. p.mu is held.
func (p *Proxy) cut() {
	for c := range p.open {
		_ = c.Close() // that is the point
	}
}

func (p *Proxy) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	_ = p.listener.Close() // nobody is left to be told
	p.free.Broadcast()
	p.cut()
}

func (p *Proxy) accept(all *sync.WaitGroup) {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := p.dial(client)
		if err != nil {
			_ = client.Close() // the client will see
			continue
		}
		all.Go(func() { p.pump(server, client, CutBeforeCommit) })
		all.Go(func() { p.pump(client, server, CutAfterCommit) })
	}
}

// dial connects a client to the server, unless it is to be refused.
func (p *Proxy) dial(client net.Conn) (net.Conn, error) {
	p.mu.Lock()
	to := p.server
	p.mu.Unlock()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fault == Refuse || p.closed {
		return nil, errors.Join(errors.New("pgtest: refused"), server.Close())
	}
	p.open[client], p.open[server] = struct{}{}, struct{}{}
	return server, nil
}

// marks are those of a COMMIT on its way: the name that pgx gives the prepared
// statement, or its text; and the answer.
var marks = map[Fault][][]byte{
	CutBeforeCommit: {[]byte(statementName("COMMIT")), []byte("COMMIT\x00")},
	CutAfterCommit:  {[]byte("C\x00\x00\x00\x0bCOMMIT\x00")},
}

func statementName(sql string) string {
	sum := sha256.Sum256([]byte(sql))
	return "stmtcache_" + hex.EncodeToString(sum[:24])
}

// pump forwards from one end to the other until either ends.
func (p *Proxy) pump(to, from net.Conn, on Fault) {
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, c := range []net.Conn{to, from} {
			_ = c.Close() // whichever is open still
			delete(p.open, c)
		}
	}()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			if !p.lets(buf[:n], on) {
				return
			}
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// lets says whether a piece may pass, in the direction where on happens.
func (p *Proxy) lets(piece []byte, on Fault) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.fault == Hang && !p.closed {
		p.free.Wait()
	}
	if p.random != nil && p.random.Float64() < p.chance {
		p.fired++
		return false
	}
	if p.fault == HoldCommit && on == CutBeforeCommit && p.left != 0 && commits(piece, on) {
		p.left--
		p.fired++
		for p.fault == HoldCommit && !p.closed {
			p.free.Wait()
		}
		return !p.closed
	}
	if p.fault != on || p.left == 0 || !commits(piece, on) {
		return !p.closed
	}
	p.left--
	p.fired++
	return false
}

// commits says whether a piece has a COMMIT or the answer to one.
func commits(piece []byte, on Fault) bool {
	return slices.ContainsFunc(marks[on], func(m []byte) bool { return bytes.Contains(piece, m) })
}
