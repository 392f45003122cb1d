package store

import (
	"database/sql/driver"
	"fmt"
	"slices"
)

// Statement is SQL in the form of [Dialect], with its arguments: string,
// []byte, int, int64, float64, bool, nil or a driver.Valuer. Texts are few and
// constant, because prepared statements are kept for each. One that writes a
// row by its key has the key as $1.
type Statement struct {
	SQL  string
	Args []any
}

// Guard is a condition: it holds if SQL returns a row. Table and Key name what
// it is about; without a Table it is about nothing that changes.
//
// A database on which others write meanwhile keeps that as it is until the
// commit. If SQL begins with "SELECT 1 FROM {", it is the row of Table with that
// Key (see package postgres for the columns); if not, the guard is about the
// absence of a row, or about many, and only guards with the same Table and Key
// wait for each other.
type Guard struct {
	Table, Key string
	SQL        string
	Args       []any
}

// Batch is one unit of writing: if every guard holds, every statement is run,
// in order. It is a value until it is committed; the zero Batch is empty.
type Batch struct {
	Guards []Guard
	Writes []Statement
}

// Require adds guards.
func (b *Batch) Require(all ...Guard) { b.Guards = append(b.Guards, all...) }

// Write adds statements.
func (b *Batch) Write(all ...Statement) { b.Writes = append(b.Writes, all...) }

// Empty says whether there is nothing to check and nothing to write.
func (b Batch) Empty() bool { return len(b.Guards) == 0 && len(b.Writes) == 0 }

// resolved returns the batch with plain arguments only. It runs on the caller's
// goroutine, so that no foreign code is left to fail within the writer.
func (b Batch) resolved() (Batch, error) {
	out := Batch{slices.Clone(b.Guards), slices.Clone(b.Writes)}
	for i := range out.Guards {
		args, err := resolve(out.Guards[i].Args)
		if err != nil {
			return Batch{}, err
		}
		out.Guards[i].Args = args
	}
	for i := range out.Writes {
		args, err := resolve(out.Writes[i].Args)
		if err != nil {
			return Batch{}, err
		}
		out.Writes[i].Args = args
	}
	return out, nil
}

func (s Statement) resolved() (Statement, error) {
	args, err := resolve(s.Args)
	return Statement{s.SQL, args}, err
}

// resolve makes every argument one of string, []byte, int64, float64 and nil.
// An argument that is an error is the builder's way to say that it failed.
func resolve(args []any) (out []any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("store: argument panicked: %v", p)
		}
	}()
	out = make([]any, len(args))
	for i, a := range args {
		if out[i], err = plain(a); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func plain(a any) (any, error) {
	switch v := a.(type) {
	case nil, string, []byte, int64, float64:
		return v, nil
	case int:
		return int64(v), nil
	case bool:
		if v {
			return int64(1), nil
		}
		return int64(0), nil
	case error:
		return nil, v
	case driver.Valuer:
		inner, err := v.Value()
		if err != nil {
			return nil, fmt.Errorf("store: argument: %w", err)
		}
		if _, again := inner.(driver.Valuer); again {
			return nil, fmt.Errorf("store: argument of type %T", inner)
		}
		return plain(inner)
	}
	return nil, fmt.Errorf("store: argument of type %T", a)
}
