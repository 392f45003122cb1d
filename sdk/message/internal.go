package message

import (
	"encoding/json"
	"fmt"
	"time"
)

// Internal returns an event of Sauda's own for a conversation. The same id
// takes effect once, like any event's. Payload becomes JSON.
func Internal(to Address, id, name string, payload any, at time.Time) (Event, error) {
	raw, err := json.Marshal(payload)
	if err != nil {
		return Event{}, fmt.Errorf("message: payload of %s: %w", name, err)
	}
	return Event{ID: "sauda:" + id, From: to, Kind: KindInternal, At: at, Name: name, Payload: string(raw)}, nil
}
