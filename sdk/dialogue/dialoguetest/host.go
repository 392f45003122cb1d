package dialoguetest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// host does what a line of a transcript says about the host's order system.
func (s *Shop) host(rest string) error {
	switch rest {
	case "waits":
		s.Host = func(order.Order) (order.Placement, bool) { return order.Placement{}, false }
		return nil
	case "is slow":
		return s.Delays(order.DelaySlow)
	case "is down":
		return s.Delays(order.DelayDown)
	case "never answers":
		return s.unanswered()
	}
	answer, err := hostAnswer(rest)
	if err != nil {
		return err
	}
	if len(s.Orders) > 0 && s.Orders[0].State == order.Placing {
		return s.Answers(answer(s.Orders[0]))
	}
	s.Host = func(o order.Order) (order.Placement, bool) { return answer(o), true }
	return nil
}

func (s *Shop) unanswered() error {
	if len(s.Orders) == 0 {
		return fmt.Errorf("dialoguetest: there is no order to answer for")
	}
	id := s.Orders[0].ID
	if err := s.move(id, order.Cancelled); err != nil {
		return err
	}
	return s.happens(dialogue.EventOrderUnanswered, dialogue.OrderEvent{Order: id})
}

// hostAnswer reads what the host says to an order.
func hostAnswer(rest string) (func(order.Order) order.Placement, error) {
	verb, what, _ := strings.Cut(rest, " ")
	switch verb {
	case "accepts":
		return func(order.Order) order.Placement { return order.Placement{Accepted: true} }, nil
	case "rejects":
		return func(order.Order) order.Placement { return order.Placement{Rejected: what} }, nil
	case "leaves":
		lines, err := rejectedLines(what)
		return func(order.Order) order.Placement { return order.Placement{Lines: lines} }, err
	case "asks":
		if more, err := strconv.ParseFloat(strings.TrimSuffix(what, " more"), 64); err == nil {
			return func(o order.Order) order.Placement { return dearer(o, int64(more*100)) }, nil
		}
	}
	return nil, fmt.Errorf("dialoguetest: want [host] rejects REASON, asks SUM more, leaves N of ID, …, accepts, waits, is slow, is down or never answers, got %q", rest)
}

// dearer is an order at another price: of the first thing in it.
func dearer(o order.Order, more int64) order.Placement {
	q := o.Quote
	q.Lines = append(q.Lines[:0:0], q.Lines...)
	l := &q.Lines[0]
	l.Total.Minor += more
	if n := int64(l.Quantity); more%n == 0 {
		l.Unit.Minor += more / n
	}
	q.Subtotal.Minor += more
	q.Total = money.New(q.Total.Minor+more, q.Total.Currency)
	return order.Placement{Changed: &q}
}

// rejectedLines reads "2 of tent-1, tent-2/red because it rains".
func rejectedLines(what string) (all []order.RejectedLine, err error) {
	for part := range strings.SplitSeq(what, ", ") {
		var l order.RejectedLine
		part, l.Reason, _ = strings.Cut(part, " because ")
		n, id, counted := strings.Cut(part, " of ")
		if !counted {
			id = part
		} else if l.Left, err = strconv.Atoi(n); err != nil {
			return nil, fmt.Errorf("dialoguetest: how many are left in %q: %w", part, err)
		}
		product, variant, _ := strings.Cut(id, "/")
		l.Ref = catalog.Ref{Product: catalog.ProductID(product), Variant: catalog.VariantID(variant)}
		all = append(all, l)
	}
	return all, nil
}
