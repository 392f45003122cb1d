// Package freedompay takes money in Kazakhstan through Freedom Pay (once
// PayBox.money): its payment page, its answers about a payment, refunds of any
// part, and its signed callbacks.
//
// A shop in Kazakhstan goes live in five steps:
//
//  1. sign the contract at freedompay.kz; the shop is in test mode until then;
//  2. take the merchant's number and its secret key ("payment password") from the
//     merchant's cabinet, under "For developers";
//  3. give them to New, or write payments: {freedompay: {merchant_id: …, secret: …}}
//     into sauda.yaml, with an https base_url;
//  4. leave the Check URL and the Result URL of the cabinet empty: where callbacks
//     go is told with each payment (Config.ResultURL);
//  5. pay with a test card from the cabinet, give it back, and ask the manager to
//     switch the shop over.
//
// # What is kept
//
// Freedom Pay promises no idempotency for its payment page, tells the address of
// a page once, and gives refunds no name. So the adapter keeps what it asked in
// payments.Records, before it asks. A payment whose answer was lost is opened
// again under the same pg_order_id and pg_idempotency_key: the page of the lost
// one has a random address that nobody was told, so it cannot be paid. A refund
// whose answer was lost is looked for among pg_refund_payments, for an hour
// before it is asked for again.
//
// # Signatures
//
// Everything is signed, both ways, with the MD5 of the script's name (the last
// element of the path), the values in the order of their names, and the secret,
// joined by semicolons: https://freedompay.kz/docs-en/merchant-api/intro. MD5 is
// the provider's choice; the secret makes forging it as hard as finding another
// text with a given sum, which nobody can do. Two weaknesses come with the
// scheme. The names of values are not signed: fields are read by their documented
// names only, each once. And callbacks bear no time: one that is delivered again
// years later is accepted, says what was said before, and changes nothing.
//
// # What could not be verified
//
// There was no account to try it on. Sources: docs.freedompay.kz (api-11620859,
// api-11620963, 12007677e0), freedompay.kz/docs-en/merchant-api (intro, pay,
// after-pay), and what public integrations have logged. What is taken for granted,
// and what happens if it is otherwise:
//
//   - A second payment with one pg_order_id is allowed ("recommended to be
//     unique"). Where it is refused, an attempt whose first answer was lost cannot
//     be paid; the shopper gets another once it is over.
//   - pg_idempotency_key, documented for calls beside those used here, is taken by
//     init_payment.php and revoke.php or ignored. Nothing depends on it.
//   - pg_payment_status is new, partial or pending before the shopper has done
//     anything; process after, when it comes with a card; success, ok; error,
//     failed, rejected; incomplete when its time is over; revoked, refunded,
//     canceled. new, error and success have been seen. Another is an error, and is
//     asked about again.
//   - A payment whose time is over is called back with pg_failure_code 101 (seen)
//     or pg_result 2. One that is still new an hour after its end counts as
//     expired; if it is paid all the same, that is a late payment.
//   - A success with pg_captured 0 counts as paid: pg_auto_clearing=1 asks to take
//     money at once, and what is held is taken after five days by itself. Until
//     then revoke.php may refuse, and a person is told.
//   - Errors 340 and 11068 mean that there is no such payment. With others Fetch
//     of an unknown payment is an error instead of payments.ErrNotFound.
//   - No callback tells of refunds or chargebacks: Capabilities().QuietRefunds.
//     Disputes are not seen at all.
//   - Failure codes other than 101 have no public list: shoppers read that the bank
//     gave no reason.
//   - pg_payment_date is the time of Almaty, UTC+5 (seen).
//   - pg_currency other than KZT needs the contract to say so.
//   - Check URL, which asks whether money may be taken, must be switched on by a
//     manager and wants its answer in the same request; it is not used. What comes
//     too late is given back.
//   - There is no call to close a page that was not paid (cancel.php lets go of
//     money that is held): no payments.Canceller. Pages close by
//     pg_lifetime, which is why Config.Life is short.
package freedompay
