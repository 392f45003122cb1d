package replay_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sauda-commerce/sauda/sdk/replay"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

func Example() {
	dir, err := os.MkdirTemp("", "replay")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	s, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	ctx := context.Background()
	if err := s.Migrate(ctx); err != nil {
		fmt.Println(err)
		return
	}
	d := replay.New(replay.Config{Store: s})
	r := replay.Request{Owner: "backend", Key: "7d0f", What: []byte("POST /orders W-1001")}
	for range 2 {
		a, again, err := d.Do(ctx, r, func(context.Context) (replay.Answer, error) {
			fmt.Println("the order is made")
			return replay.Answer{Status: 201, Body: []byte("W-1001")}, nil
		})
		fmt.Println(a.Status, string(a.Body), again, err)
	}
	// Output:
	// the order is made
	// 201 W-1001 false <nil>
	// 201 W-1001 true <nil>
}
