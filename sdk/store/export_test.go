package store

import "context"

// ColumnsOf lists every table and its columns, as backups know them: "table.column".
func ColumnsOf() ([]string, error) {
	all, err := migrations()
	if err != nil {
		return nil, err
	}
	list, err := tables(all)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, t := range list {
		for _, c := range t.names() {
			names = append(names, t.name+"."+c)
		}
	}
	return names, nil
}

// DecodeRow reads a row of a table with a column of each kind.
func DecodeRow(line []byte) ([]any, error) {
	t := table{"t", []column{{"n", kindSerial}, {"i", kindInt}, {"s", kindText}, {"b", kindBlob}}}
	return decodeRow(line, t, []int{0, 1, 2, 3})
}

// RestoreAt restores without bringing the schema up to date, as a program of
// the backup's time would have.
func (s *Store) RestoreAt(ctx context.Context, b *Backup) error {
	all, err := migrations()
	if err != nil {
		return err
	}
	past, err := upTo(all, b.manifest.Schema)
	if err != nil {
		return err
	}
	if err := s.prepare(ctx, all, past, false); err != nil {
		return err
	}
	return s.Update(ctx, func(tx Tx) error { return s.replace(ctx, tx, b, past, RestoreConfig{}) })
}
