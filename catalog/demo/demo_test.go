package demo_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
)

func products(t *testing.T) []catalog.Product {
	t.Helper()
	list, err := demo.Products()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestTheShopIsWorthVisiting(t *testing.T) {
	t.Parallel()
	list := products(t)
	count := map[string]int{}
	names := map[string]bool{}
	for _, p := range list {
		count["category "+p.CategoryPath()]++
		offer, _ := p.From()
		if p.CategoryPath() == "Camping/Tents" {
			count["tents"]++
			if offer.Price.Minor < 400_00 {
				count["tents under 400"]++
			}
			if offer.Price.Minor < 200_00 {
				count["tents under 200"]++
			}
		}
		if strings.HasPrefix(p.CategoryPath(), "Backpacks/") {
			count["backpacks"]++
		}
		if !p.Available() {
			count["sold out"]++
		}
		if offer.Reduced() {
			count["reduced"]++
		}
		if len(p.Options) == 2 {
			count["size and colour"]++
		}
		if names[p.Title.In("en")] {
			t.Errorf("two products are called %q", p.Title.In("en"))
		}
		names[p.Title.In("en")] = true
		complete(t, p)
	}
	categories := 0
	for name, n := range count {
		if strings.HasPrefix(name, "category ") {
			categories++
			if n < 3 {
				t.Errorf("%s has only %d products", name, n)
			}
		}
	}
	for what, least := range map[string]int{"tents": 10, "tents under 400": 6, "tents under 200": 4, "backpacks": 10, "sold out": 6, "reduced": 12, "size and colour": 10} {
		if count[what] < least {
			t.Errorf("%s: %d, want at least %d", what, count[what], least)
		}
	}
	if len(list) < 120 || categories < 12 {
		t.Errorf("%d products in %d categories", len(list), categories)
	}
}

// complete checks one product for what a shopper wants to know.
func complete(t *testing.T, p catalog.Product) {
	t.Helper()
	if p.Brand == "" || p.Description.In("en") == "" || len(p.Category) != 2 || len(p.Attributes) < 2 || len(p.Images) != 1 {
		t.Errorf("%s is incomplete: %+v", p.ID, p)
	}
	for i, level := range p.Category {
		if len(level) != 3 || level["en"] == "" || level["ru"] == "" || level["kk"] == "" {
			t.Errorf("%s: level %d of the category is %v", p.ID, i, level)
		}
	}
	if p.Rating.Count == 0 || p.Rating.Average < 3 {
		t.Errorf("%s has rating %+v", p.ID, p.Rating)
	}
	for _, o := range p.Offers() {
		if o.Price.Currency != demo.Currency || o.Price.Minor < 5_00 || o.Price.Minor > 1000_00 || o.Stock.Kind != catalog.StockCounted {
			t.Errorf("%s has offer %+v", p.ID, o)
		}
	}
	for _, v := range p.Variants {
		if len(v.Values) != len(p.Options) || v.Values["colour"] != "" && v.Image == nil {
			t.Errorf("%s: variant %+v", p.ID, v)
		}
	}
}

// Attributes that products are compared by must be of one kind and unit.
func TestAttributesAgree(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, p := range products(t) {
		for _, a := range p.Attributes {
			if a.Name == "picture" {
				t.Errorf("%s shows how it is drawn", p.ID)
			}
			kind := string(a.Kind) + " " + a.Unit
			if before, ok := seen[a.Name]; ok && before != kind {
				t.Errorf("%s: %s is %q, elsewhere %q", p.ID, a.Name, kind, before)
			}
			seen[a.Name] = kind
		}
	}
}

func TestEveryPictureIsSound(t *testing.T) {
	t.Parallel()
	pictures := map[string]catalog.ProductID{}
	for _, p := range products(t) {
		svg, err := demo.Picture(p.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		again, _ := demo.Picture(p.ID, "no such colour")
		if !bytes.Equal(svg, again) {
			t.Errorf("%s is drawn differently each time", p.ID)
		}
		if shapes := sound(t, p.ID, svg); shapes < 8 {
			t.Errorf("%s has only %d shapes", p.ID, shapes)
		}
		pictures[string(svg)] = p.ID
		differ := map[string]string{}
		for _, v := range p.Variants {
			one, _ := demo.Picture(p.ID, v.Values["colour"])
			if before, ok := differ[string(one)]; ok && before != v.Values["colour"] {
				t.Errorf("%s looks the same in %s and %s", p.ID, before, v.Values["colour"])
			}
			differ[string(one)] = v.Values["colour"]
		}
	}
	if len(pictures) < len(products(t)) {
		t.Errorf("only %d pictures differ", len(pictures))
	}
	if _, err := demo.Picture("nothing", ""); !errors.Is(err, catalog.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

// sound reads a picture: well-formed, plain shapes only. It counts them.
func sound(t *testing.T, id catalog.ProductID, svg []byte) (shapes int) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return shapes
		}
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		if e, ok := token.(xml.StartElement); ok {
			shapes++
			if !slices.Contains([]string{"svg", "g", "path", "rect", "ellipse"}, e.Name.Local) {
				t.Errorf("%s has a %s", id, e.Name.Local)
			}
			for _, a := range e.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Value, "url(") || a.Value == "" || strings.Contains(a.Value, "%!") {
					t.Errorf("%s: %s=%q", id, a.Name.Local, a.Value)
				}
			}
		}
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	h := demo.Handler()
	get := func(method, url, known string) *http.Response {
		r := httptest.NewRequest(method, url, http.NoBody)
		if known != "" {
			r.Header.Set("If-None-Match", known)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Result()
	}
	for _, p := range products(t) {
		for _, image := range append(images(p), p.Images[0].URL) {
			res := get(http.MethodGet, image, "")
			if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "image/svg+xml" {
				t.Fatalf("%s: %s", image, res.Status)
			}
		}
	}
	url := demo.PictureURL("heron-2", "Rust")
	known := get(http.MethodGet, url, "").Header.Get("ETag")
	for _, tt := range []struct {
		method, url, known string
		want               int
	}{
		{http.MethodGet, url, known, http.StatusNotModified},
		{http.MethodHead, "/chat" + url, "", http.StatusOK},
		{http.MethodPost, url, "", http.StatusMethodNotAllowed},
		{http.MethodGet, "/demo/pictures/nothing.svg", "", http.StatusNotFound},
		{http.MethodGet, "/demo/pictures/heron-2", "", http.StatusNotFound},
		{http.MethodGet, "/", "", http.StatusNotFound},
	} {
		if got := get(tt.method, tt.url, tt.known); got.StatusCode != tt.want {
			t.Errorf("%s %s: %s, want %d", tt.method, tt.url, got.Status, tt.want)
		}
	}
}

func images(p catalog.Product) (urls []string) {
	for _, v := range p.Variants {
		if v.Image != nil {
			urls = append(urls, v.Image.URL)
		}
	}
	return urls
}

func Example() {
	list, _ := demo.Products()
	tent := list[1]
	price, from := tent.Price()
	fmt.Println(tent.Title.In("en"), "·", tent.CategoryPath(), "·", price.Format("en"), from)
	fmt.Println(tent.Options[0].Values, tent.Variants[0].Image.URL)
	// Output:
	// Heron 2 backpacking tent · Camping/Tents · $229.00 false
	// [Moss Rust Slate] /demo/pictures/heron-2.svg?colour=Moss
}
