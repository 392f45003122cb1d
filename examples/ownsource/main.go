// Command ownsource sells what is in a shop's own SQL table: Sauda reads the
// rows that changed since it last asked, and the table stays the truth.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"iter"
	"log"
	"os"
	"strconv"
	"strings"

	_ "modernc.org/sqlite"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// schema is the shop's own. A counter that a trigger moves says what changed.
const schema = `
CREATE TABLE article (
	code TEXT PRIMARY KEY, name TEXT NOT NULL, cents INTEGER NOT NULL, pieces INTEGER NOT NULL,
	deleted INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0);
CREATE TRIGGER article_new AFTER INSERT ON article BEGIN
	UPDATE article SET changed = (SELECT max(changed) + 1 FROM article) WHERE code = NEW.code; END;
CREATE TRIGGER article_changed AFTER UPDATE OF name, cents, pieces, deleted ON article BEGIN
	UPDATE article SET changed = (SELECT max(changed) + 1 FROM article) WHERE code = NEW.code; END;
INSERT INTO article (code, name, cents, pieces) VALUES ('A1', 'Wool socks', 1400, 12), ('A2', 'Rain hat', 2600, 3);`

// articles is a catalog.Source over the table.
type articles struct{ db *sql.DB }

// Changes yields the articles changed since the cursor, which is the number of
// the last change seen.
func (a articles) Changes(ctx context.Context, cursor string) iter.Seq2[catalog.Change, error] {
	return func(yield func(catalog.Change, error) bool) {
		rows, err := a.db.QueryContext(ctx,
			`SELECT code, name, cents, pieces, deleted, changed FROM article WHERE changed > ? ORDER BY changed`, number(cursor))
		if err != nil {
			yield(catalog.Change{}, fmt.Errorf("ownsource: %w", err))
			return
		}
		defer rows.Close()
		last := number(cursor)
		for rows.Next() {
			change, err := read(rows, &last)
			if !yield(change, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(catalog.Change{}, fmt.Errorf("ownsource: %w", err))
			return
		}
		yield(catalog.Change{Done: &catalog.Done{Cursor: strconv.FormatInt(last, 10)}}, nil)
	}
}

func read(rows *sql.Rows, last *int64) (catalog.Change, error) {
	var code, name string
	var cents int64
	var pieces int
	var deleted bool
	if err := rows.Scan(&code, &name, &cents, &pieces, &deleted, last); err != nil {
		return catalog.Change{}, fmt.Errorf("ownsource: %w", err)
	}
	if deleted {
		return catalog.Change{Delete: catalog.ProductID(code)}, nil
	}
	return catalog.Change{Put: &catalog.Product{
		ID: catalog.ProductID(code), SKU: code, Title: catalog.Text{"": name},
		Offer: catalog.Offer{
			Price: money.New(cents, "USD"),
			Stock: catalog.Stock{Kind: catalog.StockCounted, Count: pieces},
		},
	}}, nil
}

func number(cursor string) int64 {
	n, _ := strconv.ParseInt(cursor, 10, 64) // "" is 0: everything
	return n
}

// newShop puts Sauda's own tables, which begin with sauda_, beside the shop's.
func newShop(db *sql.DB, secret []byte) (*sdk.Shop, error) {
	return sdk.New(sdk.Config{
		Store:   sqlite.New(db, "sauda"),
		Catalog: catalog.New(articles{db}),
		Secrets: [][]byte{secret},
	})
}

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// run searches the articles for words and prints what it finds.
func run(ctx context.Context, words []string, out io.Writer) error {
	db, err := sql.Open("sqlite", "file::memory:?cache=shared")
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return err
	}
	shop, err := newShop(db, []byte("an example needs no good secret!"))
	if err != nil {
		return err
	}
	if _, err := shop.Sync(ctx); err != nil {
		return err
	}
	found, err := shop.Catalog().Search(ctx, catalog.Query{Text: strings.Join(words, " ")})
	if err != nil {
		return err
	}
	for _, h := range found.Hits {
		price, _ := h.Product.Price()
		fmt.Fprintln(out, h.Product.ID, h.Product.Title.In("en"), price.Format("en"))
	}
	return nil
}
