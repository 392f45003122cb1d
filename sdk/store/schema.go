package store

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// The migrations are the only place that says which tables there are, so a
// backup reads them too: a table or a column cannot be forgotten in a second
// list. A test compares the result with the databases' own catalogues.

// table is what the migrations say of a table.
type table struct {
	name    string
	columns []column
}

// column is one column. Its kind is the word of [Dialect] it is declared with.
type column struct{ name, kind string }

// Kinds of columns.
const (
	kindInt    = "{int}"
	kindSerial = "{serial}"
	kindText   = "TEXT"
	kindBlob   = "{blob}"
)

// tables returns the tables there are after some migrations, as they were made.
func tables(all []Migration) ([]table, error) {
	var made []table
	for _, m := range all {
		for _, s := range statements(m.SQL) {
			if err := apply(&made, s); err != nil {
				return nil, fmt.Errorf("store: migration %d: %w", m.Version, err)
			}
		}
	}
	return made, nil
}

// What migrations do to tables; s: a newline is like any other space.
var (
	createTable = regexp.MustCompile(`(?s)^CREATE TABLE \{([a-z_]+)\}\s*\((.*)\)`)
	dropTable   = regexp.MustCompile(`^DROP TABLE \{([a-z_]+)\}$`)
	renameTable = regexp.MustCompile(`^ALTER TABLE \{([a-z_]+)\} RENAME TO \{([a-z_]+)\}$`)
	addColumn   = regexp.MustCompile(`(?s)^ALTER TABLE \{([a-z_]+)\} ADD COLUMN (.*)`)
	dropColumn  = regexp.MustCompile(`^ALTER TABLE \{([a-z_]+)\} DROP COLUMN ([a-z_]+)$`)
	otherTable  = regexp.MustCompile(`^(ALTER|CREATE|DROP) TABLE`)
)

// apply does to the list what a statement does to the tables.
func apply(made *[]table, s string) error {
	if m := createTable.FindStringSubmatch(s); m != nil {
		return create(made, m[1], m[2])
	}
	if m := dropTable.FindStringSubmatch(s); m != nil {
		*made = slices.DeleteFunc(*made, func(t table) bool { return t.name == m[1] })
		return nil
	}
	if m := renameTable.FindStringSubmatch(s); m != nil {
		return change(*made, m[1], func(t *table) error { t.name = m[2]; return nil })
	}
	if m := addColumn.FindStringSubmatch(s); m != nil {
		return change(*made, m[1], func(t *table) error { return t.add(m[2]) })
	}
	if m := dropColumn.FindStringSubmatch(s); m != nil {
		return change(*made, m[1], func(t *table) error {
			t.columns = slices.DeleteFunc(t.columns, func(c column) bool { return c.name == m[2] })
			return nil
		})
	}
	if otherTable.MatchString(s) {
		return fmt.Errorf("no backup could be made after %q: teach schema.go to read it", s)
	}
	return nil
}

// change finds a table and changes it.
func change(made []table, name string, fn func(*table) error) error {
	for i := range made {
		if made[i].name == name {
			return fn(&made[i])
		}
	}
	return fmt.Errorf("there is no table %s", name)
}

func create(made *[]table, name, body string) error {
	t := table{name: name}
	for _, part := range parts(body) {
		if err := t.add(part); err != nil {
			return err
		}
	}
	*made = append(*made, t)
	return nil
}

// add reads a column's definition; a constraint of the table is none.
func (t *table) add(definition string) error {
	words := strings.Fields(definition)
	if len(words) < 2 {
		return fmt.Errorf("%s: cannot read %q", t.name, definition)
	}
	switch strings.TrimRight(words[0], "(") {
	case "CHECK", "PRIMARY", "UNIQUE", "FOREIGN", "CONSTRAINT":
		return nil
	}
	switch words[1] {
	case kindInt, kindSerial, kindText, kindBlob:
		t.columns = append(t.columns, column{words[0], words[1]})
		return nil
	}
	return fmt.Errorf("%s.%s: backups do not know the type %s", t.name, words[0], words[1])
}

// parts splits what is between a table's brackets at its commas.
func parts(body string) []string {
	var all []string
	depth, begin := 0, 0
	for i, c := range body {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				all, begin = append(all, strings.TrimSpace(body[begin:i])), i+1
			}
		}
	}
	return append(all, strings.TrimSpace(body[begin:]))
}

// statements splits SQL at its semicolons and leaves out the comments.
func statements(sql string) []string {
	var all []string
	var one strings.Builder
	end := func() {
		if s := strings.TrimSpace(one.String()); s != "" {
			all = append(all, s)
		}
		one.Reset()
	}
	for i := 0; i < len(sql); {
		n := 1
		switch {
		case strings.HasPrefix(sql[i:], "--"):
			i += until(sql[i:], "\n")
			continue
		case sql[i] == '\'':
			n = 1 + until(sql[i+1:], "'") + 1
		case sql[i] == ';':
			end()
			i++
			continue
		}
		n = min(n, len(sql)-i)
		one.WriteString(sql[i : i+n])
		i += n
	}
	end()
	return all
}

// until is how much of s stands before a mark; all of it if there is none.
func until(s, mark string) int {
	before, _, _ := strings.Cut(s, mark)
	return len(before)
}
