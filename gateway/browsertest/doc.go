// Package browsertest drives a real browser through the shop that "sauda demo"
// runs: the storefront, the chat, the pay page and the sandbox's page. It is a
// module of its own, so that who imports the SDK does not get a browser's
// driver. It holds tests only:
//
//	go test -count=1 ./...                  # needs chromium
//	go test -count=1 ./... -shots=/tmp/s    # and takes screenshots
//
// Without a browser the tests are skipped, except where CI=true: there a
// missing browser is a failure. So it is with axe-core, a script that finds
// barriers for people with disabilities: npm fetches it once, into the user's
// cache.
package browsertest
