package postgres

// Render is the SQL of package store as the database gets it.
func (db *DB) Render(sql string) string { return db.dialect.Render(sql) }

// Target is the table of the row that a text shows that it writes; "" for none.
func Target(text string) string { return targetOf(text).table }
