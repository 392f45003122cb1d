package webhook

import (
	"context"

	"github.com/sauda-commerce/sauda/sdk/hook"
)

// For tests in package webhook_test.
var (
	Public    = public
	Transport = transport
)

// Call tells the first subscriber of an event, at once.
func Call(ctx context.Context, d *Desk, e hook.Event) error {
	body, err := hook.Marshal(e)
	if err != nil {
		return err
	}
	return d.subscribers[0].tell(ctx, note{ID: e.Head().ID, Type: e.Type(), Body: body})
}
