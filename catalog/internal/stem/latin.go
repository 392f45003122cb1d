package stem

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The two keyboards of a Russian or Kazakh shopper, key by key.
const (
	latinKeys    = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
	cyrillicKeys = "йцукенгшщзхъфывапролджэячсмитьбюе"
)

// OtherKeyboard types a folded word with the other keyboard: "gfkfnrf" becomes
// «палатка». It is "" where a letter has no key there.
func OtherKeyboard(word string) string {
	from, to := []rune(latinKeys), []rune(cyrillicKeys)
	if HasCyrillic(word) {
		from, to = to, from
	}
	missing := false
	out := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		i := slices.Index(from, r)
		if missing = missing || i < 0; missing {
			return -1
		}
		return to[i]
	}, word)
	if missing {
		return ""
	}
	return out
}

// maxSpellings is how many ways to spell a word in the other script are tried.
const maxSpellings = 32

// OtherScript spells a folded word by sound in the other script, the likeliest
// spelling first: "jilet" may be «йилет» or «жилет». Vowels that [Kazakh]
// counts as equal are not told apart.
func OtherScript(word string) []string {
	sounds := latinSounds
	if HasCyrillic(word) {
		sounds, word = cyrillicSounds, Plain(word)
	}
	spellings := []string{""}
	for i := 0; i < len(word); {
		n := longestSound(sounds, word[i:])
		if n == 0 {
			r, size := utf8.DecodeRuneInString(word[i:])
			if r > '9' {
				return nil
			}
			spellings, i = extend(spellings, []string{word[i : i+size]}), i+size
			continue
		}
		spellings, i = extend(spellings, sounds[word[i:i+n]]), i+n
	}
	return spellings
}

// extend appends each of some endings to each spelling. The first ending of the
// first spelling stays first; there are never more than maxSpellings.
func extend(spellings, ends []string) []string {
	var all []string
	for _, e := range ends {
		for _, s := range spellings {
			if len(all) < maxSpellings {
				all = append(all, s+e)
			}
		}
	}
	return all
}

// longestSound returns how many bytes of text make the longest sound it begins
// with; 0 if it begins with none.
func longestSound(sounds map[string][]string, text string) int {
	for n := min(4, len(text)); n > 0; n-- {
		if sounds[text[:n]] != nil {
			return n
		}
	}
	return 0
}

// latinSounds are the ways to write Russian and Kazakh in Latin letters: by
// ear, by the passport, by either Kazakh alphabet, in plain letters.
var latinSounds = makeSounds(`
	shch=щ sch=щ,ш sh=ш zh=ж kh=х,к ts=ц,тс ch=ч gh=г dj=ж dzh=дж ph=ф ck=к ng=нг,н
	yo=е jo=е yu=ю ju=ю,жу iu=ю ya=я ja=я,жа ia=я,иа ye=е je=е,же yi=и ee=и oo=у
	a=а b=б c=к,с,ц d=д e=е,э f=ф g=г h=х i=и,ы j=ж,й k=к l=л m=м n=н o=о p=п q=к r=р s=с t=т u=у v=в w=в,у x=х,кс
	y=ы,й,и z=з`)

// cyrillicSounds are the ways back, for names and loan words.
var cyrillicSounds = makeSounds(`
	кс=x,ks дж=j ей=ay,ey кв=qu,kv
	а=a б=b в=v,w г=g д=d е=e ж=zh,j з=z,s и=i,ee й=y к=k,c л=l м=m н=n о=o п=p р=r с=s,c т=t у=u,oo ф=f,ph х=h,kh ц=ts,c ч=ch
	ш=sh щ=sch ъ= ы=y ь= э=e,a ю=yu,u я=ya,ia`)

func makeSounds(table string) map[string][]string {
	m := make(map[string][]string)
	for entry := range strings.FieldsSeq(table) {
		sound, letters, _ := strings.Cut(entry, "=")
		m[sound] = strings.Split(letters, ",")
	}
	return m
}
