package dialoguetest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// header begins the file of an archive that is played: the only one.
const header = "-- transcript --\n"

// Run plays every transcript that a pattern matches, each as a subtest with a
// shop of its own, and compares what the shop says; with update it writes it
// down instead. A transcript is a txtar archive: its comment says what it is
// about, its file "transcript" holds the dialogue.
//
//	> words that the shopper types
//	> [tap] Add to cart
//	< what the shop says
//	<   * a card | subtitle | price
//	<       (a button of it)
//	<   (a button)
//	<   [a link] its address
//
// Other lines with ">" make things happen: [start] referral; [image];
// [forged]; [long] (10,000 characters); [wait] 25h; [pays] failed card;
// [staff] Ann: hello; [back]. What the host says to the next order, or to one
// that waits: [host] accepts; [host] rejects reason; [host] asks 5.00 more; [host]
// leaves 2 of tent-1, jacket-1/red because it tore (without a number none is
// left); [host] waits; and then [host] is slow, is down, or never answers. What a
// test adds itself with verbs ([gone] tent-1) is done by the function of that
// name, which gets the rest of the line.
func Run(t *testing.T, pattern string, update bool, open func(t *testing.T) *Shop, verbs map[string]func(s *Shop, rest string) error) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("dialoguetest: no transcripts match %s: %v", pattern, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			run(t, file, update, open(t), verbs)
		})
	}
}

func run(t *testing.T, file string, update bool, s *Shop, verbs map[string]func(*Shop, string) error) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	comment, want, ok := strings.Cut(string(raw), header)
	if !ok {
		t.Fatalf("%s: want a file %q", file, strings.TrimSpace(header))
	}
	got, err := s.Play(t.Context(), want, verbs)
	if err != nil {
		t.Fatalf("%s: %v\nuntil then:\n%s", file, err, got)
	}
	if update {
		if err := os.WriteFile(file, []byte(comment+header+got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// Play does what the lines of a transcript with ">" say and returns the
// transcript with what the shop says to it; with an error, as far as it came.
func (s *Shop) Play(ctx context.Context, transcript string, verbs map[string]func(*Shop, string) error) (string, error) {
	var b strings.Builder
	for i, line := range strings.Split(transcript, "\n") {
		does, ok := strings.CutPrefix(line, "> ")
		if !ok {
			continue
		}
		said, err := s.step(ctx, does, verbs)
		if err != nil {
			return b.String(), fmt.Errorf("line %d: %q: %w", i+1, line, err)
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line + "\n" + Text(said))
	}
	return b.String(), nil
}

func (s *Shop) step(ctx context.Context, does string, verbs map[string]func(*Shop, string) error) ([]message.Outbound, error) {
	if !strings.HasPrefix(does, "[") {
		return s.Says(ctx, does)
	}
	verb, rest, _ := strings.Cut(does[1:], "]")
	rest = strings.TrimPrefix(rest, " ")
	if own, ok := verbs[verb]; ok {
		return nil, own(s, rest)
	}
	return s.verb(ctx, verb, rest)
}

func (s *Shop) verb(ctx context.Context, verb, rest string) ([]message.Outbound, error) {
	var err error
	switch verb {
	case "tap":
		return s.Taps(ctx, rest)
	case "start":
		return s.Do(ctx, message.Event{Kind: message.KindStarted, Referral: rest}, message.Action{})
	case "image":
		return s.Do(ctx, message.Event{Kind: message.KindText, Media: []message.Media{{Type: "image", URL: "photo.jpg"}}}, message.Action{})
	case "forged":
		return s.Do(ctx, message.Event{Kind: message.KindChoice, Payload: "forged"}, message.Action{})
	case "long":
		return s.Says(ctx, strings.Repeat("lorem ipsum ", 834))
	case "wait":
		var d time.Duration
		if d, err = time.ParseDuration(rest); err == nil {
			s.Now = s.Now.Add(d)
		}
		return nil, err
	case "host":
		if err := s.host(rest); err != nil || len(s.waiting) == 0 {
			return nil, err
		}
	case "pays":
		kind, code, _ := strings.Cut(rest, " ")
		err = s.Pays(payments.EventKind(kind), code)
	case "staff":
		who, text, _ := strings.Cut(rest, ": ")
		err = s.happens(dialogue.EventStaffSaid, dialogue.StaffEvent{Staff: who, Text: text})
	case "back":
		s.WithStaff = false
		err = s.happens(dialogue.EventHandedBack, dialogue.StaffEvent{})
	default:
		return nil, fmt.Errorf("dialoguetest: unknown verb %q", verb)
	}
	if err != nil {
		return nil, err
	}
	next := s.waiting[0]
	s.waiting = s.waiting[1:]
	return s.Do(ctx, next, message.Action{})
}

// Clone copies a shop with its conversation, so that several ways on can be tried.
func (s *Shop) Clone() (*Shop, error) {
	c := *s
	raw, err := json.Marshal(s.State)
	if err != nil {
		return nil, err
	}
	c.State = dialogue.State{}
	return &c, json.Unmarshal(raw, &c.State)
}
