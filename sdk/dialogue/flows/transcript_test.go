package flows_test

import (
	"flag"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/dialogue/dialoguetest"
)

var update = flag.Bool("update", false, "write what the shop says into the transcripts")

func TestTranscripts(t *testing.T) {
	t.Parallel()
	dialoguetest.Run(t, "testdata/*.txtar", *update, guest, verbs)
}

func TestTranscriptsOfKnownShopper(t *testing.T) {
	t.Parallel()
	dialoguetest.Run(t, "testdata/known/*.txtar", *update, func(t *testing.T) *dialoguetest.Shop { return shop(t, ann()) }, verbs)
}
