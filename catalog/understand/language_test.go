package understand

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestTables reads the word tables strictly: what the parser would pass over in
// silence is a mistake here.
func TestTables(t *testing.T) {
	t.Parallel()
	intents := map[string]bool{tagTake: true}
	for _, in := range []Intent{
		IntentSearch, IntentBrowse, IntentAdvise, IntentCheaper, IntentMore, IntentReset, IntentDetails, IntentCompare, IntentSkip, IntentAdd,
		IntentRemove, IntentSetQuantity, IntentShowCart, IntentClearCart, IntentCheckout, IntentPay, IntentReorder, IntentOrders, IntentCancel,
		IntentCancelOrder, IntentAsk, IntentHelp, IntentPerson, IntentUpset, IntentLanguage, IntentGreet, IntentThanks, IntentBye, IntentYes, IntentNo,
		IntentBack, IntentMenu, IntentOptOut, IntentOptIn, IntentRestock,
	} {
		intents[string(in)] = true
	}
	files, err := wordFiles.ReadDir("words")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		t.Run(f.Name(), func(t *testing.T) {
			t.Parallel()
			data, err := wordFiles.ReadFile("words/" + f.Name())
			if err != nil {
				t.Fatal(err)
			}
			section, seen := "", map[string]bool{}
			for n, line := range strings.Split(string(data), "\n") {
				line = strings.TrimSpace(line)
				switch {
				case line == "" || strings.HasPrefix(line, "//") || strings.HasPrefix(line, "let "):
					continue
				case strings.HasPrefix(line, "= "):
					section = strings.Fields(line)[1]
					tag, _, _ := strings.Cut(section, "/")
					if seen[tag] = true; !strings.ContainsAny(tag[:1], ".:") && !intents[tag] && tag != "stop" && tag != "polite" && tag != "known" {
						t.Errorf("line %d: unknown section %q", n+1, section)
					}
				default:
					checkLine(t, n+1, section, line)
				}
			}
			for tag := range intents {
				if !seen[tag] && f.Name() == "en.txt" {
					t.Errorf("nothing says %q", tag)
				}
			}
		})
	}
}

func checkLine(t *testing.T, n int, section, line string) {
	t.Helper()
	for _, field := range strings.Fields(line) {
		if strings.HasPrefix(section, ":") {
			return
		}
		field = strings.TrimPrefix(field, "?")
		switch {
		case field == "^", field == "$", field == "#", field == "##", field == "#th":
		case len(field) == 2 && field[0] == '~' && field[1] >= '0' && field[1] <= '9':
		default:
			checkWords(t, n, field)
		}
	}
}

func checkWords(t *testing.T, n int, field string) {
	t.Helper()
	for word := range strings.SplitSeq(field, "|") {
		if strings.Contains(field, "|") && (word == "#" || word == "##" || word == "#th") {
			continue
		}
		word, _, _ = strings.Cut(word, "+")
		stem, isPrefix := strings.CutSuffix(word, "*")
		named := word != "" && strings.ToUpper(word) == word
		if !named && (fold(word) != word || strings.ContainsAny(word, "?~#^$()'") || word == "" || isPrefix && utf8.RuneCountInString(stem) < 3) {
			t.Errorf("line %d: bad word %q", n, word)
		}
		if !named && strings.Contains(word, "-") && !strings.HasPrefix(word, "thumbs-") {
			t.Errorf("line %d: %q has a hyphen and can never match", n, word)
		}
	}
}
