// Package archtest holds, as tables, the import map of Sauda and what a guest in
// the host's process leaves alone, with tests that fail when the code departs
// from them.
package archtest
