package demo

import (
	"strings"
	"testing"
)

// heaviest is how many bytes a picture may have: a list of ten loads in a
// moment on a slow phone.
const heaviest = 6000

// Every product has a drawing of its own, and every drawing a product.
func TestEveryProductHasItsDrawing(t *testing.T) {
	t.Parallel()
	drawn := map[string]string{}
	for id, m := range models() {
		if drawings[m.kind] == nil {
			t.Errorf("%s is drawn as %q, which there is not", id, m.kind)
		}
		if other, ok := drawn[m.kind]; ok {
			t.Errorf("%s and %s are drawn alike", id, other)
		}
		drawn[m.kind] = string(id)
	}
	for kind := range drawings {
		if drawn[kind] == "" {
			t.Errorf("no product is drawn as %q", kind)
		}
	}
}

// A picture is light and shows the colour that it is asked for.
func TestPicturesAreLightAndTrueToColour(t *testing.T) {
	t.Parallel()
	products, err := Products()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range products {
		wanted := []string{models()[p.ID].colour}
		for _, o := range p.Options {
			if o.Name == "colour" {
				wanted = append(wanted, o.Values...)
			}
		}
		for _, colour := range wanted {
			svg, err := Picture(p.ID, colour)
			if err != nil || len(svg) > heaviest {
				t.Errorf("%s in %s: %d bytes, %v", p.ID, colour, len(svg), err)
			}
			if hex := colours[colour]; hex == "" || !strings.Contains(string(svg), `fill="`+hex+`"`) && !strings.Contains(string(svg), `stroke="`+hex+`"`) {
				t.Errorf("%s is not %s %q", p.ID, colour, hex)
			}
		}
	}
}

// Colours by nature are those of kinds and paints that there are.
func TestNaturalColours(t *testing.T) {
	t.Parallel()
	for kind, colour := range natural {
		if drawings[kind] == nil || colours[colour] == "" {
			t.Errorf("%s is %s", kind, colour)
		}
	}
	for _, colour := range plain {
		if colours[colour] == "" {
			t.Errorf("there is no %s", colour)
		}
	}
	for _, m := range models() {
		if rooms[m.room] == "" {
			t.Errorf("there is no background for %q", m.room)
		}
	}
}
