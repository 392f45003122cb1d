package sdk

import (
	"context"
	"sync"

	"github.com/sauda-commerce/sauda/sdk/internal/notice"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// assembleBoard connects the engine with those of other processes, where the
// store is one that several share.
func (s *Shop) assembleBoard() {
	wire, ok := s.cfg.Store.Announcer()
	if !ok {
		return
	}
	s.board = notice.New(notice.Config{
		Announcer: wire, Logger: s.cfg.Logger,
		Grown: s.engine.Grew, Left: s.engine.Take, Missed: s.engine.Missed,
	})
}

// grown tells the other nodes of a transcript that has grown.
func (s *Shop) grown(a message.Address) {
	if s.board != nil {
		s.board.Grew(a)
	}
}

// left tells the other nodes of a conversation that waits and that this one
// does not come to.
func (s *Shop) left(conversationID string) {
	if s.board != nil {
		s.board.Leave(conversationID)
	}
}

// tellOthers exchanges notices until the function that it returns is called,
// which comes after all work has ended: what that left is told, too.
func (s *Shop) tellOthers(ctx context.Context) (stop func()) {
	if s.board == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() { s.board.Run(ctx) })
	return func() { cancel(); running.Wait() }
}
