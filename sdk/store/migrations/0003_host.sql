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
