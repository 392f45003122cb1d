// Package feed reads products from files: CSV and TSV, JSON Lines, and the XML
// and TSV that shops make for Google Merchant Center.
//
// [New] returns a [catalog.Source] over a path, a file system or a URL. The
// format, the delimiter and the columns are found out by looking; columns that
// mean nothing to a shop become attributes. A row that cannot be read is
// reported as a [catalog.RowError] and the others are imported.
//
// # Columns
//
// Any order, any case, with spaces, dots or underscores or inCamelCase. Known are, with their
// usual other names: id, sku, title, description, brand, category, link, image,
// additional_image, price, currency, sale_price, sale_price_effective_date,
// was, stock, availability, barcode, rating, rating_count, item_group_id,
// updated, unit_pricing_measure ("750 ml": how much is in a piece) and
// unit_pricing_base_measure ("100 ml": what its price is compared by). A
// language is appended: "title:ru", "title_kk", "description[en]".
// Levels of a category are separated by ">" or "/" ("Ski/boarding" is one). A price may name its
// currency ("12.50 USD"). See [Config] for columns of other names.
//
// Any other column is an attribute: a number with its unit ("1.5 kg", or "1.5"
// under "weight (kg)" or "weight_kg"), a truth value (true, yes, да, иә), or
// text, which "|" or ";" divides into several values. A value of a known column
// that cannot be used, such as a rating of "good", becomes an attribute too.
//
// # Variants
//
// Rows with one item_group_id are the variants of one product of that id. They
// differ in the columns of Config.Options and in those of size, color, colour,
// material, pattern, and of the same in Russian and Kazakh, that have several
// values. A row whose id is the group's id and that has no group itself describes
// the product and is not a variant. A group of a single row that has no options
// is a plain product.
//
// Rows of a group need not follow each other. Up to Config.MaxHeld bytes of
// rows wait for their relatives; beyond that, groups that have not grown for
// longest are sent. A row that comes after its group was sent is reported, so
// a larger feed is best sorted by group. CSV without a column for groups waits
// for nothing. Besides, a hash of eight bytes a row is kept to find ids that
// occur twice, of which the first counts.
//
// # JSON Lines
//
// One object a line, either flat, with the names of the columns above
//
//	{"id":"t1","title":{"en":"Tent","ru":"Палатка"},"price":"199.90","currency":"USD","category":["Camping","Tents"],
//	 "stock":3,"attributes":{"weight":"2.4 kg"},"variants":[{"id":"t1-red","colour":"Red","stock":1}]}
//
// where variants are rows that inherit price, stock, content and title if they
// have none and are named by their options if they have no id ("red"); or in the
// form that [catalog.Product] has as JSON, known by its "offer" or that of its
// variants. Numbers are numbers: 1.250 is one and a quarter. An array of such
// objects is read too, in any layout.
//
// Products share the maps that label attributes: treat them as read-only.
package feed

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
)

// Format is how a feed is written.
type Format string

// Formats of a feed.
const (
	FormatAuto Format = ""      // look at the first bytes
	FormatCSV  Format = "csv"   // delimited by comma, semicolon, tab or bar
	FormatJSON Format = "jsonl" // one object a line, or an array of objects
	FormatXML  Format = "xml"   // RSS 2.0 or Atom with Google's elements
)

// Config says where a feed is and how to read it. One of Path and URL is
// required.
type Config struct {
	// Columns maps names of columns, as the feed has them, to the names of this
	// package ("title", "title:ru", "price"), to another attribute name
	// ("attribute:weight"), or to "" for columns to leave out. Columns not named
	// are found by their name.
	Columns map[string]string
	// Currency is that of prices which name none, by ISO 4217.
	Currency string
	// FS is where Path is. Defaults to the files of the machine.
	FS fs.FS
	// Format defaults to FormatAuto.
	Format Format
	// HTTPClient fetches the URL. Defaults to one that gives up after ten minutes.
	HTTPClient *http.Client
	// Kinds fixes the kind of attributes by name, where guessing value by value
	// would be wrong: {"model": catalog.AttributeText}.
	Kinds map[string]catalog.AttributeKind
	// Language is that of columns which name none, by BCP 47. Defaults to "",
	// the shop's own.
	Language string
	// MaxHeld bounds, in bytes of memory, the rows that wait for others of their
	// group. Defaults to 128 MiB, some 50,000 rows of ten columns.
	MaxHeld int
	// MaxRow bounds one row in bytes; longer ones are reported. Defaults to 1 MiB.
	MaxRow int
	// MaxSize bounds the whole feed in bytes; a longer one fails. Defaults to 4 GiB.
	MaxSize int64
	// Names are what attributes, options and their values are called in other
	// languages; ReadNames reads them from a file. Read-only afterwards.
	Names catalog.Names
	// Now is the time that sales are judged by, and that stock is as of when the
	// feed does not say when it changed. Defaults to time.Now.
	Now func() time.Time
	// Options are columns in which variants differ, in order of asking, besides
	// size, color, colour, material and pattern, also in Russian and Kazakh.
	Options []string
	// Path is the file to read.
	Path string
	// URL is the http or https address to read.
	URL string
}

