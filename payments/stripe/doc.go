// Package stripe takes money through Stripe: Checkout Sessions, which are pages
// of Stripe's that are open for at most a day, or Payment Links that can be paid
// once.
//
// # Going live
//
// 1. Take the secret key from the Dashboard (Developers, API keys). A restricted
// key is enough: it needs to write Checkout Sessions and Refunds and to read
// Payment Intents, Charges and Events; with Config.PaymentLinks also to write
// Payment Links, Prices and Products.
//
// 2. Make a webhook endpoint at https://YOUR-SHOP/payments/stripe, for these
// events: checkout.session.completed, checkout.session.async_payment_succeeded,
// checkout.session.async_payment_failed, checkout.session.expired,
// charge.refunded, charge.refund.updated, refund.updated, refund.failed,
// charge.dispute.created. Others do no harm. Any API version will do: only
// fields that are the same in all of them are read.
//
// 3. Give its signing secret, "whsec_…", as Config.WebhookSecrets. To change it,
// roll it in the Dashboard with an overlap and give both, the new one first;
// drop the old one when the overlap is over.
//
// Which methods of payment shoppers see (cards, wallets, bank debits) is said
// in the Dashboard and not here.
//
// # What is said here
//
// A card that is declined leaves the session open: Stripe says why on its page,
// and the shopper tries another card there. So payment_intent.payment_failed is
// no event here; a payment has failed when a method that takes days has, and the
// session can no longer be paid.
//
// Stripe forgets idempotency keys after a day, and repeats a failure under a key
// as it repeats a success. So whatever may have been made under a key is looked
// for by its metadata before another key is used, in Start as in Refund, and a
// second checkout is never opened on a guess.
//
// Events of refunds and disputes do not say what the shop needs to know of them
// (which checkout, how much in all without what is pending), nor do those of
// failures say why. ParseEvents asks for that, after the signature was found to
// be right; when there is no answer, its error asks Stripe to come again.
//
// # What is not supported
//
// Subscriptions, manual capture, connected accounts, taxes and promotion codes
// of Stripe's (the order has those), embedded forms. A shop in a country without
// Stripe needs another provider. Adaptive Pricing, by which Stripe asks for
// another currency than the order's, is better off in the Dashboard: where Stripe
// names a session in that currency it is held for a person to look at, and where
// only the money was taken in it, a person gives it back. With Config.PaymentLinks, all sessions
// of a link are one checkout: were Stripe to let two tabs pay at once in spite of
// the limit, the second payment would not be seen.
//
// Sources: https://docs.stripe.com/api?api-version=2023-10-16,
// https://docs.stripe.com/currencies, https://docs.stripe.com/webhooks/signature,
// https://docs.stripe.com/api/idempotent_requests.
package stripe
