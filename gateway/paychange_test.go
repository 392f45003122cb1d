package gateway

import (
	"net/url"
	"path"
	"strings"
	"testing"
)

// A price that has changed since the link was sent is shown, and never asked for
// unseen: the page of before opens nothing, the page of now does.
func TestPriceChangesBeforePaying(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/chat", Options{})
	v := s.visitor()
	v.says("tents under 400", "Tents")
	v.taps("Add to cart", "in your cart")
	v.taps("Checkout", "name")
	v.says("Ann Lee, ann@example.com", "Your order")
	v.taps("Pay", "ready")
	link := v.last.Link.URL
	_, before := s.do("GET", link, "")
	view, err := s.shop.PayLink(t.Context(), path.Base(link))
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.shop.Catalog().Product(view.Order.Quote.Lines[0].Ref.Product)
	if err != nil {
		t.Fatal(err)
	}
	p.Offer.Price.Minor += 700
	if err := s.shop.Catalog().Put(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	form := func(page string) string {
		_, total, _ := strings.Cut(page, `name="total" value="`)
		total, _, _ = strings.Cut(total, `"`)
		return url.Values{"total": {total}}.Encode()
	}
	const kind = "application/x-www-form-urlencoded"
	res, now := s.do("POST", link, form(before), "Content-Type", kind)
	if res.StatusCode != 409 || !strings.Contains(now, "The price has changed meanwhile") || !strings.Contains(now, "Since this link was sent") {
		t.Fatalf("paying what she saw before: %d %s", res.StatusCode, now)
	}
	if res, page := s.do("POST", link, form(now), "Content-Type", kind); res.StatusCode != 303 {
		t.Errorf("paying what she sees now: %d %s", res.StatusCode, page)
	}
}
