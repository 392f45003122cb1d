-- Live replies before all else, what platforms allow, and letters to send again.

ALTER TABLE {lane} ADD COLUMN bulk {int} NOT NULL DEFAULT 0;        -- 1: nobody waits for what is in it
ALTER TABLE {lane} ADD COLUMN unreachable {int} NOT NULL DEFAULT 0; -- since when the platform says so
DROP INDEX {index lane_next};
CREATE INDEX {index lane_due} ON {lane} (channel, bulk, next, account) WHERE next < 9223372036854775807;

CREATE TABLE {pace} (
	channel TEXT NOT NULL,
	account TEXT NOT NULL,
	taken {int} NOT NULL, -- up to when requests are given out
	until {int} NOT NULL, -- no request before
	PRIMARY KEY (channel, account)
) {clustered};

CREATE INDEX {index dead_letter_id} ON {dead_letter} (id);
