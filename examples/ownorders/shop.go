package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"time"

	_ "modernc.org/sqlite"
)

// schema is the shop's own. An order's key is made by who asks for it, so that
// asking twice is not buying twice.
const schema = `
CREATE TABLE IF NOT EXISTS article (
	code TEXT PRIMARY KEY, name TEXT NOT NULL, cents INTEGER NOT NULL, pieces INTEGER NOT NULL CHECK (pieces >= 0));
CREATE TABLE IF NOT EXISTS customer (id TEXT PRIMARY KEY, name TEXT NOT NULL, phone TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
	id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, buyer TEXT NOT NULL, ship_to TEXT NOT NULL,
	cents INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'open', at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS order_line (id INTEGER NOT NULL, code TEXT NOT NULL, pieces INTEGER NOT NULL, cents INTEGER NOT NULL);
INSERT OR IGNORE INTO article VALUES ('A1', 'Wool socks', 1400, 60), ('A2', 'Rain hat', 2600, 3), ('A3', 'Tin mug', 900, 60);
INSERT OR IGNORE INTO customer VALUES ('ann', 'Ann Lee', '+12025550143');`

var errUnknown = errors.New("no such order")

// short is what cannot be had, each with how many pieces of it are left.
type short []article

func (short) Error() string { return "there is not enough of it" }

// repriced is what is wanted, at other prices than the buyer was told.
type repriced []article

func (repriced) Error() string { return "the price is another one" }

// article is something on the shelf, or some pieces of it in an order.
type article struct {
	code, name string
	cents      int64 // for one
	pieces     int
}

type customer struct{ id, name, phone string }

// sale is one order, with its lines at the prices they were sold at.
type sale struct {
	number, key, state string
	buyer, shipTo      string
	cents              int64 // in all
	at                 time.Time
	lines              []article
}

// shop is the shop's own code over its own tables.
type shop struct{ db *sql.DB }

// openShop opens the shop's database in a folder.
func openShop(ctx context.Context, dir string) (shop, error) {
	file := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(filepath.Join(dir, "shop.db")),
		RawQuery: "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)"}
	db, err := sql.Open("sqlite", file.String())
	if err != nil {
		return shop{}, err
	}
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return shop{}, errors.Join(err, db.Close())
	}
	return shop{db}, nil
}

func (s shop) articles(ctx context.Context) ([]article, error) {
	return rows(ctx, s.db, func(r *sql.Rows, a *article) error { return r.Scan(&a.code, &a.name, &a.cents, &a.pieces) },
		`SELECT code, name, cents, pieces FROM article ORDER BY code`)
}

// today is what is wanted at today's names and prices; short of what is not
// sold.
func (s shop) today(ctx context.Context, wanted []article) ([]article, error) {
	lines := slices.Clone(wanted)
	for i, w := range wanted {
		a, err := find(ctx, s.db, w.code)
		if err != nil {
			return nil, err
		}
		lines[i].name, lines[i].cents = a.name, a.cents
	}
	return lines, nil
}

// sum is what lines cost.
func sum(lines []article) (cents int64) {
	for _, l := range lines {
		cents += l.cents * int64(l.pieces)
	}
	return cents
}

// customer finds who has logged in.
func (s shop) customer(ctx context.Context, id string) (customer, bool, error) {
	c := customer{id: id}
	err := s.db.QueryRowContext(ctx, `SELECT name, phone FROM customer WHERE id = ?`, id).Scan(&c.name, &c.phone)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	return c, err == nil, err
}

// buy takes an order at the price that the buyer was told, or says why not:
// short, or repriced. Under a key that it has it answers with that order.
func (s shop) buy(ctx context.Context, o sale) (number string, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return "", err
	}
	defer tx.Rollback()
	var id int64
	err = tx.QueryRowContext(ctx, `INSERT INTO orders (key, buyer, ship_to, cents, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (key) DO NOTHING RETURNING id`, o.key, o.buyer, o.shipTo, o.cents, o.at.UnixMilli()).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) { // it is there
		err = tx.QueryRowContext(ctx, `SELECT id FROM orders WHERE key = ?`, o.key).Scan(&id)
		return numbered(id), err
	}
	if err != nil {
		return "", err
	}
	sold, err := take(ctx, tx, id, o.lines)
	if err == nil && sum(sold) != o.cents {
		err = repriced(sold)
	}
	if err != nil {
		return "", err
	}
	return numbered(id), tx.Commit()
}

// numbered is an order's number for people.
func numbered(id int64) string { return fmt.Sprint("W-", 1000+id) }

// take moves what is wanted from the shelf into an order, at today's prices.
func take(ctx context.Context, tx *sql.Tx, id int64, wanted []article) (sold []article, err error) {
	var missing short
	for _, w := range wanted {
		a, err := find(ctx, tx, w.code)
		unsold, no := errors.AsType[short](err)
		switch {
		case no:
			missing = append(missing, unsold...)
			continue
		case err != nil:
			return nil, err
		case a.pieces < w.pieces:
			missing = append(missing, a)
			continue
		}
		_, err = tx.ExecContext(ctx, `UPDATE article SET pieces = pieces - ? WHERE code = ?`, w.pieces, w.code)
		if err != nil {
			return nil, err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO order_line VALUES (?, ?, ?, ?)`, id, w.code, w.pieces, a.cents)
		if err != nil {
			return nil, err
		}
		a.pieces = w.pieces
		sold = append(sold, a)
	}
	if missing != nil {
		return nil, missing
	}
	return sold, nil
}

// pay notes that the money of an order has come. Where it comes after the order
// was cancelled, somebody has to look on the shelf.
func (s shop) pay(ctx context.Context, key string) error {
	done, err := s.db.ExecContext(ctx, `UPDATE orders SET state = 'paid' WHERE key = ?`, key)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(errUnknown, err)
	}
	return nil
}

// cancel gives up an order that was not paid, and puts its things back.
func (s shop) cancel(ctx context.Context, key string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var id int64
	err = tx.QueryRowContext(ctx, `UPDATE orders SET state = 'cancelled' WHERE key = ? AND state = 'open' RETURNING id`, key).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) { // paid, cancelled before, or never there
		return nil
	}
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE article SET pieces = article.pieces + l.pieces
		FROM (SELECT code, sum(pieces) AS pieces FROM order_line WHERE id = ? GROUP BY code) l WHERE l.code = article.code`, id)
	if err != nil {
		return err
	}
	return tx.Commit()
}
