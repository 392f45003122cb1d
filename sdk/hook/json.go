package hook

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"
)

// Errors of [Parse].
var (
	// ErrMalformed says that a body is not the JSON of an event.
	ErrMalformed = errors.New("hook: malformed event")
	// ErrUnknown says that an event is of a type that this version does not know.
	ErrUnknown = errors.New("hook: unknown type of event")
)

// envelope is an event as the Standard Webhooks convention has it. The id
// travels beside it.
type envelope struct {
	Type      string          `json:"type"`
	Timestamp time.Time       `json:"timestamp"`
	Data      json.RawMessage `json:"data"`
}

// Marshal returns an event as JSON, without its id:
//
//	{"type":"order.paid","timestamp":"2027-01-02T15:04:05Z","data":{"order":{…},"payment":{…}}}
func Marshal(e Event) ([]byte, error) {
	data, err := json.Marshal(e)
	if err == nil {
		data, err = json.Marshal(envelope{e.Type(), e.Head().At.UTC(), data})
	}
	if err != nil {
		return nil, fmt.Errorf("hook: %s as JSON: %w", e.Type(), err)
	}
	return data, nil
}

// Parse reads what [Marshal] wrote; id becomes the event's. Fields that this
// version does not know are passed over. It fails with ErrMalformed or
// ErrUnknown.
func Parse(id string, body []byte) (Event, error) {
	var in envelope
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, fmt.Errorf("%w: not an object with type, timestamp and data", ErrMalformed)
	}
	i := slices.IndexFunc(every(), func(e Event) bool { return e.Type() == in.Type })
	if i < 0 {
		return nil, fmt.Errorf("%w: %.64q", ErrUnknown, in.Type)
	}
	v := reflect.New(reflect.TypeOf(every()[i]))
	if err := json.Unmarshal(in.Data, v.Interface()); err != nil || in.Data[0] != '{' {
		return nil, fmt.Errorf("%w: data of %s", ErrMalformed, in.Type)
	}
	e, _ := v.Elem().Interface().(Event)
	return with(e, Meta{ID: id, At: in.Timestamp.UTC()}), nil
}

// with returns an event of this package with another Meta.
func with(e Event, m Meta) Event {
	v := reflect.New(reflect.TypeOf(e)).Elem()
	v.Set(reflect.ValueOf(e))
	v.FieldByName("Meta").Set(reflect.ValueOf(m))
	is, _ := v.Interface().(Event)
	return is
}
