package feed

import (
	"encoding/json"
	"strings"
)

// cells makes values of an object's fields. Fields of no known name whose value
// is a list of objects say nothing that a product has, and are left out.
func (j *jsonReader) cells(fields []member) []cell {
	var list []cell
	for _, m := range fields {
		switch {
		case m.name == "variants":
		case m.name == "attributes" && m.value[0] == '{':
			list = append(list, j.attributes(m.value)...)
		default:
			list = append(list, j.values(j.cols.resolve(m.name), m.value)...)
		}
	}
	return list
}

// values makes cells of one field.
func (j *jsonReader) values(col *column, raw json.RawMessage) []cell {
	if c, ok := scalar(col, raw); ok {
		return []cell{c}
	}
	if list, ok := elements(raw); ok {
		return j.array(col, list)
	}
	if raw[0] != '{' {
		return nil // null
	}
	fields, err := members(raw)
	if err != nil {
		return nil
	}
	return j.object(col, fields)
}

func (j *jsonReader) array(col *column, list []json.RawMessage) []cell {
	var out []cell
	var joined []string
	for _, e := range list {
		c, ok := scalar(col, e)
		if !ok && (col.field == fieldImage || col.field == fieldMoreImages) {
			fields, _ := members(e)
			c, ok = scalar(col, first(fields, "url", "src", "link"))
		}
		if ok {
			out = append(out, c)
			joined = append(joined, c.value)
		}
	}
	if col.field == fieldCategory && len(joined) > 0 {
		return []cell{{column: col, value: strings.Join(joined, ">") + ">"}} // even of one level, which may hold a slash
	}
	return out
}

// object makes cells of a field that is an object.
func (j *jsonReader) object(col *column, fields []member) []cell {
	switch col.field {
	case fieldTitle, fieldDescription, fieldCategory:
		return j.languages(col, fields)
	case fieldPrice, fieldWas, fieldSale:
		return price(col, fields)
	case fieldImage, fieldMoreImages:
		c, ok := scalar(col, first(fields, "url", "src", "link"))
		return keep(c, ok)
	case fieldRating:
		c, ok := scalar(col, first(fields, "average", "rate", "value"))
		count, also := scalar(j.cols.resolve(string(fieldRatingCount)), first(fields, "count"))
		return append(keep(c, ok), keep(count, also)...)
	case fieldAttribute, fieldContent, fieldPer:
		return j.nested(col, fields)
	}
	if c, ok := scalar(col, first(fields, "name", "value", "title")); ok {
		return []cell{c}
	}
	return nil
}

func keep(c cell, ok bool) []cell {
	if !ok {
		return nil
	}
	return []cell{c}
}

// languages reads {"en": "Tent", "ru": "Палатка"}; a category's may be lists.
func (j *jsonReader) languages(col *column, fields []member) []cell {
	var list []cell
	for _, m := range fields {
		in := *col
		in.lang = m.name
		if c, ok := scalar(&in, m.value); ok {
			list = append(list, c)
		} else if levels, ok := elements(m.value); ok {
			list = append(list, j.array(&in, levels)...)
		}
	}
	return list
}

// price reads {"amount": "12.50", "currency": "USD"}.
func price(col *column, fields []member) []cell {
	c, ok := scalar(col, first(fields, "amount", "value", "price"))
	if !ok {
		return nil
	}
	if code, ok := scalar(col, first(fields, "currency", "currency_code", "currencyCode")); ok {
		c.value, c.number = plainNumber(c.value, code.value)+" "+code.value, false
	}
	return []cell{c}
}

// nested makes attributes of {"weight": {"value": 1.5, "unit": "kg"}} and of
// {"dimensions": {"width": 10, "height": 20}}.
func (j *jsonReader) nested(col *column, fields []member) []cell {
	if c, ok := scalar(col, first(fields, "value")); ok {
		if unit, ok := scalar(col, first(fields, "unit")); ok {
			c.value += " " + unit.value
		}
		return []cell{c}
	}
	var list []cell
	for _, m := range fields {
		if c, ok := scalar(j.cols.attribute(col.raw+"_"+m.name), m.value); ok {
			list = append(list, c)
		}
	}
	return list
}

// attributes reads the object of that name, in which no name means anything
// else.
func (j *jsonReader) attributes(raw json.RawMessage) []cell {
	fields, err := members(raw)
	if err != nil {
		return nil
	}
	var list []cell
	for _, m := range fields {
		list = append(list, j.values(j.cols.attribute(m.name), m.value)...)
	}
	return list
}

func first(fields []member, names ...string) json.RawMessage {
	for _, n := range names {
		if raw := lookup(fields, n); raw != nil {
			return raw
		}
	}
	return nil
}

// scalar makes a cell of a string, a number or a truth value.
func scalar(col *column, raw json.RawMessage) (cell, bool) {
	if len(raw) == 0 {
		return cell{}, false
	}
	switch raw[0] {
	case '{', '[', 'n':
		return cell{}, false
	case '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return cell{column: col, value: s}, err == nil
	case 't', 'f':
		return cell{column: col, value: string(raw)}, true
	}
	return cell{column: col, value: string(raw), number: true}, true
}
