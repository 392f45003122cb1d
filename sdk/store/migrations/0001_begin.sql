-- The words in braces are explained at store.Dialect. Times are microseconds, UTC; 0: none.

CREATE TABLE {conversation} (
	id TEXT PRIMARY KEY,
	contact TEXT NOT NULL,
	version {int} NOT NULL,
	received {int} NOT NULL,
	done {int} NOT NULL,
	waiting {int} NOT NULL, -- when event done+1 was received; 0: nothing waits
	staff {int} NOT NULL CHECK (staff IN (0, 1)),
	since {int} NOT NULL,
	data TEXT NOT NULL,
	CHECK (done BETWEEN 0 AND received)
) {strict};
CREATE INDEX {index conversation_waiting} ON {conversation} (waiting) WHERE received > done;
CREATE INDEX {index conversation_staff} ON {conversation} (since) WHERE staff = 1;
CREATE INDEX {index conversation_contact} ON {conversation} (contact);

CREATE TABLE {inbox} (
	n {serial},
	channel TEXT NOT NULL,
	account TEXT NOT NULL,
	event_id TEXT NOT NULL,
	conversation TEXT NOT NULL,
	seq {int} NOT NULL CHECK (seq > 0),
	received {int} NOT NULL,
	body TEXT NOT NULL,
	facts TEXT NOT NULL DEFAULT ''
) {strict};
CREATE UNIQUE INDEX {index inbox_event} ON {inbox} (event_id, account, channel);
CREATE UNIQUE INDEX {index inbox_seq} ON {inbox} (conversation, seq);

CREATE TABLE {message} (
	n {serial},
	id TEXT NOT NULL,
	conversation TEXT NOT NULL,
	seq {int} NOT NULL CHECK (seq > 0),
	sender TEXT NOT NULL CHECK (sender IN ('shop', 'shopper', 'staff')),
	at {int} NOT NULL,
	event TEXT NOT NULL,
	body TEXT NOT NULL
) {strict};
CREATE UNIQUE INDEX {index message_id} ON {message} (id);
CREATE UNIQUE INDEX {index message_seq} ON {message} (conversation, seq);

CREATE TABLE {contact} (
	id TEXT PRIMARY KEY,
	version {int} NOT NULL,
	opted_out {int} NOT NULL, -- since when; 0: she did not
	data TEXT NOT NULL
) {clustered};

CREATE TABLE {consent} (
	id TEXT PRIMARY KEY,
	contact TEXT NOT NULL,
	channel TEXT NOT NULL,
	purpose TEXT NOT NULL CHECK (length(purpose) BETWEEN 1 AND 64),
	action TEXT NOT NULL CHECK (action IN ('grant', 'withdraw')),
	method TEXT NOT NULL,
	wording TEXT NOT NULL,
	event TEXT NOT NULL,
	at {int} NOT NULL
) {strict};
CREATE INDEX {index consent_contact} ON {consent} (contact, at);

CREATE TABLE {cart} (
	contact TEXT PRIMARY KEY,
	version {int} NOT NULL,
	updated {int} NOT NULL,
	data TEXT NOT NULL
) {strict};

CREATE TABLE {counter} (
	name TEXT PRIMARY KEY,
	value {int} NOT NULL
) {clustered};
INSERT INTO {counter} (name, value) VALUES ('order', 1000), ('product', 0);

CREATE TABLE {orders} (
	id TEXT PRIMARY KEY,
	number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 64),
	version {int} NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('placing', 'rejected', 'open', 'processing', 'paid', 'completed', 'cancelled', 'refunded')),
	contact TEXT NOT NULL,
	conversation TEXT NOT NULL,
	token TEXT NOT NULL,
	provider TEXT NOT NULL,
	checkout TEXT NOT NULL,
	total {int} NOT NULL,
	currency TEXT NOT NULL CHECK (length(currency) <= 3),
	created {int} NOT NULL,
	data TEXT NOT NULL
) {strict};
CREATE INDEX {index orders_contact} ON {orders} (contact, created);
CREATE UNIQUE INDEX {index orders_token} ON {orders} (token) WHERE token <> '';
CREATE INDEX {index orders_checkout} ON {orders} (checkout, provider) WHERE checkout <> '';

CREATE TABLE {attempt} (
	order_id TEXT NOT NULL,
	number {int} NOT NULL CHECK (number > 0),
	provider TEXT NOT NULL,
	ref TEXT NOT NULL,
	state TEXT NOT NULL CHECK (length(state) <= 32),
	data TEXT NOT NULL,
	PRIMARY KEY (order_id, number)
) {strict};
CREATE UNIQUE INDEX {index attempt_ref} ON {attempt} (ref, provider) WHERE ref <> '';

