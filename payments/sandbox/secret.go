package sandbox

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// ownSecret reads the secret that a sandbox made for itself, or makes it, so
// that callbacks signed before a restart are still good after it. The caller
// has locked the folder.
func ownSecret(path string) (string, error) {
	kept, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("sandbox: secret: %w", err)
	}
	secret := rand.Text()
	if len(kept) == len(secret) {
		return string(kept), nil
	}
	if err := writeSynced(path, secret); err != nil { // a shorter one was torn by a crash, and never used
		return "", fmt.Errorf("sandbox: secret: %w", err)
	}
	return secret, nil
}

func writeSynced(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Sync(), file.Close())
}
