//go:build !unix

package sqlite

import "time"

// cpu is not known here.
func cpu() time.Duration { return 0 }
