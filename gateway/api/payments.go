package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// Verdict is what a person found of the money for an order.
type Verdict struct {
	Paid   *bool        `json:"paid" validate:"required" description:"Whether the money came. If not, the shopper is told, and may try again."`
	Amount money.Amount `json:"amount,omitzero" description:"What came; left out, what was to pay. Another sum holds the order."`
	By     string       `json:"by,omitempty" validate:"max=100" description:"Who says so, for your books."`
}

// NewRefund is what is to be given back of an order: pieces of lines, the
// delivery, or an amount; with none of them, all that is left.
type NewRefund struct {
	Key      string       `json:"key" validate:"required,max=64" description:"Your own name for this refund: the same twice is one."`
	Lines    []RefundLine `json:"lines,omitempty" validate:"max=200,dive" description:"Each line once. What she paid for the pieces goes back, with their discount and tax."`
	Delivery bool         `json:"delivery,omitempty" description:"The price of the delivery too."`
	Amount   money.Amount `json:"amount,omitzero" description:"In place of lines and delivery."`
	Reason   string       `json:"reason,omitempty" validate:"max=200" description:"For your books, in one line."`
	Restock  bool         `json:"restock,omitempty" description:"The pieces of the lines can be sold again."`
}

// RefundLine is some pieces of one line of an order.
type RefundLine struct {
	Line     int `json:"line" validate:"min=0,max=199" description:"Its place in the order's lines: 0 is the first."`
	Quantity int `json:"quantity" validate:"min=1,max=1000000"`
}

// Refund is money that the shop gives back.
type Refund struct {
	Key      string               `json:"key"`
	State    payments.RefundState `json:"state" description:"pending, succeeded or failed: then a person must give it back."`
	Amount   money.Amount         `json:"amount"`
	Lines    []RefundedLine       `json:"lines"`
	Delivery bool                 `json:"delivery"`
	Reason   string               `json:"reason,omitempty"`
	At       time.Time            `json:"at" description:"When it was asked for."`
}

// RefundedLine is what is given back for some pieces of a line.
type RefundedLine struct {
	Line     int          `json:"line"`
	Quantity int          `json:"quantity"`
	Amount   money.Amount `json:"amount" description:"With their discount and tax."`
}

// WaitingPayment is a payment that waits for a person.
type WaitingPayment struct {
	Provider   string       `json:"provider" description:"The way that she pays."`
	OnDelivery bool         `json:"on_delivery" description:"It is paid when the goods are handed over: there is nothing to look for at the bank."`
	Amount     money.Amount `json:"amount" description:"That is to come."`
	Receipts   int          `json:"receipts" description:"Pictures that she has sent of it."`
	Since      time.Time    `json:"since,omitzero" description:"When she said that she has paid, or will."`
	Order      hook.Order   `json:"order"`
}

// Receipt is a picture, or a PDF, by which a shopper shows that she has paid.
type Receipt struct {
	ID   string    `json:"id"`
	Type string    `json:"type" description:"image/jpeg, image/png, image/webp, image/heic or application/pdf, as its bytes say."`
	Size int       `json:"size" description:"In bytes."`
	At   time.Time `json:"at"`
}

type receiptParams struct {
	Ref string `path:"ref" validate:"max=200" description:"The order's: your own reference, its id or its number, percent-encoded."`
	ID  string `path:"id" validate:"max=64" description:"The receipt's id."`
}

func viewRefund(r order.Refund) Refund {
	v := Refund{Key: r.Key, State: r.State, Amount: r.Amount, Lines: []RefundedLine{}, Delivery: r.Delivery, Reason: r.Reason, At: r.At.UTC()}
	for _, l := range r.Lines {
		v.Lines = append(v.Lines, RefundedLine{l.Line, l.Quantity, l.Amount})
	}
	return v
}

func viewReceipt(r sdk.Receipt) Receipt { return Receipt{r.ID, r.Type, r.Size, r.At.UTC()} }

