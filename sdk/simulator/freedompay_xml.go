package simulator

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"net/url"
	"slices"
	"strings"
)

// xmlField is an element of an answer: with a value, or with others in it.
type xmlField struct {
	name, value string
	in          []xmlField
}

// value returns the value of the first field of a name.
func value(all []xmlField, name string) string {
	for _, f := range all {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

// values are the values in the order in which they are signed: by name, those of
// one name as they stand, what is in another in its place.
func values(all []xmlField) (flat []string) {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b xmlField) int { return strings.Compare(a.name, b.name) })
	for _, f := range sorted {
		switch {
		case f.name == "pg_sig":
		case len(f.in) > 0:
			flat = append(flat, values(f.in)...)
		default:
			flat = append(flat, f.value)
		}
	}
	return flat
}

// FreedomPaySignature is the pg_sig of a form for a script: the last element of
// the path of an address. https://freedompay.kz/docs-en/merchant-api/intro
func FreedomPaySignature(secret, script string, form url.Values) string {
	return freedomSum(secret, script, fieldsOf(form))
}

func fieldsOf(form url.Values) (all []xmlField) {
	for name, values := range form {
		for _, v := range values {
			all = append(all, xmlField{name: name, value: v})
		}
	}
	return all
}

func freedomSum(secret, script string, all []xmlField) string {
	parts := append([]string{script}, values(all)...)
	sum := md5.Sum([]byte(strings.Join(append(parts, secret), ";")))
	return hex.EncodeToString(sum[:])
}

// written is a signed answer.
func writtenXML(secret, script string, all []xmlField) []byte {
	all = append(slices.Clone(all), xmlField{name: "pg_salt", value: "bdwLavL9lg6It91b"})
	all = append(all, xmlField{name: "pg_sig", value: freedomSum(secret, script, all)})
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
	writeXML(&b, xmlField{name: "response", in: all})
	return b.Bytes()
}

func writeXML(b *bytes.Buffer, f xmlField) {
	b.WriteString("<" + f.name + ">")
	for _, in := range f.in {
		writeXML(b, in)
	}
	_ = xml.EscapeText(b, []byte(f.value)) // a buffer takes all
	b.WriteString("</" + f.name + ">")
}

// readXML reads an answer of the shop's, which has one level.
func readXML(text []byte) ([]xmlField, error) {
	var answer struct {
		XMLName xml.Name `xml:"response"`
		In      []struct {
			XMLName xml.Name
			Value   string `xml:",chardata"`
		} `xml:",any"`
	}
	if err := xml.Unmarshal(text, &answer); err != nil {
		return nil, err
	}
	all := make([]xmlField, len(answer.In))
	for i, in := range answer.In {
		all[i] = xmlField{name: in.XMLName.Local, value: in.Value}
	}
	return all, nil
}
