package checkout

import (
	"bytes"
	"slices"
	"testing"
)

// Whatever a stranger sends is one of five types by its first bytes, or none;
// what a browser would run is none.
func FuzzReceiptType(f *testing.F) {
	for _, s := range []string{
		"", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xe0", "RIFF\x00\x00\x00\x00WEBPVP8 ", "%PDF-1.7", "GIF89a", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1",
		"\x00\x00\x00\x18ftypavif", "<html>", "<svg xmlns='http://www.w3.org/2000/svg'/>", " \n<!DOCTYPE HTML>", "<?xml version='1.0'?>", "PK\x03\x04", "ftypheic", "<a>\nftypheic",
	} {
		f.Add([]byte(s))
	}
	taken := []string{"", "application/pdf", "image/heic", "image/jpeg", "image/png", "image/webp"}
	f.Fuzz(func(t *testing.T, data []byte) {
		kind := receiptType(data)
		if !slices.Contains(taken, kind) {
			t.Fatalf("%q", kind)
		}
		if kind != "" && bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) {
			t.Fatalf("markup is %s", kind)
		}
		if again := receiptType(slices.Clone(data)); again != kind {
			t.Fatalf("%s, and then %s", kind, again)
		}
	})
}
