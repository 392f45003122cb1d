package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"html/template"
	"log"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// schema is the tailor's own book of invoices.
const schema = `CREATE TABLE IF NOT EXISTS invoice (
	number TEXT PRIMARY KEY, what TEXT NOT NULL, cents INTEGER NOT NULL, link TEXT NOT NULL, paid INTEGER NOT NULL DEFAULT 0)`

// tailor is the house that writes invoices.
type tailor struct {
	db       *sql.DB
	shop     *sdk.Shop // makes the links
	identity []byte    // signs who is logged in, for the chat
}

// config is all that Sauda must know: no products, for none are sold in the
// chat, and whom to tell of a payment.
func (t *tailor) config() sdk.Config {
	return sdk.Config{
		Store: sqlite.New(t.db, "sauda"), Catalog: catalog.New(nil),
		Hooks:   []hook.Hook{sdk.On(t.paid)},
		Profile: sdk.Profile{Name: "Needle & Thread", Currency: "USD"},
	}
}

// invoice is what the tailor writes on the form.
type invoice struct {
	Number, What, Link string
	Sum                money.Amount
	Paid               bool
}

// bill makes a link for an invoice and writes it into the book. The same number
// again is the same link, so a form that is sent twice does nothing twice. A
// customer who chats gets the link there.
func (t *tailor) bill(ctx context.Context, i invoice, customer string) (url string, err error) {
	link, _, err := t.shop.PayLinks().Create(ctx, sdk.PayLink{
		Ref: i.Number, Title: i.What, Amount: i.Sum, Contact: contact.Identifier{Customer: customer},
	})
	if err != nil {
		return "", err
	}
	_, err = t.db.ExecContext(ctx, `INSERT INTO invoice (number, what, cents, link) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		i.Number, i.What, i.Sum.Minor, link.URL)
	return link.URL, err
}

// paid notes the money. Sauda tells of it at least once: what is noted already
// is noted again, and an error brings it back later, as when the money is
// quicker than the book.
func (t *tailor) paid(ctx context.Context, e hook.OrderPaid) error {
	done, err := t.db.ExecContext(ctx, `UPDATE invoice SET paid = 1 WHERE number = ?`, e.Order.Ref)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fmt.Errorf("paylink: invoice %s is not in the book yet", e.Order.Ref))
	}
	return nil
}

// book is all invoices.
func (t *tailor) book(ctx context.Context) (all []invoice, err error) {
	rows, err := t.db.QueryContext(ctx, `SELECT number, what, cents, link, paid FROM invoice ORDER BY number`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		i := invoice{Sum: money.New(0, "USD")}
		if err := rows.Scan(&i.Number, &i.What, &i.Sum.Minor, &i.Link, &i.Paid); err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, rows.Err()
}

var page = template.Must(template.New("page").Parse(`<!doctype html><title>Needle &amp; Thread</title>
<h1>Invoices</h1><table>{{range .}}<tr><td>{{.Number}}<td>{{.What}}<td>{{.Sum.Format "en"}}<td>{{if .Paid}}paid{{else}}<a href="{{.Link}}">open</a>{{end}}{{end}}</table>
<form method="post" action="/invoice"><input name="number" placeholder="I-7"> <input name="what" placeholder="Waistcoat, shortened">
<input name="sum" placeholder="45.00"> <input name="customer" placeholder="ann (who chats), or nobody"> <button>Write</button></form>`))

// desk is the tailor's page; a real one is behind a login.
func (t *tailor) desk(w http.ResponseWriter, r *http.Request) {
	all, err := t.book(r.Context())
	if err != nil {
		log.Print(err)
		http.Error(w, "the book cannot be read now", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := page.Execute(w, all); err != nil {
		log.Print(err)
	}
}

// write takes the form. What is wrong with it is told by field.
func (t *tailor) write(w http.ResponseWriter, r *http.Request) {
	sum, err := money.ParseMajor(r.PostFormValue("sum"), "USD")
	if err != nil {
		http.Error(w, "the sum is not one: write 45.00", http.StatusUnprocessableEntity)
		return
	}
	_, err = t.bill(r.Context(), invoice{Number: r.PostFormValue("number"), What: r.PostFormValue("what"), Sum: sum}, r.PostFormValue("customer"))
	switch wrong := (field.Errors{}); {
	case errors.Is(err, sdk.ErrRefUsed):
		http.Error(w, "there is an invoice with this number, over another sum", http.StatusConflict)
	case errors.As(err, &wrong):
		http.Error(w, wrong.Error(), http.StatusUnprocessableEntity)
	case err != nil:
		log.Print(err)
		http.Error(w, "the link cannot be made now", http.StatusServiceUnavailable)
	default:
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}
}

var home = template.Must(template.New("home").Parse(`<!doctype html><title>Needle &amp; Thread</title><p>Hello, {{.Name}}.</p>
<script src="/chat/widget.js" data-shop data-identity="{{.Identity}}"></script>`))

// at is the page of a customer who has logged in, with the chat on it.
func (t *tailor) at(w http.ResponseWriter, r *http.Request) {
	who := r.PathValue("customer")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	data := map[string]string{"Name": who, "Identity": webchat.SignIdentity(t.identity, who, time.Now().Add(time.Hour))}
	if err := home.Execute(w, data); err != nil {
		log.Print(err)
	}
}
