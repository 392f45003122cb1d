//go:build !unix

package floor

import "time"

// CPU is not known here.
func CPU() time.Duration { return 0 }
