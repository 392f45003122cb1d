// Package hook names what the host of a shop hears of: the events, and the
// public views of orders, contacts and payments in them. Pure types, no I/O.
//
// A host listens in Go with a [Hook] made by [On], or by outgoing webhooks;
// package webhook brings the events to both, at least once, from the commit
// that caused them. The JSON of an event is the body of the webhook, and the
// views are those of the REST API too.
//
// What an event tells:
//
//	order.placed        an order can be paid: OrderPlaced
//	order.rejected      the host's order system said no: OrderRejected
//	order.paid          the money of an order is there, once per order: OrderPaid
//	order.updated       an order's status was set, shipped say, or its price when it was to be paid: OrderUpdated
//	order.cancelled     it was called off, ended unpaid, or its stock was gone: OrderCancelled
//	payment.succeeded   money arrived, whether or not it is kept: PaymentSucceeded
//	payment.failed      an attempt to pay was declined: PaymentFailed
//	payment.refunded    money was given back, all or a part: Refunded
//	payment.disputed    the shopper's bank asks the money back: Disputed
//	handoff.requested   a shopper, or an order, needs a person: HandoffRequested
//	contact.opted_out   a shopper wants no messages but replies: OptedOut
//	contact.opted_in    she allows them again: OptedIn
//	contact.linked      a conversation is a customer's now: CustomerLinked
//
// Events may come twice, with the same [Meta].ID: keep the ids of those that
// you have handled. They come in no particular order: an order's view shows it
// as it was when the event happened, and Order.Updated says when that was.
// Types and fields are added over time; those there are stay.
package hook
