package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience is how long a server may take to start or to stop.
const patience = time.Minute

// Options are of a server that is started.
type Options struct {
	// Settings are of its postgresql.conf, by name. What it writes is durable
	// and its connections are 300 unless they say otherwise.
	Settings map[string]string
}

// Server is a PostgreSQL that a test has for itself. Its methods are for one
// goroutine at a time.
type Server struct {
	bin, dir string
	port     int
	as       *syscall.Credential
	settings map[string]string
	stop     io.WriteCloser // nil: not running
	ended    chan struct{}  // of what stop stops
}

// Start starts a server that ends with the test. The test is skipped where
// there is no PostgreSQL, and fails in CI.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	s, err := start(o)
	missing(t, err)
	t.Cleanup(func() {
		if err := errors.Join(s.Stop(), os.RemoveAll(s.dir)); err != nil {
			t.Error(err)
		}
	})
	return s
}

// missing ends a test that got no server.
func missing(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case errors.Is(err, errNone) && os.Getenv("CI") == "":
		t.Skipf("SKIPPED: %v", err)
	default:
		t.Fatal(err)
	}
}

// DSN is the URL of its database postgres, as a superuser.
func (s *Server) DSN() string {
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Host: s.host(),
		Path: "/postgres", RawQuery: "sslmode=disable"}
	return u.String()
}

func (s *Server) host() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// Or is the URL of whichever of both servers takes writes.
func (s *Server) Or(other *Server) string {
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Host: s.host() + "," + other.host(),
		Path: "/postgres", RawQuery: "sslmode=disable&target_session_attrs=read-write"}
	return u.String()
}

// Stop stops the server at once, as a crash does: what was committed is
// recovered by Start. Of one that is stopped already it does nothing.
func (s *Server) Stop() error {
	if s.stop == nil {
		return nil
	}
	_, err := io.WriteString(s.stop, "stop\n")
	err = errors.Join(err, s.stop.Close())
	s.stop = nil
	select {
	case <-s.ended:
		return err
	case <-time.After(patience):
		return errors.Join(err, errors.New("pgtest: the server does not stop"))
	}
}

// Restart is Stop and Start.
func (s *Server) Restart() error { return errors.Join(s.Stop(), s.Start()) }

func start(o Options) (*Server, error) {
	bin, err := find()
	if err != nil {
		return nil, err
	}
	as, err := servant()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "sauda-pg-")
	if err != nil {
		return nil, fmt.Errorf("pgtest: %w", err)
	}
	s := &Server{bin: bin, dir: dir, as: as, settings: o.Settings}
	if err := s.init(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	for range 5 { // somebody else may take the port meanwhile
		if s.port, err = freePort(); err == nil {
			if err = s.Start(); err == nil {
				return s, nil
			}
		}
	}
	return nil, errors.Join(err, os.RemoveAll(dir))
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("pgtest: %w", err)
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// init makes the database. Its order of texts is a language's, as that of most
// databases is: what relies on the order of bytes must say so.
func (s *Server) init() error {
	if s.as != nil {
		if err := os.Chown(s.dir, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return fmt.Errorf("pgtest: %w", err)
		}
	}
	args := []string{"--pgdata=" + s.data(), "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"}
	var out []byte
	var err error
	for _, locale := range [][]string{{"--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"}, {"--locale=C.UTF-8"}, {"--no-locale"}} {
		cmd := exec.Command(filepath.Join(s.bin, "initdb"), append(args, locale...)...)
		cmd.Dir, cmd.SysProcAttr = s.dir, &syscall.SysProcAttr{Credential: s.as}
		if out, err = cmd.CombinedOutput(); err == nil {
			return nil
		}
	}
	return fmt.Errorf("pgtest: initdb: %w: %s", err, out)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// minder runs the server until it is told to stop, or until the pipe ends
// because the tests did: then it also removes the folder.
const minder = `trap '' INT TERM HUP
dir=$1; shift
{ "$@" >>"$dir/log" 2>&1 </dev/null; : >"$dir/ended"; } &
read -r word
until [ -e "$dir/ended" ]; do
	pid=$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
	sleep 0.05
done
[ "$word" = stop ] || rm -rf "$dir"`

// Start starts a server that was stopped, on the port that it had, and waits
// until it answers.
func (s *Server) Start() error {
	args := []string{"-c", minder, "sh", s.dir, filepath.Join(s.bin, "postgres"), "-D", s.data()}
	settings := map[string]string{"port": strconv.Itoa(s.port), "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
		"max_connections": "300", "fsync": "on", "synchronous_commit": "on"}
	for k, v := range s.settings {
		settings[k] = v
	}
	for k, v := range settings {
		args = append(args, "-c", k+"="+v)
	}
	if err := os.RemoveAll(filepath.Join(s.dir, "ended")); err != nil { // of the last run
		return fmt.Errorf("pgtest: %w", err)
	}
	cmd := exec.Command("/bin/sh", args...)
	cmd.Dir, cmd.SysProcAttr = s.dir, &syscall.SysProcAttr{Credential: s.as, Setpgid: true}
	stop, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		// It ends by a signal that we asked for: there is nothing to learn.
		_ = cmd.Wait()
	}()
	s.stop, s.ended = stop, ended
	if err := s.answers(); err != nil {
		return errors.Join(err, s.Stop())
	}
	return nil
}

// answers waits until the server takes connections.
func (s *Server) answers() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		c, err := pgx.Connect(ctx, s.DSN())
		if err == nil {
			return c.Close(ctx)
		}
		if _, e := os.Stat(filepath.Join(s.dir, "ended")); ctx.Err() != nil || e == nil {
			log, _ := os.ReadFile(filepath.Join(s.dir, "log")) // what there is of it
			return fmt.Errorf("pgtest: the server does not start: %w\n%s", err, log[max(0, len(log)-2000):])
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// variable names a server to use instead of one of our own.
const variable = "SAUDA_TEST_POSTGRES"

// shared is the server of the tests of this process, started when it is first
// asked for.
var shared = sync.OnceValues(func() (string, error) {
	if dsn := os.Getenv(variable); dsn != "" {
		return dsn, nil
	}
	s, err := start(Options{})
	if err != nil {
		return "", err
	}
	return s.DSN(), nil
})
