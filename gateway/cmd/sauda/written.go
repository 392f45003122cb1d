package main

import (
	"bytes"
	"errors"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

var errUnreadable = errors.New("this is no YAML that can be read: look for keys, dashes and brackets in the wrong place")

// written reads a settings file. What YAML takes for a number of another base, or
// drops a sign or an underscore of, is kept as it is written: a phone number in
// 0701000000 would else be another one, and shoppers would send it their money.
func written(raw []byte) (n ast.Node, err error) {
	defer func() {
		if recover() != nil {
			err = errUnreadable
		}
	}()
	tokens := lexer.Tokenize(string(raw))
	for _, t := range tokens {
		switch t.Type {
		case token.OctetIntegerType, token.HexIntegerType, token.BinaryIntegerType:
			t.Type = token.StringType
		case token.IntegerType, token.FloatType:
			if strings.HasPrefix(t.Value, "+") || strings.Contains(t.Value, "_") {
				t.Type = token.StringType
			}
		}
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil || len(file.Docs) == 0 {
		return nil, err
	}
	return file.Docs[0].Body, nil
}

// decode makes a value of what was written; nothing is written in an empty file.
// The reader of YAML panics at some files that make no sense.
func decode(n ast.Node, v any) (err error) {
	if n == nil {
		return nil
	}
	defer func() {
		if recover() != nil {
			err = errUnreadable
		}
	}()
	return yaml.NewDecoder(bytes.NewReader(nil), yaml.Strict()).DecodeFromNode(n, v)
}
