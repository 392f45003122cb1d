// Package postgres keeps a [store.Store] in one schema of a PostgreSQL
// database, which any number of processes share.
//
// Batches that wait together share a transaction of two round trips: the first
// begins it, locks the rows that the batches are about in one order for all
// processes, and looks at the guards; the second writes what the batches whose
// guards held want written, and commits. A batch that fails is undone alone,
// and nobody is told of success before the commit. When the connection dies
// while the commit is under way, the server is asked what became of it.
//
// Texts keep every byte: what PostgreSQL's text cannot hold, NUL and broken
// UTF-8, is escaped on the way in and put back on the way out.
package postgres
