-- What the host tells us, and what we tell it.

CREATE TABLE {answer} (
	key TEXT PRIMARY KEY,
	request TEXT NOT NULL,
	claim TEXT NOT NULL, -- of whoever is finding it; '': found
	at {int} NOT NULL,
	status {int} NOT NULL,
	body {blob} NOT NULL
) {strict};
CREATE INDEX {index answer_at} ON {answer} (at);

CREATE TABLE {deep_link} (
	hash TEXT PRIMARY KEY,      -- of the token, which is not kept
	customer TEXT NOT NULL CHECK (length(customer) > 0),
	referral TEXT NOT NULL,     -- where it leads
	expires {int} NOT NULL,
	conversation TEXT NOT NULL  -- that used it; '': none has yet
) {clustered};
CREATE INDEX {index deep_link_expires} ON {deep_link} (expires);

CREATE TABLE {told} (
	id TEXT PRIMARY KEY, -- of a hook event: it is told once
	at {int} NOT NULL
) {clustered};
CREATE INDEX {index told_at} ON {told} (at);

CREATE TABLE {unheard} (
	n {serial},
	subscriber TEXT NOT NULL,
	event TEXT NOT NULL, -- its id
	type TEXT NOT NULL,
	body {blob} NOT NULL,
	tries {int} NOT NULL,
	reason TEXT NOT NULL,
	at {int} NOT NULL
) {strict};

ALTER TABLE {orders} ADD COLUMN ref TEXT NOT NULL DEFAULT ''; -- the host's
UPDATE {orders} SET ref = COALESCE(CAST(data AS {json}) ->> 'host_ref', '') WHERE data LIKE '%"host_ref"%';
CREATE INDEX {index orders_ref} ON {orders} (ref) WHERE ref <> '';
CREATE INDEX {index orders_number} ON {orders} (number);
CREATE INDEX {index orders_created} ON {orders} (created, id);

CREATE TABLE {identity} (
	kind TEXT NOT NULL CHECK (kind IN ('phone', 'email')),
	value TEXT NOT NULL,
	contact TEXT NOT NULL,
	PRIMARY KEY (kind, value)
) {clustered};
CREATE INDEX {index identity_contact} ON {identity} (contact);