// Feed is a [catalog.Source] over one feed. It is safe for concurrent use.
type Feed struct {
	cfg     Config
	columns *columns
	mark    string // of the cursors that this configuration gives
}

var _ catalog.Source = (*Feed)(nil)

// New returns the feed that cfg describes. Whatever is wrong with cfg is the
// error of [Feed.Changes].
func New(cfg Config) *Feed {
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = &http.Client{
			Timeout:   10 * time.Minute,
			Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}, // one request in a while
		}
	}
	if cfg.MaxHeld <= 0 {
		cfg.MaxHeld = 128 << 20
	}
	if cfg.MaxRow <= 0 {
		cfg.MaxRow = 1 << 20
	}
	if cfg.MaxSize <= 0 {
		cfg.MaxSize = 4 << 30
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Feed{cfg: cfg, columns: newColumns(cfg), mark: mark(cfg)}
}

// errStop says that the caller broke out of the loop.
var errStop = errors.New("feed: stopped")

// Changes lists every product, or nothing if the feed has not changed since
// cursor: a file by its time and size, a URL by its ETag or Last-Modified. A
// cursor of another configuration, or none of ours, gives the full listing.
// A feed that cannot tell gives Done with an empty cursor.
func (f *Feed) Changes(ctx context.Context, cursor string) iter.Seq2[catalog.Change, error] {
	return func(yield func(catalog.Change, error) bool) {
		send := func(c catalog.Change, err error) error {
			if ended := ctx.Err(); ended != nil {
				return ended
			}
			if c.Put != nil {
				f.cfg.Names.Name(c.Put)
			}
			if !yield(c, err) {
				return errStop
			}
			return nil
		}
		if err := f.list(ctx, cursor, send); err != nil && !errors.Is(err, errStop) {
			yield(catalog.Change{}, err)
		}
	}
}

// sendFunc hands a change or a row's error to the caller; an error ends it all.
type sendFunc func(catalog.Change, error) error

func (f *Feed) list(ctx context.Context, cursor string, send sendFunc) error {
	in, err := f.open(ctx, cursor)
	if errors.Is(err, errUnchanged) {
		return send(catalog.Change{Done: &catalog.Done{Cursor: cursor}}, nil)
	}
	if err != nil {
		return err
	}
	defer in.Close()
	g := newGrouper(f.cfg, send)
	b := &builder{cfg: f.cfg, now: f.cfg.Now(), asOf: in.asOf}
	if err := f.read(in, b, g); err != nil {
		return err
	}
	if err := g.flush(0); err != nil {
		return err
	}
	return send(catalog.Change{Done: &catalog.Done{Cursor: in.cursor, Full: true}}, nil)
}

// read finds the format out and passes the rows on.
func (f *Feed) read(in *input, b *builder, g *grouper) error {
	br := bufio.NewReaderSize(in, 64<<10)
	format, err := detect(br)
	if err != nil {
		return err
	}
	if f.cfg.Format != FormatAuto {
		format = f.cfg.Format
	}
	take := func(r row, bad *catalog.RowError) error {
		if bad == nil {
			var d draft
			if d, bad = b.draft(r); bad == nil {
				return g.add(d)
			}
		}
		return g.send(catalog.Change{}, bad)
	}
	switch format {
	case FormatCSV:
		return readCSV(newLines(br, f.cfg.MaxRow), f.columns, func(grouped bool) { g.wait = grouped }, take)
	case FormatJSON:
		return readJSON(br, f.cfg.MaxRow, &jsonReader{f.columns, b, g, take})
	case FormatXML:
		return readXML(br, f.cfg.MaxRow, f.columns, take)
	}
	return fmt.Errorf("feed: unknown format %q; write csv, jsonl or xml, or leave it out", format)
}

// takeFunc receives one row, or why it could not be read.
type takeFunc func(row, *catalog.RowError) error