// byHand are the operations of people on payments.
func byHand() []operation {
	paid, yes := exampleOrder(), true
	waiting := exampleOrder()
	waiting.State, waiting.Paid = order.Processing, money.Amount{}
	back := Refund{Key: "return-1", State: payments.RefundPending, Amount: money.New(19900, "USD"), Reason: "torn",
		Lines: []RefundedLine{{Quantity: 1, Amount: money.New(19900, "USD")}}, At: exampleTime}
	return []operation{
		serves(operation{
			method: http.MethodGet, path: "/payments/waiting", id: "listWaitingPayments", scope: Payments, summary: "Payments that wait for a person",
			about: "Shoppers say that they have paid, by a transfer or the like, or will when the goods are handed over; nobody but a person can tell.",
			answers: []answer{{200, "A page of them.", Page[WaitingPayment]{Data: []WaitingPayment{{
				Provider: "manual-kaspi", Amount: money.New(39800, "USD"), Receipts: 1, Since: exampleTime, Order: waiting}}}}},
		}, listWaiting),
		serves(operation{
			method: http.MethodPost, path: "/orders/{ref}/payment", id: "confirmPayment", scope: Payments, summary: "Say whether the money for an order came",
			about:    "For payments that wait for a person. The same again changes nothing; the contrary of what was said is 409. An order that is paid when it is handed over is confirmed then; that it goes out is told by PATCH.",
			example:  Verdict{Paid: &yes, By: "Dana"},
			answers:  []answer{{200, "The order as it is now.", paid}},
			problems: []problem.Code{problem.NotFound, problem.Conflict},
		}, confirmPayment),
		serves(operation{
			method: http.MethodPost, path: "/orders/{ref}/refunds", id: "refundOrder", scope: Payments, summary: "Give money back",
			about:    "Pieces of lines, the delivery, an amount, or all that is left. All pieces of a line come to what was paid for it, and never more is given back than came. The payment provider is asked afterwards, and the shopper told when it has done it. Where people take the money they give it back too, before they call this.",
			example:  NewRefund{Key: "return-1", Lines: []RefundLine{{Line: 0, Quantity: 1}}, Reason: "torn", Restock: true},
			answers:  []answer{{200, "The refund as it is now.", back}},
			problems: []problem.Code{problem.NotFound, problem.Conflict},
		}, refundOrder),
		serves(operation{
			method: http.MethodGet, path: "/orders/{ref}/receipts", id: "listReceipts", scope: Payments, summary: "Receipts that the shopper has sent",
			answers:  []answer{{200, "The receipts, the first first.", List[Receipt]{[]Receipt{{ID: "0198c1f0-0000-7000-8000-00000000000a", Type: "image/jpeg", Size: 182044, At: exampleTime}}}}},
			problems: []problem.Code{problem.NotFound},
		}, listReceipts),
		serves(operation{
			method: http.MethodGet, path: "/orders/{ref}/receipts/{id}", id: "getReceipt", scope: Payments, summary: "One receipt, as a file",
			about:    "Its bytes come from a stranger: it is sent as a file to keep, never to be shown as a page.",
			answers:  []answer{{200, "The picture, or the PDF. Its own type is in the list of receipts, and in the file's name.", file{}}},
			problems: []problem.Code{problem.NotFound},
		}, getReceipt),
	}
}

func listWaiting(ctx context.Context, h *Handler, p listParams, _ none) (int, any, error) {
	all, next, err := h.Shop.Payments().Waiting(ctx, p.After, p.Limit)
	l := Page[WaitingPayment]{Data: []WaitingPayment{}, Next: next}
	for _, w := range all {
		l.Data = append(l.Data, WaitingPayment{w.Provider, w.OnDelivery, w.Amount, w.Receipts, w.Since.UTC(), hook.Of(w.Order)})
	}
	return http.StatusOK, l, err
}

func confirmPayment(ctx context.Context, h *Handler, p refParams, v Verdict) (int, any, error) {
	o, err := h.Shop.Payments().Confirm(ctx, p.Ref, payments.Verdict{Paid: *v.Paid, Amount: v.Amount, By: v.By})
	return http.StatusOK, hook.Of(o), err
}

func refundOrder(ctx context.Context, h *Handler, p refParams, n NewRefund) (int, any, error) {
	r := sdk.RefundOrder{Key: n.Key, Amount: n.Amount, Delivery: n.Delivery, Reason: n.Reason, Restock: n.Restock}
	for _, l := range n.Lines {
		r.Lines = append(r.Lines, sdk.RefundLine{Line: l.Line, Quantity: l.Quantity})
	}
	back, err := h.Shop.Payments().Refund(ctx, p.Ref, r)
	return http.StatusOK, viewRefund(back), err
}

func listReceipts(ctx context.Context, h *Handler, p refParams, _ none) (int, any, error) {
	all, err := h.Shop.Payments().Receipts(ctx, p.Ref)
	l := List[Receipt]{Data: []Receipt{}}
	for _, r := range all {
		l.Data = append(l.Data, viewReceipt(r))
	}
	return http.StatusOK, l, err
}

func getReceipt(ctx context.Context, h *Handler, p receiptParams, _ none) (int, any, error) {
	r, err := h.Shop.Payments().Receipt(ctx, p.Ref, p.ID)
	return http.StatusOK, file{r.ID, r.Type, r.Data}, err
}
