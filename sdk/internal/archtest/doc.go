// Package archtest holds the import map of Sauda as a table, and a test that
// fails when the code departs from it.
package archtest
