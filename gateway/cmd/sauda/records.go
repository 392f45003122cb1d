package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// openStore opens where the records are kept: PostgreSQL, or a file in the data
// folder, which is made. Close it.
func (s seams) openStore(ctx context.Context, cfg Config) (*store.Store, error) {
	if cfg.Store != "" {
		db, err := postgres.OpenDB(ctx, string(cfg.Store))
		if err != nil {
			return nil, fmt.Errorf("store %s: %w: see that the server is up and lets this user into this database, or name another with --store", cfg.Store, err)
		}
		return store.New(through[store.DB](s.database, db)), nil
	}
	if err := cfg.mkdata(); err != nil {
		return nil, err
	}
	db, err := sqlite.OpenDB(cfg.file())
	if err != nil {
		return nil, err
	}
	return store.New(through[store.DB](s.database, db)), nil
}

// records opens the records of a shop that is there, for a command that would
// make no sense on a new one. Close them.
func (c *commands) records(ctx context.Context, cfg Config) (*store.Store, error) {
	if cfg.Store == "" {
		if _, err := os.Stat(cfg.file()); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no shop in %s: name its folder with --data, or its database with --store", cfg.Data)
		}
	}
	return c.openStore(ctx, cfg)
}

// file is SQLite's.
func (c Config) file() string { return filepath.Join(c.Data, "sauda.db") }

// secretFile is where package sdk keeps the secret of a shop whose settings
// name none. With PostgreSQL they do.
func (c Config) secretFile() string { return c.file() + ".secret" }

// StoreURL is the address of a PostgreSQL database. Its password is not shown.
type StoreURL string

// String hides the password.
func (s StoreURL) String() string {
	if s == "" {
		return ""
	}
	u, err := url.Parse(string(s))
	if err != nil {
		return "***"
	}
	if _, set := u.User.Password(); set {
		u.User = url.UserPassword(u.User.Username(), "***")
	}
	q := u.Query()
	for key := range q {
		if strings.Contains(strings.ToLower(key), "password") {
			q.Set(key, "***")
		}
	}
	u.RawQuery = q.Encode()
	return strings.ReplaceAll(u.String(), "%2A%2A%2A", "***")
}

// MarshalYAML hides the password.
func (s StoreURL) MarshalYAML() (any, error) { return s.String(), nil }

// databaseURL says whether a setting is the address of a PostgreSQL database.
func databaseURL(f validator.FieldLevel) bool {
	u, err := url.Parse(f.Field().String())
	return err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql")
}
