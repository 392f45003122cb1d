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
	"slices"
	"time"
)

// ErrBackup says that a file is no backup, or one that was cut short or
// changed. Nothing was restored.
var ErrBackup = errors.New("store: not a whole backup")

// BackupFormat is the format that Dump writes.
const BackupFormat = 1

// Limits of what is read from a backup.
const (
	maxManifest = 1 << 20
	maxSecret   = 1 << 12
	maxLine     = 64 << 20 // of one row; rows come from requests of a few MB
)

// Names within a backup.
const (
	manifestName = "manifest.json"
	secretName   = "secret"
)

func tableName(table string) string { return "tables/" + table + ".jsonl" }

// Manifest says what a backup holds.
type Manifest struct {
	Format  int       `json:"format"`
	Schema  int64     `json:"schema"`  // number of the last migration
	Program string    `json:"program"` // that wrote it
	Created time.Time `json:"created"`
	Secret  string    `json:"secret,omitempty"` // SHA-256, in hex, if there is one
	Tables  []Part    `json:"tables"`
}

// Part is one table of a backup.
type Part struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"` // of the file, in hex
}

// Rows is how many rows there are in all tables.
func (m Manifest) Rows() (n int64) {
	for _, p := range m.Tables {
		n += p.Rows
	}
	return n
}

// Backup is a file that [Store.Dump] wrote: a ZIP archive of
//
//   - manifest.json, a [Manifest];
//   - tables/<name>.jsonl for each table: a line with the names of the columns,
//     then a line per row, all JSON arrays. A blob is {"base64": "…"}, a text
//     that is not UTF-8 {"text64": "…"};
//   - secret, if one is kept beside the store.
//
// It is the same for every database. It is safe for concurrent use.
type Backup struct {
	manifest Manifest
	files    map[string]*zip.File
}

// OpenBackup reads the manifest of a backup; [Backup.Verify] reads the rest.
// The error is ErrBackup, or ErrNewer for a format of the future.
func OpenBackup(r io.ReaderAt, size int64) (*Backup, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, damaged("%w", err)
	}
	b := &Backup{files: map[string]*zip.File{}}
	for _, f := range archive.File {
		if b.files[f.Name] != nil {
			return nil, damaged("%q is in it twice", f.Name)
		}
		b.files[f.Name] = f
	}
	raw, err := b.small(manifestName, maxManifest)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &b.manifest); err != nil {
		return nil, damaged("%s: %w", manifestName, err)
	}
	if f := b.manifest.Format; f > BackupFormat {
		return nil, fmt.Errorf("%w: the backup's format is %d, this program knows %d: restore it with the version that wrote it, %s",
			ErrNewer, f, BackupFormat, b.manifest.Program)
	} else if f < 1 {
		return nil, damaged("%s: format %d", manifestName, f)
	}
	return b, nil
}

// damaged says what is wrong with a backup, and what to do.
func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %w: use another copy", ErrBackup, fmt.Errorf(format, args...))
}

// Manifest says what the backup holds.
func (b *Backup) Manifest() Manifest { return b.manifest }

// Secret returns the secret that was kept beside the store; nil if there is
// none.
func (b *Backup) Secret() ([]byte, error) {
	if b.manifest.Secret == "" {
		return nil, nil
	}
	raw, err := b.small(secretName, maxSecret)
	if err == nil && sum(raw) != b.manifest.Secret {
		err = damaged("%s was changed", secretName)
	}
	return raw, err
}

