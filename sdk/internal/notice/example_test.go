package notice_test

import (
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/internal/notice"
	"github.com/sauda-commerce/sauda/sdk/message"
)

func Example() {
	wire := newWire() // a store.Announcer: PostgreSQL, usually
	ctx, stop := context.WithCancel(context.Background())
	listens, heard := make(chan struct{}), make(chan message.Address)
	there := notice.New(notice.Config{
		Announcer: wire,
		Missed:    func() { close(listens) },
		Grown:     func(a message.Address) { heard <- a },
	})
	here := notice.New(notice.Config{Announcer: wire})
	done := make(chan struct{}, 2)
	for _, b := range []*notice.Board{there, here} {
		go func() { b.Run(ctx); done <- struct{}{} }()
	}
	<-listens
	here.Grew(message.Address{Channel: "webchat", Account: "shop", ID: "ann"})
	fmt.Println((<-heard).ID)
	stop()
	<-done
	<-done
	// Output: ann
}
