package sdk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// errSecret says how to make a secret where none can be kept.
var errSecret = errors.New("sdk: Config.Secrets is required where the store is not a file, as PostgreSQL is not: at least one of 32 random bytes, the same at every node; make one with: openssl rand -hex 32")

// secretBeside reads the secret that is kept beside the store's file, and makes
// it the first time. Losing it makes old buttons and chat sessions invalid.
func secretBeside(ctx context.Context, s *store.Store) ([][]byte, error) {
	path, err := s.File(ctx)
	if err != nil {
		return nil, err
	}
	if path == "" {
		return nil, errSecret
	}
	path += ".secret"
	if err := makeSecret(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("sdk: secret beside the store: %w", err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("sdk: secret beside the store: %w", err)
	}
	if len(raw) < sign.MinSecret {
		return nil, fmt.Errorf("sdk: the secret in %s has %d bytes, at least %d are needed: restore it from a backup, or delete it and a new one is made: old buttons and sessions end then", path, len(raw), sign.MinSecret)
	}
	return [][]byte{raw}, nil
}

// secretMark is the key of the mark that the secrets of the last shop on a
// store left there. It tells nothing about them but whether they are the same.
const secretMark = "secret mark"

// markSecrets says so when the shop does not accept what another node, or this
// one until now, has signed: nothing else would tell, but shoppers whose buttons
// and chats end whenever a request comes to the other node.
func (s *Shop) markSecrets(ctx context.Context) error {
	ring, err := sign.NewRing(s.cfg.Secrets...)
	if err != nil {
		return fmt.Errorf("sdk: Config.Secrets: %w", err)
	}
	key := ring.Key("mark")
	mark := hex.EncodeToString(key.MAC(16))
	found, err := s.cfg.Store.Meta(ctx, secretMark)
	switch {
	case errors.Is(err, store.ErrNotFound):
	case err != nil:
		return err
	case found == mark:
		return nil
	default:
		if last, err := hex.DecodeString(found); err != nil || !key.Check(16, last) {
			s.cfg.Logger.Warn("sdk: Config.Secrets are not those that this store was last used with: old buttons and chat sessions end; if there are several nodes, give all the same")
		}
	}
	return s.cfg.Store.Commit(ctx, store.Batch{Writes: []store.Statement{store.SetMeta(secretMark, mark)}})
}

// makeSecret writes a new secret that only this user may read. It appears whole
// or not at all, and never replaces one that is there.
func makeSecret(path string) error {
	if _, err := os.Stat(path); err == nil {
		return fs.ErrExist
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".secret-") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	var b [32]byte
	rand.Read(b[:]) // never fails
	_, err = f.WriteString(hex.EncodeToString(b[:]))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}
