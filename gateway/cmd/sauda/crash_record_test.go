package main

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestRecords looks whether the crash test would see what it is there for.
func TestRecords(t *testing.T) {
	t.Parallel()
	start := time.Now()
	at := func(s int) time.Time { return start.Add(time.Duration(s) * time.Second) }
	asked := func(group int, wants ...string) (all []said) {
		for _, w := range wants {
			all = append(all, said{wants: w, group: group})
		}
		return all
	}
	a, b, c := got{id: "1", text: "a", at: at(1)}, got{id: "2", text: "b", at: at(2)}, got{id: "3", text: "c", at: at(3)}
	again := func(g got, s int) got { g.at = at(s); return g }
	other := func(g got, id string) got { g.id = id; return g }
	link := func(g got, url string) got { g.link = url; return g }
	reminder := got{id: "r", text: reminds, at: at(9)}
	for name, c := range map[string]struct {
		record record
		kills  []time.Time
		want   string // in the only thing that is wrong; "" for nothing
	}{
		"all well":           {record{said: asked(0, "a", "b", "c"), got: []got{a, b, c}}, nil, ""},
		"lost at the end":    {record{said: asked(0, "a", "b", "c"), got: []got{a, b}}, nil, "lost"},
		"lost in the middle": {record{said: asked(0, "a", "b", "c"), got: []got{a, c}}, nil, "lost"},
		"handled twice":      {record{said: asked(0, "a", "b"), got: []got{a, other(a, "x"), b}}, nil, "handled twice"},
		"one too many":       {record{said: asked(0, "a", "b"), got: []got{a, b, c}}, nil, "doubled"},
		"out of order":       {record{said: asked(0, "a", "b"), got: []got{b, a}}, nil, "out of order"},
		"said at once":       {record{said: asked(1, "a", "b"), got: []got{b, a}}, nil, ""},
		"not said at once":   {record{said: append(asked(1, "a"), asked(2, "b")...), got: []got{b, a}}, nil, "out of order"},
		"sent again":         {record{said: asked(0, "a"), got: []got{a, again(a, 5)}}, nil, "without a kill"},
		"again after a kill": {record{said: asked(0, "a"), got: []got{a, again(a, 5)}}, []time.Time{at(4)}, ""},
		"again before it":    {record{said: asked(0, "a"), got: []got{a, again(a, 5)}}, []time.Time{at(6)}, "without a kill"},
		"twice after a kill": {record{said: asked(0, "a"), got: []got{a, again(a, 5), again(a, 6)}}, []time.Time{at(4)}, "without a kill"},
		"another link":       {record{said: asked(0, "a", "b"), got: []got{link(a, "x"), link(b, "y")}}, nil, "second pay link"},
		"the same link":      {record{said: asked(0, "a", "b"), got: []got{link(a, "x"), link(b, "x")}}, nil, ""},
		"a reminder":         {record{said: asked(0, "a"), got: []got{a, reminder}}, nil, ""},
		"a reminder again":   {record{said: asked(0, "a"), got: []got{a, reminder, again(reminder, 12)}}, []time.Time{at(10)}, "came twice"},
		"two reminders":      {record{said: asked(0, "a"), got: []got{a, reminder, other(reminder, "s")}}, nil, "2 reminders"},
		"a late reminder":    {record{said: asked(0, "a"), ends: []string{"b"}, got: []got{a, b, reminder}}, nil, "after the thanks"},
		"no thanks":          {record{said: asked(0, "a"), ends: []string{"b"}, got: []got{a}}, nil, "lost"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wrong := c.record.check(c.kills)
			if c.want == "" && len(wrong) > 0 || c.want != "" && (len(wrong) != 1 || !strings.Contains(wrong[0], c.want)) {
				t.Errorf("got %q, want %q", wrong, c.want)
			}
		})
	}
}

// Every message of a conversation has an answer that no other has.
func TestNumbered(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		lines := numbered(rand.New(rand.NewPCG(seed, 0)), *lines, true)
		seen := map[string]bool{}
		for i, l := range lines {
			if seen[l.wants] {
				t.Errorf("seed %d: two answers %q", seed, l.wants)
			}
			seen[l.wants] = true
			if l.text == "one more" && i > 0 && lines[i-1].group != 0 {
				t.Errorf("seed %d: after what was said at once it is not certain what one more is", seed)
			}
		}
	}
}