CREATE TABLE {payment_event} (
	n {serial},
	provider TEXT NOT NULL,
	event_id TEXT NOT NULL,
	order_id TEXT NOT NULL,
	received {int} NOT NULL,
	data TEXT NOT NULL,
	raw {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX {index payment_event_id} ON {payment_event} (event_id, provider);
CREATE INDEX {index payment_event_order} ON {payment_event} (order_id);

CREATE TABLE {hold} (
	order_id TEXT NOT NULL,
	product TEXT NOT NULL,
	variant TEXT NOT NULL,
	quantity {int} NOT NULL CHECK (quantity > 0),
	state TEXT NOT NULL CHECK (state IN ('reserved', 'sold')),
	until {int} NOT NULL, -- of a reservation
	at {int} NOT NULL,    -- when it was sold
	PRIMARY KEY (order_id, product, variant)
) {clustered};
CREATE INDEX {index hold_ref} ON {hold} (product, variant, state, at, until, quantity);

CREATE TABLE {timer} (
	key TEXT PRIMARY KEY,
	kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 64),
	due {int} NOT NULL,
	next {int} NOT NULL, -- when it may be claimed: due, or the end of a lease
	attempt {int} NOT NULL,
	claim TEXT NOT NULL, -- of the lease; '': free
	payload {blob} NOT NULL
) {clustered};
CREATE INDEX {index timer_next} ON {timer} (next);

CREATE TABLE {outbox} (
	n {serial},
	id TEXT NOT NULL,
	conversation TEXT NOT NULL,
	channel TEXT NOT NULL,
	account TEXT NOT NULL,
	address TEXT NOT NULL,
	created {int} NOT NULL,
	body TEXT NOT NULL,
	sending {int} NOT NULL DEFAULT 0 CHECK (sending IN (0, 1)) -- begun, and what became of it not known
) {strict};
CREATE INDEX {index outbox_lane} ON {outbox} (conversation, n);

CREATE TABLE {lane} (
	conversation TEXT PRIMARY KEY,
	channel TEXT NOT NULL,
	account TEXT NOT NULL,
	address TEXT NOT NULL,
	generation {int} NOT NULL,
	attempt {int} NOT NULL,
	next {int} NOT NULL,  -- when it may be claimed; the end of time: nothing to send
	claim TEXT NOT NULL,  -- of the lease; '': free
	class TEXT NOT NULL   -- of the last failure
) {clustered};
CREATE INDEX {index lane_next} ON {lane} (channel, next) WHERE next < 9223372036854775807;

CREATE TABLE {sent} (
	message_id TEXT NOT NULL,
	account TEXT NOT NULL,
	channel TEXT NOT NULL,
	id TEXT NOT NULL,
	conversation TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('sent', 'delivered', 'read', 'failed')),
	code TEXT NOT NULL,
	at {int} NOT NULL,
	PRIMARY KEY (message_id, account, channel)
) {clustered};
CREATE INDEX {index sent_at} ON {sent} (at);

CREATE TABLE {dead_letter} (
	n {serial},
	id TEXT NOT NULL,
	conversation TEXT NOT NULL,
	channel TEXT NOT NULL,
	account TEXT NOT NULL,
	address TEXT NOT NULL,
	created {int} NOT NULL,
	body TEXT NOT NULL,
	class TEXT NOT NULL,
	code TEXT NOT NULL,
	at {int} NOT NULL
) {strict};

CREATE TABLE {product} (
	id TEXT PRIMARY KEY,
	source TEXT NOT NULL,
	hash TEXT NOT NULL,
	change {int} NOT NULL, -- number of the last change; 0 only within a transaction
	dropped {int} NOT NULL CHECK (dropped IN (0, 1)),
	updated {int} NOT NULL,
	data TEXT NOT NULL
) {strict};
CREATE INDEX {index product_change} ON {product} (change);
CREATE INDEX {index product_source} ON {product} (source, dropped, id);

CREATE TABLE {product_seen} (
	source TEXT NOT NULL,
	id TEXT NOT NULL,
	listing {int} NOT NULL,
	PRIMARY KEY (source, id)
) {clustered};

CREATE TABLE {meta} (
	key TEXT PRIMARY KEY,
	value TEXT NOT NULL
) {clustered};
