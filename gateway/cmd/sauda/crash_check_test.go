package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// said is a message that the shop acknowledged.
type said struct {
	text  string
	wants string // what the answer to it says, and no other answer does
	group int    // messages of one, not 0, were said at once: in any order
	asked time.Time
	acked time.Time
}

// got is a message as the shopper received it.
type got struct {
	id   string // the shop's own: copies have the same
	text string
	link string
	at   time.Time
}

// record is what one shopper said and what she received, in order.
type record struct {
	name string
	said []said
	got  []got
	// begins and ends are what the shop says of its own accord, before the
	// answers and after them.
	begins, ends []string
}

// check returns what is wrong with a record. Kills are the times at which a
// node was killed or stopped.
func (r record) check(kills []time.Time) (wrong []string) {
	answers, reminders := r.distinct()
	if len(reminders) > 1 {
		wrong = append(wrong, fmt.Sprintf("%d reminders", len(reminders)))
	}
	if len(r.ends) > 0 && len(reminders) > 0 && len(answers) > 0 && reminders[0].at.After(answers[len(answers)-1].at) {
		wrong = append(wrong, "a reminder after the thanks")
	}
	wrong = append(wrong, r.order(r.sorted(answers))...)
	wrong = append(wrong, r.copies(kills)...)
	return append(wrong, r.links()...)
}

// distinct returns the messages received, without copies, reminders apart.
func (r record) distinct() (answers, reminders []got) {
	seen := map[string]bool{}
	for _, g := range r.got {
		switch {
		case seen[g.id]:
		case g.reminds():
			reminders = append(reminders, g)
		default:
			answers = append(answers, g)
		}
		seen[g.id] = true
	}
	return answers, reminders
}

func (g got) reminds() bool { return strings.Contains(g.text, reminds) }

// order looks whether each message was answered once, and in order: nothing
// lost, nothing handled twice, no two turns at a time.
func (r record) order(answers []got) (wrong []string) {
	wants := slices.Clone(r.begins)
	for _, s := range r.said {
		wants = append(wants, s.wants)
	}
	wants = append(wants, r.ends...)
	for i, want := range wants {
		if i >= len(answers) {
			return append(wrong, fmt.Sprintf("lost: no answer %q (the last of %d is %q)", want, len(answers), last(answers)))
		}
		if !answers[i].says(want) {
			return append(wrong, fmt.Sprintf("answer %d of %d is %q, want %q: %s", i+1, len(wants), answers[i].text, want, r.diagnose(answers, wants, i)))
		}
	}
	if len(answers) > len(wants) {
		return append(wrong, fmt.Sprintf("doubled: %d answers to %d messages, one too many is %q", len(answers), len(wants), answers[len(wants)].text))
	}
	return wrong
}

// sorted puts answers to what was said at once into the order of the messages.
func (r record) sorted(answers []got) []got {
	answers = slices.Clone(answers)
	for i := 0; i < len(r.said); {
		j := i + 1
		for r.said[i].group != 0 && j < len(r.said) && r.said[j].group == r.said[i].group {
			j++
		}
		if from, to := len(r.begins)+i, len(r.begins)+j; to <= len(answers) {
			rank := func(g got) int {
				return slices.IndexFunc(r.said[i:j], func(s said) bool { return g.says(s.wants) })
			}
			slices.SortStableFunc(answers[from:to], func(a, b got) int { return rank(a) - rank(b) })
		}
		i = j
	}
	return answers
}

func last(all []got) string {
	if len(all) == 0 {
		return "none"
	}
	return all[len(all)-1].text
}

func (g got) says(want string) bool { return strings.Contains(g.text, want) }

// diagnose says what may have happened to the i-th answer.
func (r record) diagnose(answers []got, wants []string, i int) string {
	if i > 0 && answers[i].says(wants[i-1]) {
		return "handled twice"
	}
	if slices.ContainsFunc(answers[i:], func(g got) bool { return g.says(wants[i]) }) {
		return "out of order"
	}
	return "lost, or handled with another's state"
}

// copies looks whether each message received again is explained by a kill of
// its own between the two, and no reminder came twice.
func (r record) copies(kills []time.Time) (wrong []string) {
	first := map[string]time.Time{}
	used := map[time.Time]bool{}
	for _, g := range r.got {
		since, again := first[g.id]
		if !again {
			first[g.id] = g.at
			continue
		}
		if g.reminds() {
			wrong = append(wrong, fmt.Sprintf("reminder %s came twice", g.id))
			continue
		}
		const inFlight = time.Second // on a busy machine a phone reads late what was sent before the kill
		at := slices.IndexFunc(kills, func(k time.Time) bool {
			return !used[k] && k.After(since.Add(-inFlight)) && k.Before(g.at)
		})
		if at < 0 {
			wrong = append(wrong, fmt.Sprintf("%q came again after %v without a kill between", g.text, g.at.Sub(since)))
			continue
		}
		used[kills[at]] = true
	}
	return wrong
}

// links looks whether all pay links are one.
func (r record) links() (wrong []string) {
	link := ""
	for _, g := range r.got {
		if g.link == "" {
			continue
		}
		if link != "" && g.link != link {
			wrong = append(wrong, "a second pay link")
		}
		link = g.link
	}
	return wrong
}

// doubled is how many messages came again.
func (r record) doubled() int {
	seen := map[string]bool{}
	for _, g := range r.got {
		seen[g.id] = true
	}
	return len(r.got) - len(seen)
}

// times returns the longest that an answer took after the acknowledgement of what
// it answers; the longest that one took after the last kill that came between
// the two; and what those took for which none did.
func (r record) times(kills []time.Time) (longest, takeover time.Duration, undisturbed []time.Duration) {
	answers, _ := r.distinct()
	answers = r.sorted(answers)
	for i, s := range r.said {
		n := len(r.begins) + i
		if n >= len(answers) {
			break
		}
		at := answers[n].at
		longest = max(longest, at.Sub(s.acked))
		disturbed := false
		for _, k := range slices.Backward(kills) {
			if k.Before(at) {
				if disturbed = k.After(s.acked); disturbed {
					takeover = max(takeover, at.Sub(k))
				}
				break
			}
		}
		if !disturbed {
			undisturbed = append(undisturbed, at.Sub(s.acked))
		}
	}
	return longest, takeover, undisturbed
}
