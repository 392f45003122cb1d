package browsertest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// axe-core finds barriers for people with disabilities, as far as a program can.
const (
	axePackage = "axe-core@4.14.1"
	axeSum     = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745" // SHA-256 of the package
)

// axe is the script of axe-core. It is kept in the user's cache, and fetched by
// npm where it is not there.
func axe(t *testing.T) string {
	t.Helper()
	packed, err := axePacked()
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatalf("no axe-core: %v", err)
	} else if err != nil {
		t.Skipf("SKIPPED: NO AXE-CORE, SO BARRIERS ARE NOT LOOKED FOR (%v)", err)
	}
	script, err := unpack(packed, "package/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	return script
}

func axePacked() ([]byte, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(cache, "sauda-browsertest")
	file := filepath.Join(dir, "axe-core-4.14.1.tgz")
	if packed, err := checked(file); err == nil {
		return packed, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if out, err := exec.Command("npm", "pack", "--silent", "--pack-destination", dir, axePackage).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("npm pack %s: %w\n%s", axePackage, err, out)
	}
	return checked(file)
}

// checked reads the package if it is the one we know.
func checked(file string) ([]byte, error) {
	packed, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(packed); hex.EncodeToString(sum[:]) != axeSum {
		return nil, fmt.Errorf("%s has SHA-256 %x, want %s", file, sum, axeSum)
	}
	return packed, nil
}

// unpack reads one file of an npm package.
func unpack(packed []byte, name string) (string, error) {
	plain, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return "", err
	}
	for files := tar.NewReader(plain); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return "", fmt.Errorf("the package has no %s", name)
		}
		if err != nil {
			return "", err
		}
		if h.Name == name {
			script, err := io.ReadAll(files)
			return string(script), err
		}
	}
}
