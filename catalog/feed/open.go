package feed

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// errUnchanged says that the feed is still what the cursor stands for.
var errUnchanged = errors.New("feed: unchanged")

// input is an opened feed.
type input struct {
	io.Reader
	io.Closer
	cursor string
	asOf   time.Time
}

// open opens the feed, or returns errUnchanged.
func (f *Feed) open(ctx context.Context, cursor string) (*input, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	old, ours := strings.CutPrefix(cursor, f.mark)
	if !ours {
		old = ""
	}
	var in *input
	var err error
	switch {
	case f.cfg.Path != "" && f.cfg.URL != "":
		return nil, errors.New("feed: Config.Path and Config.URL exclude each other")
	case f.cfg.URL != "":
		in, err = f.fetch(ctx, old)
	case f.cfg.Path != "":
		in, err = f.openFile(old)
	default:
		return nil, errors.New("feed: Config.Path or Config.URL is required")
	}
	if err != nil {
		return nil, err
	}
	if in.cursor != "" {
		in.cursor = f.mark + in.cursor
	}
	in.Reader = &guard{ctx: ctx, r: in.Reader, left: f.cfg.MaxSize, max: f.cfg.MaxSize}
	return in, nil
}

// mark begins the cursors of a configuration: with other columns or another
// currency the same bytes are other products.
func mark(cfg Config) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%q %q %q %q %q %q", cfg.Columns, cfg.Currency, cfg.Format, cfg.Kinds, cfg.Language, cfg.Options)
	if len(cfg.Names.Attributes)+len(cfg.Names.Values) > 0 {
		fmt.Fprint(h, cfg.Names)
	}
	return "feed1:" + hex.EncodeToString(h.Sum(nil)) + ":"
}

func (f *Feed) openFile(old string) (*input, error) {
	var file fs.File
	var err error
	if f.cfg.FS != nil {
		file, err = f.cfg.FS.Open(f.cfg.Path)
	} else {
		file, err = os.Open(f.cfg.Path)
	}
	if err != nil {
		return nil, fmt.Errorf("feed: %w", err)
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder", f.cfg.Path)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("feed: %w", err), file.Close())
	}
	in := &input{Reader: file, Closer: file, asOf: info.ModTime()}
	if !info.ModTime().IsZero() { // embedded files have no time
		in.cursor = fmt.Sprintf("%d-%d", info.ModTime().UnixNano(), info.Size())
	}
	if in.cursor != "" && in.cursor == old {
		return nil, errors.Join(errUnchanged, file.Close())
	}
	return in, nil
}

// fetch asks for the URL, unless it is as it was. The cursor is the ETag and
// the Last-Modified of the answer.
func (f *Feed) fetch(ctx context.Context, old string) (*input, error) {
	u, err := url.Parse(f.cfg.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("feed: Config.URL must begin with http:// or https://")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.cfg.URL, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("feed: %s: bad address", u.Host)
	}
	tag, modified, _ := strings.Cut(old, " ")
	if tag != "" {
		req.Header.Set("If-None-Match", unescape(tag))
	}
	if modified != "" {
		req.Header.Set("If-Modified-Since", unescape(modified))
	}
	resp, err := f.cfg.HTTPClient.Do(req)
	if err != nil {
		var whole *url.Error // it holds the URL, which may hold a password
		if errors.As(err, &whole) {
			err = whole.Err
		}
		return nil, fmt.Errorf("feed: %s: %w", u.Host, err)
	}
	switch {
	case resp.StatusCode == http.StatusNotModified && old != "":
		return nil, errors.Join(errUnchanged, resp.Body.Close())
	case resp.StatusCode != http.StatusOK:
		return nil, errors.Join(fmt.Errorf("feed: %s answered %s", u.Host, http.StatusText(resp.StatusCode)), resp.Body.Close())
	}
	return answered(resp), nil
}

func answered(resp *http.Response) *input {
	in := &input{Reader: resp.Body, Closer: resp.Body}
	tag, modified := resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
	if t, err := http.ParseTime(modified); err == nil {
		in.asOf = t
	}
	if len(tag)+len(modified) > 0 && len(tag)+len(modified) < 1024 {
		in.cursor = url.QueryEscape(tag) + " " + url.QueryEscape(modified)
	}
	return in
}

func unescape(s string) string {
	plain, err := url.QueryUnescape(s)
	if err != nil {
		return ""
	}
	return plain
}

// guard ends a read that was cancelled or brings too much.
type guard struct {
	ctx  context.Context
	r    io.Reader
	left int64
	max  int64
}

func (g *guard) Read(p []byte) (int, error) {
	if err := g.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := g.r.Read(p)
	if g.left -= int64(n); g.left < 0 {
		return 0, fmt.Errorf("feed: larger than %d bytes; raise Config.MaxSize", g.max)
	}
	return n, err
}

// detect tells the format by the first bytes and takes a byte order mark off.
func detect(br *bufio.Reader) (Format, error) {
	head, err := br.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return "", errors.New("feed: written in UTF-16; save it as UTF-8")
	}
	if rest, ok := bytes.CutPrefix(head, []byte("\xef\xbb\xbf")); ok {
		head = rest
		if _, err := br.Discard(3); err != nil {
			return "", err
		}
	}
	text := bytes.TrimSpace(head)
	switch {
	case len(text) == 0:
		return "", errors.New("feed: empty")
	case text[0] == '<':
		return FormatXML, nil
	case text[0] == '{' || text[0] == '[':
		return FormatJSON, nil
	}
	return FormatCSV, nil
}
