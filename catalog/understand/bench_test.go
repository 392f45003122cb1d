package understand

import (
	"strings"
	"testing"
	"time"
)

var benchTexts = []string{
	"show me tents under 200", "add two of the first", "do you have a waterproof jacket in size L under 150 dollars, not black?",
	"where is my order", "the red one", "checkout", "cheap lightweight backpak for hiking",
}

// BenchmarkRead reads typical messages. The metric floor-ratio compares it with
// cutting and lowering the same words in the same run, the least one can do.
func BenchmarkRead(b *testing.B) {
	r := New(testVocabulary(), Config{})
	ctx := testContext()
	floor := floorTime()
	for i := 0; b.Loop(); i++ {
		r.Read(benchTexts[i%len(benchTexts)], ctx)
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(floor), "floor-ratio")
}

// BenchmarkReadLong reads a message at the limit.
func BenchmarkReadLong(b *testing.B) {
	r := New(testVocabulary(), Config{})
	text := strings.Repeat("show me red tents under 200 or ", 400)
	for b.Loop() {
		r.Read(text, Context{})
	}
}

// BenchmarkNew makes a reader for a small shop.
func BenchmarkNew(b *testing.B) {
	v := testVocabulary()
	for b.Loop() {
		New(v, Config{})
	}
}

// floorTime measures the floor: strings.Fields and ToLower.
func floorTime() time.Duration {
	const rounds = 20_000
	start := time.Now()
	n := 0
	for i := range rounds {
		n += len(strings.Fields(strings.ToLower(benchTexts[i%len(benchTexts)])))
	}
	if n == 0 {
		return 1
	}
	return max(1, time.Since(start)/rounds)
}
