package api

import "time"

// What the examples in the document are made of.
var exampleTime = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
