package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/field"
)

// paymentsCommand is what people do about money, beside a server that runs.
type paymentsCommand struct {
	Waiting  paymentsWaitingCommand  `cmd:"" default:"withargs" help:"List payments that wait for a person: shoppers say that they have paid."`
	Confirm  paymentsConfirmCommand  `cmd:"" help:"Say that the money for an order came."`
	Reject   paymentsRejectCommand   `cmd:"" help:"Say that it did not. The shopper is told, and may try again."`
	Refund   paymentsRefundCommand   `cmd:"" help:"Give money back for an order: lines, the delivery, an amount, or all that is left. What people took, they send back themselves: this says that they have."`
	Receipts paymentsReceiptsCommand `cmd:"" help:"List the receipts that a shopper has sent, or save them."`
}

// paymentsWaitingCommand lists payments that wait.
type paymentsWaitingCommand struct {
	Limit int `default:"100" help:"How many."`
}

// Run lists them, and only looks. Nothing personal is shown.
func (l paymentsWaitingCommand) Run(ctx context.Context, c *commands, t terminal) error {
	return c.withPayments(ctx, t, func(p *sdk.Payments, _ *app) error {
		w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
		n, door := 0, 0
		for next := ""; n < l.Limit; {
			page, after, err := p.Waiting(ctx, next, min(100, l.Limit-n))
			if err != nil {
				return err
			}
			for _, pay := range page {
				how := "sent to you"
				if pay.OnDelivery {
					how = "on delivery"
					door++
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", pay.Order.Number, pay.Amount, how, pay.Provider, pay.Since.Format(time.RFC3339), many(pay.Receipts, "receipt", "receipts"))
			}
			n += len(page)
			if next = after; next == "" {
				break
			}
		}
		fmt.Fprintf(w, "%s for a person%s\n", many(n, "payment waits", "payments wait"), whereToLook(n-door, door))
		return w.Flush()
	})
}

// whereToLook says where the money is that waits for a person.
func whereToLook(sent, door int) string {
	var all []string
	if sent > 0 {
		all = append(all, fmt.Sprintf("%d sent to you: look whether it has come", sent))
	}
	if door > 0 {
		all = append(all, fmt.Sprintf("%d paid on delivery: confirm it when you have the money", door))
	}
	if len(all) == 0 {
		return ""
	}
	return ". " + strings.Join(all, ". ")
}

// paymentsConfirmCommand says that money came.
type paymentsConfirmCommand struct {
	Order  string `arg:"" help:"Its number, id or your own reference."`
	Amount string `placeholder:"SUM" help:"What came, like 12.50, where that is not what was to pay. The order is held then."`
	By     string `placeholder:"NAME" help:"Who says so, for your books."`
}

// Run says so.
func (v paymentsConfirmCommand) Run(ctx context.Context, c *commands, t terminal) error {
	return c.withPayments(ctx, t, func(_ *sdk.Payments, a *app) error {
		sum, err := a.sum(ctx, v.Order, v.Amount)
		if err != nil {
			return err
		}
		return a.confirm(ctx, t, v.Order, payments.Verdict{Paid: true, Amount: sum, By: v.By})
	})
}

// paymentsRejectCommand says that money did not come.
type paymentsRejectCommand struct {
	Order string `arg:"" help:"Its number, id or your own reference."`
	By    string `placeholder:"NAME" help:"Who says so, for your books."`
}

// Run says so.
func (v paymentsRejectCommand) Run(ctx context.Context, c *commands, t terminal) error {
	return c.withPayments(ctx, t, func(_ *sdk.Payments, a *app) error {
		return a.confirm(ctx, t, v.Order, payments.Verdict{By: v.By})
	})
}

func (a *app) confirm(ctx context.Context, t terminal, ref string, v payments.Verdict) error {
	o, err := a.shop.Payments().Confirm(ctx, ref, v)
	if err != nil {
		return plainly(ref, err)
	}
	if o.Reason == checkout.HeldAmount {
		fmt.Fprintf(t.out, "Order %s is held: it costs %s, and another sum came. Give that back with: sauda payments refund %s\n", o.Number, o.Quote.Total, o.Number)
		return nil
	}
	fmt.Fprintf(t.out, "Order %s is %s now.\n", o.Number, o.State)
	return nil
}

// paymentsRefundCommand gives money back.
type paymentsRefundCommand struct {
	Order    string      `arg:"" help:"Its number, id or your own reference."`
	Line     map[int]int `placeholder:"LINE=PIECES" help:"Pieces of a line: 1=2 are two of the first. Several are separated by semicolons."`
	Delivery bool        `help:"The price of the delivery."`
	Amount   string      `placeholder:"SUM" help:"A sum, like 12.50, in place of lines and delivery. Without any of them, all that is left."`
	Restock  bool        `help:"The pieces of the lines can be sold again."`
	Reason   string      `help:"For your books."`
	Key      string      `help:"Your name for this refund: under one key money is given back once. Default: made of what is asked, so that the same command twice is one refund."`
}

// Run decides it; the server does it.
func (r paymentsRefundCommand) Run(ctx context.Context, c *commands, t terminal) error {
	return c.withPayments(ctx, t, func(p *sdk.Payments, a *app) error {
		sum, err := a.sum(ctx, r.Order, r.Amount)
		if err != nil {
			return err
		}
		back, err := p.Refund(ctx, r.Order, r.order(sum))
		switch {
		case errors.Is(err, sdk.ErrUnknownProvider):
			return fmt.Errorf("payments: order %s was paid in a way that this command does not have: ask the server that has it, by POST /api/v1/orders/%s/refunds", r.Order, r.Order)
		case err != nil:
			return plainly(r.Order, r.said(err))
		}
		next, err := a.afterRefund(ctx, r.Order, back.State)
		if err != nil {
			return err
		}
		fmt.Fprintf(t.out, "%s of order %s: %s\n", back.Amount, r.Order, next)
		return nil
	})
}

// afterRefund says what is left to do.
func (a *app) afterRefund(ctx context.Context, ref string, s payments.RefundState) (string, error) {
	switch s {
	case payments.RefundSucceeded:
		return "given back already.", nil
	case payments.RefundFailed:
		return "it could not be given back. Give it back yourself.", nil
	}
	o, err := a.shop.Orders().Get(ctx, ref)
	if err != nil {
		return "", plainly(ref, err)
	}
	for _, p := range a.ways {
		if _, byHand := p.(payments.Manual); byHand && p.Name() == o.Provider {
			return fmt.Sprintf("%s moves no money, so send it back yourself. \"sauda serve\" tells the shopper that it was sent.", p.Name()), nil
		}
	}
	return `"sauda serve" has it given back, and tells the shopper.`, nil
}

// plainly is an error about an order in words for who stands at the till.
func plainly(ref string, err error) error {
	if o, ok := errors.AsType[*sdk.Objection](err); ok {
		return fmt.Errorf("payments: %s", o.Words)
	}
	if errors.Is(err, sdk.ErrNotFound) {
		return fmt.Errorf("payments: there is no order %s: give its number, as the shopper has it, or your own reference", ref)
	}
	return fmt.Errorf("payments: order %s: %w", ref, err)
}

// many is a count of things.
func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// order is what the Desk is asked. Lines are counted from 1 by people.
func (r paymentsRefundCommand) order(sum money.Amount) sdk.RefundOrder {
	ask := sdk.RefundOrder{Amount: sum, Delivery: r.Delivery, Reason: r.Reason, Restock: r.Restock}
	for _, n := range slices.Sorted(maps.Keys(r.Line)) {
		ask.Lines = append(ask.Lines, sdk.RefundLine{Line: n - 1, Quantity: r.Line[n]})
	}
	digest := sha256.Sum256(fmt.Append(nil, ask.Lines, ask.Delivery, ask.Amount))
	ask.Key = cmp.Or(r.Key, "command-"+hex.EncodeToString(digest[:8]))
	return ask
}

// said is an error in the words of the command, whose lines are counted from 1.
func (r paymentsRefundCommand) said(err error) error {
	wrong, ok := errors.AsType[field.Errors](err)
	if !ok {
		return err
	}
	lines := slices.Sorted(maps.Keys(r.Line))
	said := slices.Clone(wrong)
	for i, f := range wrong {
		said[i].Name = "--" + f.Name
		var at int
		if _, err := fmt.Sscanf(f.Name, "lines[%d].", &at); err != nil || at >= len(lines) {
			continue
		}
		said[i].Name = fmt.Sprintf("--line %d=%d", lines[at], r.Line[lines[at]])
		if strings.HasSuffix(f.Name, ".line") {
			said[i].Reason = "is no line of the order: the first is 1"
		} else {
			said[i].Reason = "cannot be: pieces " + f.Reason
		}
	}
	return said
}

// paymentsReceiptsCommand lists receipts.
type paymentsReceiptsCommand struct {
	Order string `arg:"" help:"Its number, id or your own reference."`
	Save  string `placeholder:"DIR" help:"A folder to save them in. They come from a stranger: look at them as you would at any such file."`
}

// Run lists them, and saves them.
func (r paymentsReceiptsCommand) Run(ctx context.Context, c *commands, t terminal) error {
	return c.withPayments(ctx, t, func(p *sdk.Payments, _ *app) error {
		all, err := p.Receipts(ctx, r.Order)
		if err != nil {
			return plainly(r.Order, err)
		}
		for _, one := range all {
			fmt.Fprintf(t.out, "%s  %s  %d bytes  %s\n", one.ID, one.At.Format(time.RFC3339), one.Size, one.Type)
			if r.Save == "" {
				continue
			}
			if one, err = p.Receipt(ctx, r.Order, one.ID); err != nil {
				return err
			}
			if err := errors.Join(os.MkdirAll(r.Save, 0o700), os.WriteFile(filepath.Join(r.Save, one.ID+"."+path.Base(one.Type)), one.Data, 0o600)); err != nil {
				return fmt.Errorf("payments: %w", err)
			}
		}
		fmt.Fprintln(t.out, many(len(all), "receipt", "receipts"))
		return nil
	})
}

// sum reads a sum in the currency of an order; "" is none.
func (a *app) sum(ctx context.Context, ref, text string) (money.Amount, error) {
	if text == "" {
		return money.Amount{}, nil
	}
	o, err := a.shop.Orders().Get(ctx, ref)
	if err != nil {
		return money.Amount{}, plainly(ref, err)
	}
	sum, err := money.ParseMajor(text, o.Quote.Total.Currency)
	if err == nil && sum.Minor <= 0 {
		err = field.Errors{{Name: "--amount", Reason: "must be above zero"}}
	}
	if err != nil {
		return sum, usageError{fmt.Errorf("payments: %w", err)}
	}
	return sum, nil
}

// withPayments calls fn with the payments of the shop that is there. Its server
// may be running: the sandbox's journal is left to it.
func (c *commands) withPayments(ctx context.Context, t terminal, fn func(*sdk.Payments, *app) error) error {
	cfg, err := c.settings(t, nil)
	if err != nil {
		return err
	}
	s, err := c.records(ctx, cfg)
	if err != nil {
		return err
	}
	if err := errors.Join(s.Migrate(ctx), s.Close()); err != nil {
		return err
	}
	a, err := c.open(ctx, quiet(cfg).boxless(), t.err)
	if err != nil {
		return err
	}
	return errors.Join(fn(a.shop.Payments(), a), a.close())
}

// boxless is the configuration without the sandbox.
func (c Config) boxless() Config {
	c.Payments.Sandbox = nil
	c.Payments.Prefer = slices.DeleteFunc(slices.Clone(c.Payments.Prefer), func(name string) bool { return name == "sandbox" })
	return c
}
