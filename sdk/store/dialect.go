package store

import (
	"strconv"
	"strings"
	"sync"
)

// Dialect makes this package's SQL that of a database. In the SQL
//
//   - {name} is the table of that name, so that a prefix or a schema can be put
//     before it: "conversation", "sauda_conversation", sauda.conversation;
//   - {index name} is an index or another name that takes no schema;
//   - {word} with a word of Words is what the database calls it;
//   - $1, $2 … are the arguments, as often and in whatever order.
//
// A Dialect is used by pointer and is safe for concurrent use once set up.
type Dialect struct {
	// Table and Index quote names.
	Table, Index func(name string) string
	// Words are: int (64 bits), blob, json (what ->> reads), serial (an int column that numbers its
	// rows upwards and is the primary key), strict and clustered (what stands
	// after the columns of a table; clustered is for short rows found by their
	// key), "skip locked" (after a SELECT that claims rows) and "do lock"
	// (after ON CONFLICT (id), instead of DO NOTHING: wait for the row's lock).
	Words map[string]string
	// Param writes the n-th argument. Defaults to $n.
	Param func(n int) string

	texts sync.Map // written -> rendered
}

// Render returns the SQL as the database wants it. Each text is rendered once
// and kept.
func (d *Dialect) Render(sql string) string {
	if s, ok := d.texts.Load(sql); ok {
		return s.(string)
	}
	s, _ := d.texts.LoadOrStore(sql, d.render(sql))
	return s.(string)
}

func (d *Dialect) render(sql string) string {
	var b strings.Builder
	for i := 0; i < len(sql); {
		if end := placeholderEnd(sql[i:]); end > 0 {
			b.WriteString(d.name(sql[i+1 : i+end-1]))
			i += end
			continue
		}
		if n, end := paramEnd(sql[i:]); end > 0 && d.Param != nil {
			b.WriteString(d.Param(n))
			i += end
			continue
		}
		b.WriteByte(sql[i])
		i++
	}
	return b.String()
}

func (d *Dialect) name(s string) string {
	if w, ok := d.Words[s]; ok {
		return w
	}
	if index, ok := strings.CutPrefix(s, "index "); ok {
		return d.Index(index)
	}
	return d.Table(s)
}

// placeholderEnd returns the length of the {word} that s begins with, or 0.
// Braces around anything but lower-case words are left alone: they are JSON.
func placeholderEnd(s string) int {
	if s[0] != '{' {
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '}' && i > 1:
			return i + 1
		case c != '_' && c != ' ' && (c < 'a' || c > 'z'):
			return 0
		}
	}
	return 0
}

// paramEnd returns the number of the $n that s begins with and its length.
func paramEnd(s string) (n, end int) {
	if s[0] != '$' {
		return 0, 0
	}
	end = 1
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(s[1:end])
	if err != nil {
		return 0, 0
	}
	return n, end
}
