package store

import "context"

// Lanes counts the conversations with messages to send, by channel; a channel
// with none is left out. It reads every one: it is for metrics, not for turns.
func (r Reader) Lanes(ctx context.Context) (map[string]int64, error) {
	s := Statement{`SELECT channel, COUNT(*) FROM {lane} WHERE next < 9223372036854775807 GROUP BY channel`, nil}
	type row struct {
		channel string
		lanes   int64
	}
	rows, err := list(ctx, r.q, s, "lanes", func(rows Rows) (l row, err error) {
		err = rows.Scan(&l.channel, &l.lanes)
		return l, err
	})
	all := make(map[string]int64, len(rows))
	for _, l := range rows {
		all[l.channel] = l.lanes
	}
	return all, err
}
