package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// errNobody says that no node is up.
var errNobody = errors.New("fleet: no node is up")

// fleet is the nodes of one shop, with a balancer before them: a transport that
// gives each request to a node that is up.
type fleet struct {
	dir    string // of the program and of what the nodes write
	config string // path of the settings
	client *http.Client

	mu    sync.Mutex
	nodes []*node
}

// newFleet starts nodes that share their settings, in YAML, each with a folder
// of its own in dir.
func newFleet(t *testing.T, dir, settings string, nodes int) *fleet {
	t.Helper()
	f := &fleet{dir: dir}
	f.client = &http.Client{Transport: f, Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	f.config = filepath.Join(f.dir, "sauda.yaml")
	program := filepath.Join(f.dir, "sauda") // the name by which TestMain knows what to be
	if err := errors.Join(os.WriteFile(f.config, []byte(settings), 0o600), os.Symlink(must(os.Executable()), program)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		f.end()
		for _, n := range f.nodes {
			if t.Failed() {
				t.Logf("%s said at last: %s", filepath.Base(n.data), tail(n.report.String()))
			}
		}
	})
	for i := range nodes {
		n := f.add(f.config)
		if i == 0 {
			n.importProducts(t)
		}
		if err := n.start(); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// add adds a node with settings of a path, not started yet.
func (f *fleet) add(config string) *node {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := &node{
		fleet: f, program: filepath.Join(f.dir, "sauda"), config: config, data: filepath.Join(f.dir, fmt.Sprint("node", len(f.nodes)+1)),
		transport: &http.Transport{MaxIdleConnsPerHost: 64, ResponseHeaderTimeout: 5 * time.Second},
	}
	f.nodes = append(f.nodes, n)
	return n
}

// end kills what is left.
func (f *fleet) end() {
	for _, n := range f.nodes {
		n.kill()
	}
}

// quit ends what is left and has it tell what it was doing.
func (f *fleet) quit() {
	for _, n := range f.up() {
		if n.quit() == nil {
			n.dies(10 * time.Second)
		}
	}
}

// tail is the end of what a node reported, and what its goroutines did then if
// it was made to quit: each thing once.
func tail(report string) string {
	const most = 2000
	said, did, _ := strings.Cut(report, "SIGQUIT: quit")
	if len(said) > most {
		said = "…" + said[len(said)-most:]
	}
	seen := map[string]bool{}
	for _, g := range strings.Split(did, "\n\n") {
		title, stack, _ := strings.Cut(g, "\n")
		key := regexp.MustCompile(`0x[0-9a-f]+|[{}(].*`).ReplaceAllString(stack, "")
		if strings.Contains(stack, "sauda-commerce/sauda/") && !seen[key] {
			seen[key] = true
			said += "\n" + title + "\n" + key
		}
	}
	return said
}

// RoundTrip gives a request to a node that is up. The sandbox's pages are on
// the node that opened the checkout: the others do not know them.
func (f *fleet) RoundTrip(r *http.Request) (*http.Response, error) {
	up := f.up()
	if len(up) == 0 {
		return nil, errNobody
	}
	first := rand.IntN(len(up))
	for i := range up {
		n := up[(first+i)%len(up)]
		res, err := n.roundTrip(r)
		if err != nil || res.StatusCode != http.StatusNotFound || !strings.HasPrefix(r.URL.Path, "/sandbox/") || i == len(up)-1 {
			return res, err
		}
		res.Body.Close()
	}
	return nil, errNobody
}

func (f *fleet) up() (up []*node) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, n := range f.nodes {
		if n.addr != "" {
			up = append(up, n)
		}
	}
	return up
}

// call makes one request; a status of 0 means that there was no whole answer.
func (f *fleet) call(ctx context.Context, method, url, token string, body []byte, headers ...string) (int, http.Header, []byte) {
	if strings.HasPrefix(url, "/") {
		url = "http://" + shopHost + url
	}
	req := must(http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body)))
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := f.client.Do(req)
	if err != nil {
		return 0, nil, nil
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil, nil
	}
	return res.StatusCode, res.Header, raw
}

// node is one process, killed and started again.
type node struct {
	fleet                 *fleet
	program, config, data string
	transport             *http.Transport

	addr   string // where it listens; "" while it does not. Guarded by fleet.mu
	cmd    *exec.Cmd
	orders io.WriteCloser
	ended  chan struct{} // closed when the process is gone
	report bytes.Buffer  // the last of its standard error; read it when ended is closed
}

// start starts the process and waits until it answers, half a minute at most.
func (n *node) start() error {
	addr, err := freeAddr()
	if err != nil {
		return err
	}
	n.cmd = exec.Command(n.program, "serve", "--config", n.config, "--data", n.data, "--listen", addr)
	n.cmd.Env = append(os.Environ(), bombs+"=1")
	n.report.Reset()
	n.cmd.Stderr = &n.report
	if n.orders, err = n.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := n.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := n.cmd.Start(); err != nil {
		return err
	}
	n.ended = make(chan struct{})
	open := make(chan bool, 1)
	go n.follow(out, open)
	select {
	case <-open:
	case <-n.ended:
		return fmt.Errorf("fleet: a node ended before it was open: %s", n.report.String())
	case <-time.After(30 * time.Second):
		n.kill()
		return errors.New("fleet: a node did not open in 30 s")
	}
	n.set(addr)
	return nil
}

// follow reads what the process says until it ends.
func (n *node) follow(out io.Reader, open chan<- bool) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.Contains(lines.Text(), "is open") {
			open <- true
		}
	}
	n.set("")
	_ = n.cmd.Wait()
	close(n.ended)
}

func (n *node) set(addr string) {
	n.fleet.mu.Lock()
	defer n.fleet.mu.Unlock()
	n.addr = addr
}

func (n *node) roundTrip(r *http.Request) (*http.Response, error) {
	n.fleet.mu.Lock()
	addr := n.addr
	n.fleet.mu.Unlock()
	if addr == "" {
		return nil, errNobody
	}
	to := r.Clone(r.Context())
	to.URL.Host = addr
	if r.GetBody != nil {
		to.Body = must(r.GetBody())
	}
	return n.transport.RoundTrip(to)
}

// order sets the bomb.
func (n *node) order(at point, left int) {
	_, _ = fmt.Fprintf(n.orders, "%d %s\n", left, at) // to one that is dead it is too late
}

// dies waits until the process is gone.
func (n *node) dies(within time.Duration) bool {
	select {
	case <-n.ended:
		n.transport.CloseIdleConnections()
		return true
	case <-time.After(within):
		return false
	}
}

// kill is kill -9; of a process that is gone it does nothing.
func (n *node) kill() {
	if n.ended == nil {
		return
	}
	_ = n.cmd.Process.Kill()
	<-n.ended
}

// importProducts makes the shop sell notebooks.
func (n *node) importProducts(t *testing.T) {
	t.Helper()
	products := filepath.Join(n.fleet.dir, "products.csv")
	if err := os.WriteFile(products, []byte("id,title,price,category\nn1,Numbered notebook,1.00,Stationery\nn2,Ruled paper,2.00,Stationery\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(n.program, "--config", n.config, "--data", n.data, "import", products).CombinedOutput()
	if err != nil {
		t.Fatalf("import: %v: %s", err, out)
	}
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
