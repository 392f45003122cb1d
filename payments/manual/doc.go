// Package manual takes money without a payment provider: a transfer to a phone
// number, a bank account, a PayPal.Me link, cash when the goods arrive.
//
// The shopper reads the owner's own words, sees a phone number, a link or a
// picture to scan, and says that she has paid. Then a person of the shop looks,
// and says what she found. A [Method] is never paid by itself: no time that
// passes, no click of the shopper's and no message from outside makes it so.
//
//	a checkout     becomes      when
//	pending        processing   the shopper says that she has paid (Claim)
//	pending        expired      its time is over; one that is claimed waits for a person
//	pending        cancelled    the shop closes it
//	any of these   succeeded    a person says that the money came (Confirm)
//	pending or
//	processing     failed       a person says that it did not, with payments.DeclineNotReceived
//
// Money that a person found counts however late it came: a failed, expired or
// cancelled checkout succeeds then, and the shop decides what becomes of it, as
// with any late payment. Nothing is given back by itself either: a person does
// it, and records it (GiveBack).
//
// With Config.OnDelivery the claim is the shopper's word that she will pay at
// the door; the goods go out while the payment is processing. No money is under
// way then, so that the shop may close such a checkout, too.
//
// Every checkout is one record behind [Records], changed by compare-and-swap,
// so several nodes may serve one shop and a crash loses nothing. Records hold no
// personal data of shoppers.
package manual
