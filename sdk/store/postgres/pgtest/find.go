package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// errNone says that there is no PostgreSQL here.
var errNone = errors.New("pgtest: no PostgreSQL: install it (apt-get install postgresql), put its postgres and initdb on the PATH, " +
	"or set SAUDA_TEST_POSTGRES to the URL of one whose database may be used")

// find returns the folder with postgres and initdb: that of the PATH, else the
// newest of Debian's.
func find() (string, error) {
	folders := []string{}
	if p, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(p); err == nil {
			folders = append(folders, filepath.Dir(real))
		}
	}
	debian, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	slices.SortFunc(debian, func(a, b string) int { return release(b) - release(a) })
	for _, dir := range append(folders, debian...) {
		if has(dir, "postgres") && has(dir, "initdb") {
			return dir, nil
		}
	}
	return "", errNone
}

// release is the number in /usr/lib/postgresql/15/bin; 0 if there is none.
func release(dir string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
	if err != nil {
		return 0
	}
	return n
}

func has(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, name))
	return err == nil
}

// servant is the user that the server runs as: nil for ourselves. PostgreSQL
// refuses to run as root.
func servant() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("pgtest: user %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("pgtest: PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
}
