package dialoguetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// check says what an outcome owes and does not keep.
func (s *Shop) check(out dialogue.Outcome, flow string, in dialogue.Input) error {
	back, err := roundTrip(out.Next)
	if err != nil {
		return fmt.Errorf("the state does not survive JSON: %w", err)
	}
	if again, err := roundTrip(back); err != nil || !reflect.DeepEqual(back, again) {
		return fmt.Errorf("the state does not survive JSON: %v", err)
	}
	if len(out.Say) > s.c.MaxMessages {
		return fmt.Errorf("%d messages at once, at most %d", len(out.Say), s.c.MaxMessages)
	}
	if missing := s.c.Texts.Missing(); len(missing) > 0 {
		return fmt.Errorf("no text for %s", strings.Join(missing, ", "))
	}
	silent := in.Event.Name == dialogue.EventStaffSaid || handsOff(out.Do)
	for _, m := range out.Say {
		if err := checkMessage(m, silent); err != nil {
			return err
		}
	}
	return checkCart(out, flow, s.Cart)
}

func checkMessage(m message.Outbound, silent bool) error {
	switch {
	case strings.TrimSpace(m.Text) == "" && len(m.Cards) == 0 && len(m.Media) == 0:
		return errors.New("an empty message")
	case strings.Contains(m.Text, "<no value>"):
		return fmt.Errorf("a placeholder without a value: %q", m.Text)
	case !silent && !wayOn(m):
		return fmt.Errorf("no way on from %q", m.Text)
	}
	for _, c := range m.AllChoices() {
		if strings.TrimSpace(c.Label) == "" || c.Action.Name == "" {
			return fmt.Errorf("a button without a label or action below %q", m.Text)
		}
	}
	return nil
}

func wayOn(m message.Outbound) bool {
	return len(m.AllChoices()) > 0 || m.Link != nil || strings.Contains(m.Text, "?")
}

func handsOff(do []dialogue.Effect) bool {
	return slices.ContainsFunc(do, func(e dialogue.Effect) bool { _, ok := e.(dialogue.HandOff); return ok })
}

// keepers are the flows that may take things out of the cart.
var keepers = []string{"cart", "promo", dialogue.FlowCheckout}

func checkCart(out dialogue.Outcome, flow string, before cart.Cart) error {
	if slices.Contains(keepers, flow) {
		return nil
	}
	for _, e := range out.Do {
		put, ok := e.(dialogue.PutCart)
		if !ok {
			continue
		}
		for _, l := range before.Lines {
			if now, kept := put.Cart.Line(l.Ref); !kept || now.Quantity < l.Quantity {
				return fmt.Errorf("%s is lost from the cart", l.Title)
			}
		}
	}
	return nil
}
