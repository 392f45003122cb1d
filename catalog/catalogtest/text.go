package catalogtest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// say is an expectation of a text alone.
func say(text, want string) expectation { return expectation{catalog.Query{Text: text}, want} }

func checkWords(ctx context.Context, x catalog.Index) error {
	return expect(ctx, x,
		say("backpack", "pack-ridge pack-vale"),
		say("backpacks", "pack-ridge pack-vale"),
		say("peg", "tent-pegs"),
		say("палатки", "palatka"),
		say("тёплую палатку", "palatka"),
		say("vale backpack", "pack-vale"),
		say("the kettle with a stove", "kettle"),
		say("pinline shirt", "tee"),
		say("altai", "palatka"),
	)
}

func checkFolding(ctx context.Context, x catalog.Index) error {
	return expect(ctx, x, say("CAFE", "cafe"), say("café", "cafe"), say("ötzi", "cafe"), say("otzi", "cafe"), say("теплая", "palatka"))
}

func checkTypos(ctx context.Context, x catalog.Index) error {
	if err := expect(ctx, x, say("ketle", "kettle"), say("bakcpack", "pack-ridge pack-vale"), say("bakcpakc", "pack-ridge pack-vale"), say("палатака", "palatka")); err != nil {
		return err
	}
	r, err := x.Search(ctx, catalog.Query{Text: "Ridge bakcpack"})
	if err != nil || r.Corrected != "Ridge backpack" {
		return fmt.Errorf("a mended search says it searched %q, want %q (%w)", r.Corrected, "Ridge backpack", errOr(err))
	}
	return nil
}

func checkPrefix(ctx context.Context, x catalog.Index) error {
	return expect(ctx, x, say("backp", "pack-ridge pack-vale"), say("ridge ba", "pack-ridge"), say("палат", "palatka"))
}

func checkCodes(ctx context.Context, x catalog.Index) error {
	return expect(ctx, x, say("KT-100", "kettle"), say("kt 100", "kettle"), say("4006381333931", "kettle"), say("tee-wm", "tee"))
}

func checkRelaxed(ctx context.Context, x catalog.Index) error {
	if err := put(ctx, x, shop()...); err != nil {
		return err
	}
	r, err := x.Search(ctx, catalog.Query{Text: "zzyzx backpack"})
	if err != nil || r.Total != 2 || !slices.Equal(r.Relaxed, []string{"zzyzx"}) {
		return fmt.Errorf("beside an unknown word %d products were found, want 2; Relaxed is %q, want [zzyzx] (%w)", r.Total, r.Relaxed, errOr(err))
	}
	r, err = x.Search(ctx, catalog.Query{Text: "zzyzx"})
	if err != nil || r.Total != 0 {
		return fmt.Errorf("an unknown word alone finds %d products, want none (%w)", r.Total, errOr(err))
	}
	return nil
}

func checkPartial(ctx context.Context, x catalog.Index) error {
	if err := put(ctx, x, shop()...); err != nil {
		return err
	}
	r, err := x.Search(ctx, catalog.Query{Text: "ridge backpack kettle"})
	if err != nil || !slices.Equal(ids(r), []string{"pack-ridge"}) || !r.Partial {
		return fmt.Errorf("of three words no product has all; found %q, want the one with two; Partial is %t (%w)", ids(r), r.Partial, errOr(err))
	}
	if r, err = x.Search(ctx, catalog.Query{Text: "ridge backpack"}); err != nil || r.Partial {
		return fmt.Errorf("a product has both words, but Partial is %t (%w)", r.Partial, errOr(err))
	}
	return nil
}

// checkHostile searches for what should never reach an index and does.
func checkHostile(ctx context.Context, x catalog.Index) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("search panicked: %v", p)
		}
	}()
	if err := put(ctx, x, shop()...); err != nil {
		return err
	}
	for _, t := range []string{
		"\xff\xfe", "\x00\x01tent", "🎒🎒", "e\u0301\u0301\u0301", "\u202etnet", "'", "-", "=", "=2000ml", "1,,5 l", "99999999999999999999999 kg",
		strings.Repeat("tent ", 5000), strings.Repeat("a", 100_000), strings.Repeat("é", 10_000), "%s%d ' OR 1=1 --",
	} {
		if _, err := x.Search(ctx, catalog.Query{Text: t}); err != nil {
			return fmt.Errorf("query %.20q: %w", t, err)
		}
	}
	return nil
}

// checkGolden asks as a shopper would; the right product should come first, or
// nearly: the mean reciprocal rank is at least 0.85.
func checkGolden(ctx context.Context, x catalog.Index) error {
	if err := put(ctx, x, append(shop(), decoys()...)...); err != nil {
		return err
	}
	queries := []struct{ text, want string }{
		{"kettle", "kettle"}, {"tent for four", "tent-birch"}, {"norrvik tent", "tent-alder"}, {"ridge backpack", "pack-ridge"},
		{"cafe press", "cafe"}, {"trail shirt", "tee"}, {"steel pegs", "tent-pegs"}, {"палатка", "palatka"},
	}
	sum := 0.0
	for _, q := range queries {
		got, err := find(ctx, x, catalog.Query{Text: q.text})
		if err != nil {
			return err
		}
		if i := slices.Index(got, q.want); i >= 0 {
			sum += 1 / float64(i+1)
		}
	}
	if mrr := sum / float64(len(queries)); mrr < 0.85 {
		return fmt.Errorf("the mean reciprocal rank of %d queries is %.2f, want at least 0.85", len(queries), mrr)
	}
	return nil
}

// decoys mention in passing what others are.
func decoys() []catalog.Product {
	about := func(id, title, description string) catalog.Product {
		p := item(id, title, "Books", "", 1500)
		p.Description = catalog.Text{"": description}
		return p
	}
	return []catalog.Product{
		about("a-guide", "Camp guide", "How to pitch a tent for four or two, boil a kettle, and hammer steel pegs into frozen ground."),
		about("b-atlas", "Trail atlas", "Fits a ridge backpack and a shirt pocket. Read it over coffee from the cafe press."),
	}
}
