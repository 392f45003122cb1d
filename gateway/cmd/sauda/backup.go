package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// backupCommand writes everything there is to a file.
type backupCommand struct {
	To string `arg:"" name:"file" help:"File to write. An older backup of that name is replaced when the new one is complete."`
}

// Run makes a backup. A server may go on meanwhile.
func (b backupCommand) Run(ctx context.Context, c *commands, t terminal) error {
	cfg, err := c.settings(t, nil)
	if err != nil {
		return err
	}
	if err := replaceable(b.To); err != nil {
		return err
	}
	s, err := c.records(ctx, cfg)
	if err != nil {
		return err
	}
	m, err := b.write(ctx, s, cfg)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%d rows of %d tables are in %s.\n", m.Rows(), len(m.Tables), b.To)
	if m.Secret != "" {
		fmt.Fprintln(t.out, "It holds the shop's secret and its shoppers' data: keep it where only you can read it.")
	} else {
		fmt.Fprintln(t.out, "It holds the shoppers' data, and not the secret of the settings: keep both, where only you can read them.")
	}
	return nil
}

func (b backupCommand) write(ctx context.Context, s *store.Store, cfg Config) (m store.Manifest, err error) {
	c := store.DumpConfig{Now: time.Now, Program: "sauda " + programVersion()}
	if cfg.Secret == "" {
		c.Secret, err = os.ReadFile(cfg.secretFile())
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // a shop that never ran has none
			return m, fmt.Errorf("backup: %w", err)
		}
	}
	err = writeWhole(b.To, func(w io.Writer) error {
		m, err = s.Dump(ctx, w, c)
		return err
	})
	return m, err
}

// replaceable says whether a file may be written: it is not there, or it is an
// older backup.
func replaceable(path string) error {
	_, closing, err := openBackup(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("backup: %s is there and is no backup: name another file", path)
	}
	return closing()
}

// openBackup opens a file that should be a backup.
func openBackup(path string) (*store.Backup, func() error, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	b, err := store.OpenBackup(f, info.Size())
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return b, f.Close, nil
}

// writeWhole writes a file that only this user may read: it is there under its
// name when it is complete and on disk, or not at all.
func writeWhole(path string, write func(io.Writer) error) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".sauda-") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	w := bufio.NewWriterSize(f, 1<<20)
	err = write(w)
	if err == nil {
		err = errors.Join(w.Flush(), f.Sync())
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir makes a new name durable, where folders can be synced.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync() // not every system can; the file itself is on disk
	return d.Close()
}

// restoreCommand brings a shop back.
type restoreCommand struct {
	From    string `arg:"" name:"file" help:"A file that \"sauda backup\" wrote, on SQLite or PostgreSQL."`
	Replace bool   `help:"Replace the records that are there. They are lost."`
}

// Run restores. Servers should be stopped first.
func (r restoreCommand) Run(ctx context.Context, c *commands, t terminal) error {
	cfg, err := c.settings(t, nil)
	if err != nil {
		return err
	}
	b, closing, err := openBackup(r.From)
	if err != nil {
		return err
	}
	err = errors.Join(r.restore(ctx, c, cfg, b, t), closing())
	if errors.Is(err, store.ErrNotEmpty) {
		return fmt.Errorf("%w: nothing was changed; restore into another folder (--data) or database (--store), or replace what is there with --replace", err)
	}
	return err
}

func (r restoreCommand) restore(ctx context.Context, c *commands, cfg Config, b *store.Backup, t terminal) error {
	if err := b.Verify(ctx); err != nil { // before a folder is made
		return err
	}
	beside, err := secretOf(cfg, b, r.From, t)
	if err != nil {
		return err
	}
	s, err := c.openStore(ctx, cfg)
	if err != nil {
		return err
	}
	err = s.Restore(ctx, b, store.RestoreConfig{Replace: r.Replace, BeforeCommit: beside.put})
	if err != nil {
		return errors.Join(err, beside.back(), s.Close())
	}
	m := b.Manifest()
	fmt.Fprintf(t.out, "%d rows of %d tables are restored: the shop is as it was at %s.\n", m.Rows(), len(m.Tables), m.Created.Format(time.RFC3339))
	return s.Close()
}

// beside is the secret beside the records; nil: it is left alone.
type beside struct {
	path        string
	secret, old []byte
}

// secretOf says what becomes of a backup's secret. One of the settings is what
// counts where there is one.
func secretOf(cfg Config, b *store.Backup, from string, t terminal) (*beside, error) {
	secret, err := b.Secret()
	if err != nil || secret == nil {
		return nil, err
	}
	if cfg.Secret == "" {
		old, err := os.ReadFile(cfg.secretFile())
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("restore: %w", err)
		}
		return &beside{cfg.secretFile(), secret, old}, nil
	}
	if !bytes.Equal(secret, []byte(cfg.Secret)) {
		fmt.Fprintf(t.err, "sauda: the backup's secret is not that of the settings: old buttons and chat sessions end. To keep them, let secret be what this prints: unzip -p %s secret\n", from)
	}
	return nil, nil
}

// put puts the secret in its place.
func (s *beside) put() error {
	if s == nil {
		return nil
	}
	return writeWhole(s.path, func(w io.Writer) error { _, err := w.Write(s.secret); return err })
}

// back undoes put.
func (s *beside) back() error {
	switch {
	case s == nil:
		return nil
	case s.old == nil:
		if err := os.Remove(s.path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	return writeWhole(s.path, func(w io.Writer) error { _, err := w.Write(s.old); return err })
}
