package pgtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Standby starts a second server that follows this one, which from now on waits
// for it with every commit. It ends with the test.
func (s *Server) Standby(t testing.TB) *Server {
	t.Helper()
	next, err := s.standby()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(next.Stop(), os.RemoveAll(next.dir)); err != nil {
			t.Error(err)
		}
	})
	if err := s.follow(); err != nil {
		t.Fatal(err)
	}
	return next
}

// Promote makes a standby a server that takes writes.
func (s *Server) Promote() error {
	return s.ask(`SELECT pg_promote(true, 60)`)
}

func (s *Server) standby() (*Server, error) {
	dir, err := os.MkdirTemp("", "sauda-pg-")
	if err != nil {
		return nil, fmt.Errorf("pgtest: %w", err)
	}
	next := &Server{bin: s.bin, dir: dir, as: s.as, settings: maps.Clone(s.settings)}
	if err := next.copyOf(s); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	for range 5 { // somebody else may take the port meanwhile
		if next.port, err = freePort(); err == nil {
			if err = next.Start(); err == nil {
				return next, nil
			}
		}
	}
	return nil, errors.Join(err, os.RemoveAll(dir))
}

// copyOf makes the database a copy of another's that follows it.
func (s *Server) copyOf(other *Server) error {
	if s.as != nil {
		if err := os.Chown(s.dir, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return fmt.Errorf("pgtest: %w", err)
		}
	}
	cmd := exec.Command(filepath.Join(s.bin, "pg_basebackup"), "--pgdata="+s.data(), "--dbname="+other.DSN(),
		"--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync")
	cmd.Dir, cmd.SysProcAttr = s.dir, &syscall.SysProcAttr{Credential: s.as}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("pgtest: pg_basebackup: %w: %s", err, out)
	}
	return nil
}

// follow makes the server wait for the one that follows it, once that does.
func (s *Server) follow() error {
	return errors.Join(
		s.ask(`SELECT true FROM pg_stat_replication WHERE state = 'streaming'`),
		s.run(`ALTER SYSTEM SET synchronous_standby_names = '*'`),
		s.run(`SELECT pg_reload_conf()`),
		s.ask(`SELECT true FROM pg_stat_replication WHERE sync_state = 'sync'`))
}

func (s *Server) run(sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c, err := pgx.Connect(ctx, s.DSN())
	if err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	_, err = c.Exec(ctx, sql)
	return errors.Join(err, c.Close(ctx))
}

// ask asks until the answer is yes.
func (s *Server) ask(sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c, err := pgx.Connect(ctx, s.DSN())
	if err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	defer c.Close(ctx)
	for yes := false; ; {
		switch err := c.QueryRow(ctx, sql).Scan(&yes); {
		case yes:
			return nil
		case err != nil && !errors.Is(err, pgx.ErrNoRows):
			return fmt.Errorf("pgtest: %w", err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
