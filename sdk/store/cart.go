package store

import (
	"context"

	"github.com/sauda-commerce/sauda/sdk/cart"
)

// GuardCart holds while the contact's cart has c's version; 0 means that there
// is none.
func GuardCart(c cart.Cart) Guard {
	g := Guard{Table: "cart", Key: c.Contact, Args: []any{c.Contact, c.Version}}
	g.SQL = `SELECT 1 FROM {cart} WHERE contact = $1 AND version = $2`
	if c.Version == 0 {
		g.SQL, g.Args = `SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM {cart} WHERE contact = $1)`, g.Args[:1]
	}
	return g
}

// PutCart stores a contact's cart. Its version becomes c.Version+1. Guard it
// with GuardCart.
func PutCart(c cart.Cart) Statement {
	return Statement{`INSERT INTO {cart} (contact, version, updated, data) VALUES ($1, $2, $3, $4)
		ON CONFLICT (contact) DO UPDATE SET version = excluded.version, updated = excluded.updated, data = excluded.data`,
		[]any{c.Contact, c.Version + 1, micros(c.Updated), encode(c)}}
}

// Cart returns a contact's cart: an empty one of version 0 if none is stored.
func (r Reader) Cart(ctx context.Context, contact string) (cart.Cart, error) {
	s := Statement{`SELECT data, version FROM {cart} WHERE contact = $1`, []any{contact}}
	all, err := list(ctx, r.q, s, "cart", func(rows Rows) (c cart.Cart, err error) {
		var data []byte
		var version int64
		if err := rows.Scan(&data, &version); err != nil {
			return c, err
		}
		err = decode(data, &c)
		c.Version = version
		return c, err
	})
	if err != nil || len(all) == 0 {
		return cart.Cart{Contact: contact}, err
	}
	return all[0], nil
}
