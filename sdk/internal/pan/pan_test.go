package pan_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/sdk/internal/pan"
)

// The numbers are those that networks and providers publish for tests.
func TestMask(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"4242424242424242":                   "•••• 4242",
		"my card: 4242 4242 4242 4242 ok?":   "my card: •••• 4242 ok?",
		"4242-4242-4242-4242":                "•••• 4242",
		"4242.4242.4242.4242":                "•••• 4242",
		"4242 – 4242 – 4242 – 4242":          "•••• 4242",
		"4242\n4242\r\n4242\n4242":           "•••• 4242",
		"4242\u00a04242\u202f4242\u200b4242": "•••• 4242",
		"4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2":    "•••• 4242",
		"4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣":  "•••• 4242\ufe0f\u20e3",
		"４２４２ ４２４２ ４２４２ ４２４２":                               "•••• 4242",
		"٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢":                               "•••• 4242",
		"۴۲۴۲۴۲۴۲۴۲۴۲۴۲۴۲":                                  "•••• 4242",
		"४२४२४२४२४२४२४२४२":                                  "•••• 4242",
		"𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐":                                  "•••• 4242",
		"visa4242424242424242":                              "visa•••• 4242",
		"+4242424242424242":                                 "+•••• 4242",
		"3782 822463 10005":                                 "•••• 0005",
		"30569309025904":                                    "•••• 5904",
		"4222222222222":                                     "•••• 2222",
		"5555555555554444 and 2223003122003222":             "•••• 4444 and •••• 3222",
		"6200000000000005, 3566002020360505":                "•••• 0005, •••• 0505",
		"2200 0000 0000 0004":                               "•••• 0004", // Mir
		"8600 0000 0000 0007":                               "•••• 0007", // UzCard
		"6205500000000000004":                               "•••• 0004", // 19 digits
		"4242 4242 4242 4242 12/28 123":                     "•••• 4242 ••/•• •••",
		"4242 4242 4242 4242, exp 12/2028, cvc: 123. Thx":   "•••• 4242, exp ••/••, cvc: •••. Thx",
		"4242424242424242|12|28|123":                        "•••• 4242|••/••|•••",
		"4242424242424242 1228 123":                         "•••• 4242 ••• •••",
		"378282246310005 1234":                              "•••• 0005 •••",
		"12/28 4242 4242 4242 4242":                         "••/•• •••• 4242",
		"123 12/28 4242 4242 4242 4242":                     "••• ••/•• •••• 4242",
		"order 123: 4242 4242 4242 4242":                    "order 123: •••• 4242",
		"карта 4242424242424242 срок 01/30 код 999 спасибо": "карта •••• 4242 срок ••/•• код ••• спасибо",
		"2 tents, 4242 4242 4242 4242":                      "2 tents, •••• 4242",
		"2 4242 4242 4242 4242":                             "2 •••• 4242",
		"(4242) (4242) (4242) (4242)":                       "(•••• 4242)",
		"[4242][4242][4242][4242] 12/28":                    "[•••• 4242] ••/••",
		"4242+4242+4242+4242":                               "•••• 4242",
		"4242:4242:4242:4242;4242=4242=4242=4242":           "•••• 4242;•••• 4242",
		"'4242' '4242' '4242' '4242'":                       "'•••• 4242'",
		"4242~4242\\4242\"4242":                             "•••• 4242",
		"4242      4242      4242      4242":                "•••• 4242",
		"(3782) (822463) (10005)":                           "(•••• 0005)",
		"my CVV2 is 123":                                    "my CVV2 is •••",
		"cvc 1234, please":                                  "cvc •••, please",
	} {
		got, found := pan.Mask(text)
		if got != want || !found {
			t.Errorf("Mask(%q) = %q, %v, want %q", text, got, found, want)
		}
		if again, _ := pan.Mask(got); again != got {
			t.Errorf("Mask(%q) = %q", got, again)
		}
	}
}

// What is no card stays as it is.
func TestMaskNothing(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "hello", "two caps", "123", "call me at 123",
		"4242 4242 4242 4241",  // check digit
		"1234567812345670",     // passes Luhn, no card begins so
		"+49 151 1234 5678 90", // a phone number
		"+7 701 123 45 67", "87011234567", "8 (701) 123-45-67 4500",
		"4006381333931",          // an article number
		"LP00424242424242424242", // a parcel
		"RB123456789KZ", "1Z999AA10123456784",
		"sf4242424242424242", // letters of a code
		"order 1042", "fd0c88d1-b039-49a7-8d2f-384102511500", "#S-10423",
		"01 2345 6789 0123",
		"2026-11-30 22:04:32",
		"4 990 000 ₸",
		"between 100 and 200, 3 pieces",
		"42424242424242424242424242", // too long
		"•••• 4242 4242 4242 4242",   // masked before
		"\xff4242\xff4242",
		"(•••• 4242) (4242) (4242) (4242)",
		"4242 tents, 4242 caps, 4242 and 4242", "4242          4242 4242 4242",
		"(42) (42) (42) (42) (42) (42) (42) (42)", "14:42:42, 42:42:42, 42:42:42",
	} {
		if got, found := pan.Mask(text); found || got != text {
			t.Errorf("Mask(%q) = %q, %v", text, got, found)
		}
	}
}