// Verify reads the whole backup and says whether it could be restored by this
// program: nil, ErrBackup, ErrNewer or ctx's error.
func (b *Backup) Verify(ctx context.Context) error {
	all, err := b.schema()
	if err != nil {
		return err
	}
	if err := b.complete(all); err != nil {
		return err
	}
	if _, err := b.Secret(); err != nil {
		return err
	}
	for _, t := range all {
		if err := b.rows(ctx, t, func([]any) error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

// schema returns the tables that there were when the backup was made.
func (b *Backup) schema() ([]table, error) {
	all, err := migrations()
	if err != nil {
		return nil, err
	}
	past, err := upTo(all, b.manifest.Schema)
	if errors.Is(err, ErrNewer) {
		return nil, fmt.Errorf("%w: the backup's schema is %d, this program knows %d: restore it with the version that wrote it, %s",
			ErrNewer, b.manifest.Schema, all[len(all)-1].Version, b.manifest.Program)
	}
	if err != nil {
		return nil, damaged("%s: %w", manifestName, err)
	}
	return tables(past)
}

// upTo returns the migrations up to a version.
func upTo(all []Migration, version int64) ([]Migration, error) {
	i := slices.IndexFunc(all, func(m Migration) bool { return m.Version == version })
	if i < 0 && version > all[len(all)-1].Version {
		return nil, ErrNewer
	}
	if i < 0 {
		return nil, fmt.Errorf("there is no schema %d", version)
	}
	return all[:i+1], nil
}

// complete says whether the tables are just those of the schema.
func (b *Backup) complete(all []table) error {
	want := []string{manifestName}
	if b.manifest.Secret != "" {
		want = append(want, secretName)
	}
	for _, t := range all {
		want = append(want, tableName(t.name))
		if !slices.ContainsFunc(b.manifest.Tables, func(p Part) bool { return p.Name == t.name }) {
			return damaged("%s does not name table %s", manifestName, t.name)
		}
	}
	if len(b.manifest.Tables) != len(all) || len(b.files) != len(want) {
		return damaged("it holds what does not belong there")
	}
	for _, name := range want {
		if b.files[name] == nil {
			return damaged("%s is missing", name)
		}
	}
	return nil
}

// small reads a file that is kept in memory.
func (b *Backup) small(name string, limit int64) ([]byte, error) {
	f := b.files[name]
	if f == nil {
		return nil, damaged("%s is missing", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged("%s: %w", name, err)
	}
	defer r.Close()
	raw, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, damaged("%s: %w", name, err)
	}
	if int64(len(raw)) > limit {
		return nil, damaged("%s is too long", name)
	}
	return raw, nil
}

// rows gives fn every row of a table, with the cells in the order of its
// columns. When it returns nil, the file was as its manifest says.
func (b *Backup) rows(ctx context.Context, t table, fn func(cells []any) error) error {
	name := tableName(t.name)
	r, err := b.files[name].Open()
	if err != nil {
		return damaged("%s: %w", name, err)
	}
	defer r.Close()
	lines := &lineReader{sum: sha256.New(), limit: maxLine}
	lines.r = bufio.NewReaderSize(io.TeeReader(r, lines.sum), 64<<10)
	order, err := header(lines, t)
	if err != nil {
		return damaged("%s: %w", name, err)
	}
	for {
		line, err := lines.next()
		if err == io.EOF {
			break
		}
		var cells []any
		if err == nil {
			cells, err = decodeRow(line, t, order)
		}
		if err != nil {
			return damaged("%s: line %d: %w", name, lines.n, err)
		}
		if err := errors.Join(fn(cells), ctx.Err()); err != nil {
			return err
		}
	}
	return b.same(Part{t.name, lines.n - 1, hex.EncodeToString(lines.sum.Sum(nil))})
}

// same compares what was read of a table with the manifest.
func (b *Backup) same(read Part) error {
	if !slices.Contains(b.manifest.Tables, read) {
		return damaged("%s was changed", tableName(read.Name))
	}
	return nil
}

// header reads the names of the columns and returns where in the table each
// stands.
func header(lines *lineReader, t table) ([]int, error) {
	line, err := lines.next()
	if err != nil {
		return nil, err
	}
	var names []string
	if err := json.Unmarshal(line, &names); err != nil {
		return nil, err
	}
	order := make([]int, len(names))
	seen := map[int]bool{}
	for i, name := range names {
		order[i] = slices.IndexFunc(t.columns, func(c column) bool { return c.name == name })
		seen[order[i]] = true
	}
	if seen[-1] || len(seen) != len(t.columns) || len(names) != len(t.columns) {
		return nil, errors.New("the columns are not those of the table")
	}
	return order, nil
}

func sum(raw []byte) string {
	s := sha256.Sum256(raw)
	return hex.EncodeToString(s[:])
}
