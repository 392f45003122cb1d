package browsertest

import (
	"bufio"
	"bytes"
	"cmp"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// build makes the real program.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "sauda")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./gateway/cmd/sauda")
	cmd.Dir = filepath.Join("..", "..")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// server is a demo shop in a process of its own.
type server struct {
	t       *testing.T
	program string
	command string // "demo" unless said
	data    string
	config  string // settings file, beside the demo's own settings
	listen  string
	url     string
	cmd     *exec.Cmd
	log     bytes.Buffer // what it wrote to standard error
}

// shop starts a shop that is there until the test ends, and then closes it:
// politely, and looks whether it had anything to complain about. Settings are
// those of a sauda.yaml.
func (r rig) shop(t *testing.T, settings ...string) *server {
	t.Helper()
	s := &server{t: t, program: r.program, data: t.TempDir(), listen: "127.0.0.1:0", config: filepath.Join(t.TempDir(), "sauda.yaml")}
	if err := os.WriteFile(s.config, []byte(strings.Join(settings, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	s.start()
	t.Cleanup(func() {
		s.end(os.Interrupt)
		if code := s.cmd.ProcessState.ExitCode(); code != 0 {
			t.Errorf("the shop ended with code %d", code)
		}
		if s.log.Len() > 0 {
			t.Errorf("the shop complained:\n%s", s.log.String())
		}
	})
	return s
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// start runs the program and reads the address that it prints.
func (s *server) start() {
	s.t.Helper()
	s.cmd = exec.Command(s.program, cmp.Or(s.command, "demo"), "--config", s.config, "--data", s.data, "--listen", s.listen)
	s.cmd.Stderr = &s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if s.url = address.FindString(lines.Text()); s.url != "" {
			s.listen = s.url[len("http://"):] // for the next start
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return
		}
	}
	s.end(os.Kill)
	s.t.Fatalf("the shop did not open:\n%s", s.log.String())
}

// kill ends the program as a power cut does.
func (s *server) kill() { s.end(syscall.SIGKILL) }

func (s *server) end(how os.Signal) {
	if err := s.cmd.Process.Signal(how); err != nil {
		s.t.Error(err)
	}
	_ = s.cmd.Wait() // its exit code is looked at where it matters
}
