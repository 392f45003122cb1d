-- What payments need beyond the providers' own books.

CREATE TABLE {record} ( -- what people say of payments: the books of providers without any
	kind TEXT NOT NULL CHECK (length(kind) > 0),
	key TEXT NOT NULL,
	version {int} NOT NULL,
	data {blob} NOT NULL,
	PRIMARY KEY (kind, key)
) {strict};

CREATE TABLE {receipt} ( -- pictures by which shoppers show that they have paid
	id TEXT PRIMARY KEY,
	order_id TEXT NOT NULL,
	attempt TEXT NOT NULL, -- its key
	type TEXT NOT NULL,    -- of the content, as its bytes say
	size {int} NOT NULL,
	data {blob} NOT NULL,
	at {int} NOT NULL
) {strict};
CREATE INDEX {index receipt_order} ON {receipt} (order_id);
CREATE INDEX {index receipt_at} ON {receipt} (at);

CREATE INDEX {index attempt_processing} ON {attempt} (order_id, number) WHERE state = 'processing';

CREATE TABLE {redemption} ( -- codes of promotions in orders that were not given up
	code TEXT NOT NULL, -- folded
	order_id TEXT NOT NULL,
	contact TEXT NOT NULL,
	customer TEXT NOT NULL, -- her id at the host; '': she was not logged in
	at {int} NOT NULL,
	PRIMARY KEY (code, order_id)
) {clustered};
CREATE INDEX {index redemption_order} ON {redemption} (order_id);
CREATE INDEX {index redemption_contact} ON {redemption} (contact);
