package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ErrNotEmpty says that a store holds records that a restore would drop.
var ErrNotEmpty = errors.New("store: not empty")

// RestoreConfig says how to restore.
type RestoreConfig struct {
	// Replace drops what the store holds. Defaults to ErrNotEmpty.
	Replace bool
	// BeforeCommit is called when all records are in and nobody sees them yet;
	// its error undoes the restore. It may be called twice. Defaults to none.
	BeforeCommit func() error
}

// Restore makes the store what it was when the backup was made, whatever the
// database it was made of, and brings the schema up to date. The records are
// there all or not at all: they come in one transaction, and before it the
// whole backup is read. Nobody else should use the store meanwhile.
//
// A backup of an older schema needs a store that is empty or no newer.
//
// Errors are those of [Backup.Verify], ErrNotEmpty, ErrNewer and
// ErrUnavailable.
func (s *Store) Restore(ctx context.Context, b *Backup, c RestoreConfig) error {
	if err := b.Verify(ctx); err != nil {
		return err
	}
	all, err := migrations()
	if err != nil {
		return err
	}
	past, err := upTo(all, b.manifest.Schema)
	if err != nil {
		return err
	}
	if err := s.prepare(ctx, all, past, c.Replace); err != nil {
		return err
	}
	if err := s.Update(ctx, func(tx Tx) error { return s.replace(ctx, tx, b, past, c) }); err != nil {
		return fmt.Errorf("store: restore: %w", err)
	}
	return s.Migrate(ctx)
}

// prepare brings the store to the schema of the backup.
func (s *Store) prepare(ctx context.Context, all, past []Migration, replace bool) error {
	latest, then := all[len(all)-1].Version, past[len(past)-1].Version
	now, err := schemaVersion(ctx, s.db)
	switch {
	case err != nil, now == 0: // a new store, or one that Migrate will say is out of order
	case now > latest:
		return fmt.Errorf("%w: its schema is %d, this program knows %d: restore with the newer program", ErrNewer, now, latest)
	default:
		if err := s.free(ctx, all, now, replace && now <= then); err != nil {
			return err
		}
		if now > then {
			if err := s.drop(ctx, all, now); err != nil {
				return err
			}
		}
	}
	return s.db.Migrate(ctx, past)
}

// free returns ErrNotEmpty when there are records that must not be dropped.
func (s *Store) free(ctx context.Context, all []Migration, version int64, replace bool) error {
	if replace {
		return nil
	}
	present, err := tablesAt(all, version)
	if err != nil {
		return err
	}
	return s.empty(ctx, present)
}

// drop leaves nothing of an empty store of a newer schema than the backup's.
func (s *Store) drop(ctx context.Context, all []Migration, version int64) error {
	present, err := tablesAt(all, version)
	if err != nil {
		return err
	}
	return s.Update(ctx, func(tx Tx) error {
		if err := tx.empty(ctx, present); err != nil {
			return err
		}
		for _, t := range append(present, table{name: "schema_version"}) {
			if err := tx.Exec(Statement{SQL: "DROP TABLE {" + t.name + "}"}); err != nil {
				return err
			}
		}
		return nil
	})
}

// tablesAt returns the tables of a version of the schema.
func tablesAt(all []Migration, version int64) ([]table, error) {
	past, err := upTo(all, version)
	if err != nil {
		return nil, err
	}
	return tables(past)
}

// empty returns ErrNotEmpty when there is a record, other than those that every
// new store has.
func (r Reader) empty(ctx context.Context, all []table) error {
	for _, t := range all {
		if t.name == "meta" || t.name == "counter" {
			continue
		}
		found, err := list(ctx, r.q, Statement{SQL: "SELECT 1 FROM {" + t.name + "} LIMIT 1"}, t.name, scanOne[int64])
		if err != nil {
			return err
		}
		if len(found) > 0 {
			return fmt.Errorf("%w: table %s holds records", ErrNotEmpty, t.name)
		}
	}
	return nil
}

// replace puts a backup's records in the place of all others.
func (s *Store) replace(ctx context.Context, tx Tx, b *Backup, past []Migration, c RestoreConfig) error {
	all, err := tables(past)
	if err != nil {
		return err
	}
	if l, ok := tx.conn.(Limiter); ok {
		if err := l.Unlimit(ctx); err != nil {
			return err
		}
	}
	if !c.Replace {
		if err := tx.empty(ctx, all); err != nil {
			return err
		}
	}
	for _, into := range all {
		if err := tx.fill(ctx, b, into); err != nil {
			return fmt.Errorf("%s: %w", into.name, err)
		}
		if err := s.goOn(tx, into); err != nil {
			return fmt.Errorf("%s: %w", into.name, err)
		}
	}
	if c.BeforeCommit != nil {
		return c.BeforeCommit()
	}
	return nil
}

// At most so many rows, and about so many bytes, go into one statement.
const (
	rowsAtOnce  = 50
	bytesAtOnce = 1 << 20
)

// fill makes the rows of a backup those of a table.
func (t Tx) fill(ctx context.Context, b *Backup, into table) error {
	if err := t.Exec(Statement{SQL: "DELETE FROM {" + into.name + "}"}); err != nil {
		return err
	}
	var args []any
	size := 0
	one, many := into.insert(1), into.insert(rowsAtOnce)
	width := len(into.columns)
	flush := func() error {
		defer func() { args, size = args[:0], 0 }()
		if len(args) == rowsAtOnce*width {
			return t.Exec(Statement{many, args})
		}
		for row := range slices.Chunk(args, width) {
			if err := t.Exec(Statement{one, row}); err != nil {
				return err
			}
		}
		return nil
	}
	err := b.rows(ctx, into, func(cells []any) error {
		args = append(args, cells...)
		size += weight(cells)
		if len(args) < rowsAtOnce*width && size < bytesAtOnce {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// Numberer is a DB whose serial columns do not go on by themselves after rows
// that came with numbers.
type Numberer interface {
	// GoOn returns the statement that makes the next number of a serial column
	// one more than the highest there is.
	GoOn(table, column string) Statement
}

// goOn makes a table's serial column go on after the rows that came in.
func (s *Store) goOn(tx Tx, after table) error {
	db, ok := s.db.(Numberer)
	if !ok {
		return nil
	}
	for _, c := range after.columns {
		if c.kind != kindSerial {
			continue
		}
		if err := tx.Exec(db.GoOn(after.name, c.name)); err != nil {
			return err
		}
	}
	return nil
}

// insert is the statement for so many rows.
func (t table) insert(rows int) string {
	n := 0
	row := func() string {
		params := make([]string, len(t.columns))
		for i := range params {
			n++
			params[i] = "$" + strconv.Itoa(n)
		}
		return "(" + strings.Join(params, ", ") + ")"
	}
	all := make([]string, rows)
	for i := range all {
		all[i] = row()
	}
	return "INSERT INTO {" + t.name + "} (" + strings.Join(t.names(), ", ") + ") VALUES " + strings.Join(all, ", ")
}

// weight is about how much memory cells take.
func weight(cells []any) (n int) {
	for _, c := range cells {
		switch v := c.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		}
	}
	return n
}