// check is the digit that makes digits pass Luhn.
func check(digits string) string {
	sum := 0
	for i := range digits {
		v := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return fmt.Sprint((10 - sum%10) % 10)
}

// cards generates card numbers of the large networks.
var cards = rapid.Custom(func(t *rapid.T) string {
	k := rapid.SampledFrom([]struct {
		begins string
		n      int
	}{{"4", 16}, {"51", 16}, {"2221", 16}, {"34", 15}, {"37", 15}, {"36", 14}, {"62", 16}, {"62", 19}, {"2202", 16}, {"6011", 16}, {"8600", 16}}).Draw(t, "network")
	rest := rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), k.n-1-len(k.begins), k.n-1-len(k.begins), -1).Draw(t, "digits")
	return k.begins + rest + check(k.begins+rest)
})

// Whatever stands around a card number and between its groups, no more than four
// of its digits in a row are left, and the rest of the text is.
func TestMaskAlways(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := cards.Draw(t, "card")
		sep := rapid.SampledFrom([]string{"", " ", "-", "  ", " - ", "\n", "\u00a0", ".", "_", "/"}).Draw(t, "separator")
		zero := rapid.SampledFrom([]rune{'0', '٠', '۰', '０', '०'}).Draw(t, "script")
		before := rapid.SampledFrom([]string{"", "card ", "карта: ", "№ ", "(", "2 × ", "\"", "a\n", "visa", "құны 500 ₸. "}).Draw(t, "before")
		after := rapid.SampledFrom([]string{"", ".", " thank you", ")", " ok 5 pieces", "\nAnn", ", 12 Oak Street"}).Draw(t, "after")
		var b strings.Builder
		for i, d := range number {
			if i > 0 && i%4 == 0 {
				b.WriteString(sep)
			}
			b.WriteRune(zero + d - '0')
		}
		got, found := pan.Mask(before + b.String() + after)
		if len(number) == 19 && strings.HasSuffix(got, sep+"•••"+after) {
			return // its first 16 are a card, too, and then the rest is its code
		}
		if want := before + "•••• " + number[len(number)-4:] + after; !found || got != want {
			t.Fatalf("Mask(%q) = %q, want %q", before+b.String()+after, got, want)
		}
	})
}

// Digits that fail Luhn are never a card, however they look.
func TestMaskLuhn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := cards.Draw(t, "card")
		i := rapid.IntRange(0, len(number)-1).Draw(t, "place")
		wrong := number[:i] + string('0'+(number[i]-'0'+1)%10) + number[i+1:]
		if got, found := pan.Mask(wrong); found {
			t.Fatalf("Mask(%q) = %q", wrong, got)
		}
	})
}

// A long text costs what its length says.
func BenchmarkMask(b *testing.B) {
	for name, text := range map[string]string{
		"words": strings.Repeat("two caps and a tent, please ", 40),
		"cards": strings.Repeat("4242 4242 4242 4242 ", 4000),
		"ones":  strings.Repeat("4 2 ", 20000),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				pan.Mask(text)
			}
		})
	}
}

func FuzzMask(f *testing.F) {
	for _, s := range []string{"4242 4242 4242 4242 12/28 123", "cvc 123", "+49 151", "cvc•••• 1111", "12/28 123 378282246310005", "\xff٤٢٤٢4️⃣", "•••• 4242 4242424242424242"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, found := pan.Mask(text)
		if !found && got != text {
			t.Errorf("Mask(%q) = %q and found nothing", text, got)
		}
		if again, more := pan.Mask(got); again != got || more {
			t.Errorf("Mask(%q) = %q, again %q", text, got, again)
		}
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("Mask(%q) = %q, not UTF-8", text, got)
		}
	})
}

// Among what shoppers and shops write in the shared corpora, cards are rare: the
// count is looked at here, and what is found was looked at by a person.
func TestMaskCorpora(t *testing.T) {
	t.Parallel()
	const data = "../../../../shared/data"
	if _, err := os.Stat(data); err != nil {
		t.Skip("the shared corpora are not here")
	}
	lines, hits := 0, 0
	err := filepath.WalkDir(data, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".webp") || strings.HasSuffix(path, ".png") {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil || !utf8.Valid(raw) {
			return err
		}
		for line := range strings.Lines(string(raw)) {
			lines++
			if got, found := pan.Mask(line); found {
				hits++
				if hits <= 20 {
					t.Logf("%s: %.200s", filepath.Base(path), got)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d lines", hits, lines)
	if hits > lines/50_000 {
		t.Errorf("%d of %d lines were taken for cards", hits, lines)
	}
}
