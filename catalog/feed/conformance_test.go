package feed_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/catalogtest"
	"github.com/sauda-commerce/sauda/catalog/feed"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	feeds := map[string]struct{ before, after string }{
		"csv": {
			"id,title,price,item_group_id,size\na,A,1,,\nb,B,free,,\nc,C,1,,\nd1,D,1,d,S\nd2,D,1,d,M\n",
			"id,title,price,item_group_id,size\nc,C,1,,\nd1,D,1,d,S\nd2,D,1,d,M\nnew,N,1,,\n",
		},
		"jsonl": {
			`{"id":"a","title":"A","price":1}` + "\n{\n" + `{"id":"c","title":"C","price":1}` + "\n" + `{"id":"d","title":"D","price":1,"variants":[{"size":"S"},{"size":"M"}]}`,
			`{"id":"c","title":"C","price":1}` + "\n" + `{"id":"d","title":"D","price":1}` + "\n" + `{"id":"new","title":"N","price":1}`,
		},
		"xml": {
			"<rss><item><id>a</id><title>A</title><price>1</price></item><item><id>c</id><title>C</title><price>1</price></item><item/><item><id>d</id><title>D</title><price>1</price></item></rss>",
			"<rss><item><id>c</id><title>C</title><price>1</price></item><item><id>d</id><title>D</title><price>1</price></item><item><id>new</id><title>N</title><price>1</price></item></rss>",
		},
	}
	for name, text := range feeds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			catalogtest.RunSource(t, func(t *testing.T) catalogtest.Source {
				path := filepath.Join(t.TempDir(), "feed")
				write(t, path, text.before, noon)
				return catalogtest.Source{
					Source: feed.New(feed.Config{Path: path, Currency: "USD"}),
					Want:   []catalog.ProductID{"a", "c", "d"}, BadRows: 1,
					Change: func() (put, deleted catalog.ProductID) {
						write(t, path, text.after, noon.Add(time.Minute))
						return "new", "a"
					},
				}
			})
		})
	}
}

func write(t *testing.T, path, text string, at time.Time) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}
