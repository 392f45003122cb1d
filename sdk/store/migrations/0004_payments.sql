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
