package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/feed"
)

// names are what attributes, options and their values are called.
func names() (catalog.Names, error) {
	f, err := files.Open("names.json")
	if err != nil {
		return catalog.Names{}, err
	}
	defer f.Close()
	return feed.ReadNames(f)
}

// reviews are what buyers wrote, by product, in the order of the file.
func reviews() (map[catalog.ProductID][]catalog.Review, error) {
	f, err := files.Open("reviews.jsonl")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all := map[catalog.ProductID][]catalog.Review{}
	for d := json.NewDecoder(f); ; {
		var line struct {
			Product          catalog.ProductID
			Name, Lang, Text string
			Stars            int
		}
		err := d.Decode(&line)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("demo: reviews.jsonl: %w", err)
		}
		all[line.Product] = append(all[line.Product], catalog.Review{Author: line.Name, Language: line.Lang, Stars: line.Stars, Text: line.Text})
	}
}
