package locale_test

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/sauda-commerce/sauda/sdk/locale"
)

func TestTone(t *testing.T) {
	t.Parallel()
	own := fstest.MapFS{"ru/welcome.yaml": file("again: Снова вы!")}
	for name, tt := range map[string]struct {
		tone            locale.Tone
		overrides       fs.FS
		lang, key, want string
	}{
		"none":                {"", nil, "ru", "welcome.again", "Здравствуйте! Что ищете?"},
		"formal":              {locale.Formal, nil, "ru", "welcome.again", "Здравствуйте! Что ищете?"},
		"friendly":            {locale.Friendly, nil, "ru", "welcome.again", "Привет! Что ищешь?"},
		"the same in both":    {locale.Friendly, nil, "ru", "cart.add", "В корзину"},
		"English has one":     {locale.Friendly, nil, "en", "welcome.again", "Hello! What are you looking for?"},
		"the shop's own wins": {locale.Friendly, own, "ru", "welcome.again", "Снова вы!"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all, err := locale.NewTone(tt.tone, tt.overrides)
			if err != nil {
				t.Fatal(err)
			}
			if got := all.Printer(tt.lang).T(tt.key); got != tt.want {
				t.Errorf("says %q, want %q", got, tt.want)
			}
		})
	}
}

func TestUnknownTone(t *testing.T) {
	t.Parallel()
	_, err := locale.NewTone("rude")
	if want := `locale: bad texts: tone "rude": write formal or friendly`; !errors.Is(err, locale.ErrTexts) || err.Error() != want {
		t.Errorf("NewTone: %v, want %s", err, want)
	}
}

func TestRussian(t *testing.T) {
	t.Parallel()
	p := texts(t, nil).Printer("ru-KZ")
	for n, want := range map[int]string{
		0: "Нашлось 0 товаров", 1: "Нашёлся 1 товар", 3: "Нашлось 3 товара", 11: "Нашлось 11 товаров",
		21: "Нашёлся 21 товар", 22: "Нашлось 22 товара", 1112: "Нашлось 1\u00a0112 товаров",
	} {
		if got := p.N("search.found", n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int]string{
		1: "Чайник — теперь в корзине, цена 10 $.", 2: "2 × Чайник — теперь в корзине, по 10 $ за штуку.", 21: "21 × Чайник — теперь в корзине, по 10 $ за штуку.",
	} {
		if got := p.N("cart.added", n, "Title", "Чайник", "Price", "10 $"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}
