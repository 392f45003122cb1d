package sdk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

// A stranger on our channel of PostgreSQL, with garbage, with notices of eight
// thousand bytes, under the names of our own nodes, and without end, stops
// nothing and costs nothing but time.
func TestStrangersNotices(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	var dbs []store.DB
	for range 2 {
		db, err := postgres.OpenDB(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		dbs = append(dbs, db)
	}
	nodes := newNodes(t, dbs, sdk.Config{})
	for _, n := range nodes {
		n.runs()
	}
	ctx, cancel := context.WithCancel(t.Context())
	var stranger sync.WaitGroup
	stranger.Go(func() { shouts(ctx, t, dsn, "sauda:"+pgtest.Schema(t, dsn)) })
	v := nodes[0].visits()
	for i := range 6 {
		v = v.at(nodes[i%2])
		v.does(v.posts("text", fmt.Sprintf("w%d", i)))
		v.answered(i + 1)
	}
	cancel()
	stranger.Wait()
	if diff := cmp.Diff(inTurn(6), v.words()); diff != "" {
		t.Errorf("beside a stranger (-want +got)\n%s", diff)
	}
	// The others are still heard.
	news, stop := nodes[1].web.Watch(v.session.Address)
	defer stop()
	time.Sleep(50 * time.Millisecond)
	for len(news) > 0 {
		<-news
	}
	v = v.at(nodes[0])
	v.does(v.posts("text", "w6"))
	select {
	case <-news:
	case <-time.After(10 * time.Second):
		t.Error("a reader at the other node is not told any more")
	}
}

// shouts notifies until ctx ends.
func shouts(ctx context.Context, t *testing.T, dsn, channel string) {
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = c.Close(context.Background()) }() // the test is over
	if _, err := c.Exec(ctx, `LISTEN "`+channel+`"`); err != nil {
		t.Error(err)
		return
	}
	names, n := []string{"stranger"}, 0
	for ctx.Err() == nil {
		node := names[n%len(names)]
		for _, text := range []string{
			"", "{", "null", "[]", `"` + strings.Repeat("x", 7900) + `"`, strings.Repeat("[", 7900), `{"n":5}`, "\uFDD000\uFDD0zz",
			fmt.Sprintf(`{"n":%q,"h":true}`, node), fmt.Sprintf(`{"n":%q,"a":true}`, node),
			fmt.Sprintf(`{"n":"s","g":[["webchat","",%q],["","",""],["no such","",""]]}`, strings.Repeat("ж", 3000)),
			fmt.Sprintf(`{"n":"s%d","l":[%s""]}`, n, strings.Repeat(fmt.Sprintf(`"%d",`, n), 100)),
			fmt.Sprintf(`{"n":"s","l":[%q]}`, strings.Repeat("\u0000", 500)),
		} {
			if _, err := c.Exec(ctx, `SELECT pg_notify($1, $2)`, channel, text); err != nil && ctx.Err() == nil {
				t.Errorf("%.40s: %v", text, err)
			}
		}
		n++
		// It learns the names of our nodes from what they say.
		wait, done := context.WithTimeout(ctx, time.Millisecond)
		heard, err := c.WaitForNotification(wait)
		done()
		var said struct {
			Node string `json:"n"`
		}
		if err == nil && json.Unmarshal([]byte(heard.Payload), &said) == nil && len(said.Node) == 8 {
			names = append(names, said.Node)
		}
	}
}
