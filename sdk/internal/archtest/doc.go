// Package archtest holds the import map of Sauda as a table, and what a guest in
// the host's process leaves alone as another, with tests that
// fail when the code departs from them.
package archtest
