// Package pgtest gives tests a PostgreSQL: an empty schema on a server that
// the tests of a process share, or a server of their own to stop and start.
//
// The server is that of SAUDA_TEST_POSTGRES, a URL; else one that is started
// here, from the PATH or Debian's folder, as an unprivileged user, in a
// temporary folder, on a free port of the loopback. It ends with the process,
// however that ends. Where there is none, tests are skipped; in CI they fail.
package pgtest
