package apitest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// prose are the keys of an OpenAPI document that promise nothing.
var prose = []string{"description", "example", "examples", "info", "servers", "summary", "tags", "title"}

// HTTP returns an OpenAPI document as lines, one for each thing that it says
// of requests and answers, sorted.
func HTTP(document []byte) ([]string, error) {
	var all map[string]any
	if err := json.Unmarshal(document, &all); err != nil {
		return nil, fmt.Errorf("apitest: OpenAPI: %w", err)
	}
	lines := flatten(nil, "http", all)
	slices.Sort(lines)
	return slices.Compact(lines), nil
}

// flatten adds a line for every leaf of v, with the way to it. Things in a list
// go by their names, so that their order does not count.
func flatten(lines []string, way string, v any) []string {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			// Below "properties" a key is a field's name, whatever it is.
			if fields(way) || !slices.Contains(prose, key) {
				lines = flatten(lines, way+", "+key, inner)
			}
		}
		if len(v) == 0 {
			lines = append(lines, way)
		}
	case []any:
		for _, inner := range v {
			name := ""
			if m, ok := inner.(map[string]any); ok && m["name"] != nil {
				name = fmt.Sprintf(", %v", m["name"])
			}
			lines = flatten(lines, way+name, inner)
		}
	default:
		lines = append(lines, fmt.Sprintf("%s = %v", way, v))
	}
	return lines
}

// fields says that the keys below are names of fields.
func fields(way string) bool {
	return strings.HasSuffix(way, ", properties")
}
