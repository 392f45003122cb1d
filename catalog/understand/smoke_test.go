package understand

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestSmoke(t *testing.T) {
	b, _ := os.ReadFile(os.Getenv("SMOKE"))
	r := New(testVocabulary(), Config{})
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		m := r.Read(line, testContext())
		fmt.Printf("%-45s %s/%s %v q=%d", line, m.Intent, m.Topic, m.Confident, m.Quantity)
		for _, w := range m.Wishes {
			fmt.Printf(" [%s %s %s %v %s %q]", w.Kind, w.Strength, w.Name, w.Values, rng(w), w.Span.Of(line))
		}
		for _, it := range m.Items {
			fmt.Printf(" {%d %s %v p%v that%v all%v %q}", it.Quantity, it.Place, it.At, it.Pointed, it.That, it.All, it.Query.Text)
		}
		fmt.Printf(" T=%q out=%v ref=%s\n", m.Query.Text, m.OptOut, m.OrderRef)
	}
}

func rng(w Wish) string {
	s := ""
	if w.Range.Min != nil {
		s += fmt.Sprint(*w.Range.Min)
	}
	if w.Range.Max != nil {
		s += fmt.Sprint("..", *w.Range.Max)
	}
	return s
}
