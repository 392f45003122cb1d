package store

import "context"

// Depth is what lies in a channel's outgoing messages.
type Depth struct {
	Lanes       int64 // conversations with messages to send
	DeadLetters int64
}

// Depths counts, by channel; a channel with nothing is left out. It reads every
// one that it counts: it is for metrics, not for turns.
func (r Reader) Depths(ctx context.Context) (map[string]Depth, error) {
	s := Statement{`SELECT channel, COUNT(*) AS lanes, 0 AS dead FROM {lane} WHERE next < $1 GROUP BY channel
		UNION ALL SELECT channel, 0, COUNT(*) FROM {dead_letter} GROUP BY channel`, []any{int64(never)}}
	type row struct {
		channel string
		Depth
	}
	rows, err := list(ctx, r.q, s, "depths", func(rows Rows) (d row, err error) {
		err = rows.Scan(&d.channel, &d.Lanes, &d.DeadLetters)
		return d, err
	})
	all := map[string]Depth{}
	for _, d := range rows {
		sum := all[d.channel]
		all[d.channel] = Depth{sum.Lanes + d.Lanes, sum.DeadLetters + d.DeadLetters}
	}
	return all, err
}
