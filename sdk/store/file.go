package store

import "context"

// Filed is a DB that is a file.
type Filed interface {
	// File is its path; "" for one in memory.
	File(ctx context.Context) (string, error)
}

// File returns the path of the file that the records are in; "" where they are
// not in one: in memory, or on a server.
func (s *Store) File(ctx context.Context) (string, error) {
	if f, ok := s.db.(Filed); ok {
		return f.File(ctx)
	}
	return "", nil
}
