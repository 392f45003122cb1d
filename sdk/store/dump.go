package store

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// DumpConfig is what a backup holds beside the records.
type DumpConfig struct {
	Now     func() time.Time // Defaults to time.Now
	Program string           // that writes it, with its version; shown to those who restore it
	Secret  []byte           // kept beside the store, at most 4,096 bytes. Defaults to none
}

// Dump writes a [Backup] of everything, as it is at one moment, while others go
// on writing; it takes the memory of a few rows. The schema stays as it is: an
// older one is written as it is, one of a newer program is ErrNewer. When there
// is an error, what was written is of no use.
func (s *Store) Dump(ctx context.Context, w io.Writer, c DumpConfig) (Manifest, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	m := Manifest{Format: BackupFormat, Program: c.Program, Created: c.Now().UTC()}
	db, ok := s.db.(Snapshotter)
	if !ok {
		return m, fmt.Errorf("store: backup: a %T cannot be read at one moment", s.db)
	}
	err := db.Snapshot(ctx, func(q Querier) error {
		archive := zip.NewWriter(w)
		if err := dump(ctx, q, archive, &m, c.Secret); err != nil {
			return err
		}
		return archive.Close()
	})
	if err != nil {
		return m, fmt.Errorf("store: backup: %w", err)
	}
	return m, nil
}

func dump(ctx context.Context, q Querier, archive *zip.Writer, m *Manifest, secret []byte) error {
	all, err := migrations()
	if err != nil {
		return err
	}
	if m.Schema, err = schemaVersion(ctx, q); err != nil {
		return err
	}
	past, err := upTo(all, m.Schema)
	switch {
	case errors.Is(err, ErrNewer):
		return fmt.Errorf("%w: its schema is %d, this program knows %d: make the backup with the newer program", err, m.Schema, all[len(all)-1].Version)
	case err != nil: // 0: killed before the first migration
		return fmt.Errorf("%w: nothing was ever stored", err)
	}
	list, err := tables(past)
	if err != nil {
		return err
	}
	for _, t := range list {
		part, err := dumpTable(ctx, q, archive, t, m.Created)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		m.Tables = append(m.Tables, part)
	}
	if len(secret) > 0 {
		m.Secret = sum(secret)
		if err := add(archive, secretName, secret, m.Created); err != nil {
			return err
		}
	}
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return add(archive, manifestName, raw, m.Created)
}

// schemaVersion is the number of the last migration; goose keeps them all.
func schemaVersion(ctx context.Context, q Querier) (int64, error) {
	return one(ctx, q, Statement{SQL: `SELECT MAX(version_id) FROM {schema_version}`}, "schema version", scanOne[int64])
}

// entry is a file of the archive.
func entry(name string, at time.Time) *zip.FileHeader {
	return &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at}
}

// add writes a small file.
func add(archive *zip.Writer, name string, raw []byte, at time.Time) error {
	w, err := archive.CreateHeader(entry(name, at))
	if err == nil {
		_, err = w.Write(raw)
	}
	return err
}

// dumpTable writes a table and says what it wrote.
func dumpTable(ctx context.Context, q Querier, archive *zip.Writer, t table, at time.Time) (Part, error) {
	file, err := archive.CreateHeader(entry(tableName(t.name), at))
	if err != nil {
		return Part{}, err
	}
	digest := sha256.New()
	w := bufio.NewWriterSize(io.MultiWriter(file, digest), 64<<10)
	lines := json.NewEncoder(limited{w})
	lines.SetEscapeHTML(false)
	if err := lines.Encode(t.names()); err != nil {
		return Part{}, err
	}
	n, err := dumpRows(ctx, q, lines, t)
	if err == nil { // else it would say the same again
		err = w.Flush()
	}
	if err != nil {
		return Part{}, err
	}
	return Part{t.name, n, hex.EncodeToString(digest.Sum(nil))}, nil
}

// limited refuses lines that could not be restored; an encoder writes one at a
// time.
type limited struct{ io.Writer }

func (l limited) Write(line []byte) (int, error) {
	if len(line) > maxLine {
		return 0, fmt.Errorf("a row is longer than %d bytes", maxLine)
	}
	return l.Writer.Write(line)
}

// dumpRows writes the rows of a table, in no order.
func dumpRows(ctx context.Context, q Querier, lines *json.Encoder, t table) (n int64, err error) {
	rows, err := q.Query(ctx, Statement{SQL: "SELECT " + strings.Join(t.names(), ", ") + " FROM {" + t.name + "}"})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	into := make([]any, len(t.columns))
	line := make([]any, len(into))
	for ; rows.Next(); n++ {
		for i, c := range t.columns {
			into[i] = c.cell()
		}
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		for i := range into {
			line[i] = jsonCell(value(into[i]))
		}
		if err := lines.Encode(line); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}

// names lists the columns.
func (t table) names() []string {
	all := make([]string, len(t.columns))
	for i, c := range t.columns {
		all[i] = c.name
	}
	return all
}

// cell returns what a column is scanned into: nil stays nil.
func (c column) cell() any {
	switch c.kind {
	case kindText:
		return new([]byte)
	case kindBlob:
		return new(any) // a blob of no bytes would be a nil slice, like NULL
	}
	return new(*int64)
}

// value is what was scanned into a cell.
func value(cell any) any {
	switch v := cell.(type) {
	case *any:
		return *v
	case *[]byte:
		if *v != nil {
			return string(*v)
		}
	case **int64:
		if *v != nil {
			return **v
		}
	}
	return nil
}
