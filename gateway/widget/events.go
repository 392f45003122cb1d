package widget

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/gateway/internal/wire"
	"github.com/sauda-commerce/sauda/sdk/conversation"
)

// Events answers GET /webchat/events: every message after Last-Event-ID (or
// the query's after), and each new one as it is said, as server-sent events
// whose id is the seq and whose data is the message.
func (h *Handler) Events(w http.ResponseWriter, r *http.Request) {
	from, err := h.who(r)
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	after, err := lastSeen(r)
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	release, ok := h.streams.Take(from.ID)
	if !ok {
		problem.Write(w, r, &problem.Error{Code: problem.TooMany, Detail: "This visitor has too many event streams open.", After: h.Heartbeat})
		return
	}
	defer release()
	news, stop := h.Channel.Watch(from)
	defer stop()
	s := &stream{h: h, w: w, conversation: conversation.IDOf(from), after: after}
	// Read before the answer begins: a store that is down is still a problem
	// document then.
	first, err := h.Shop.Transcript(r.Context(), s.conversation, after, maxPage)
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	if s.begin(first) != nil || len(first) == maxPage && s.catchUp(r.Context(), nil) != nil {
		return
	}
	s.follow(r.Context(), news)
}

// lastSeen reads where a stream goes on. The header comes from a client that
// reconnects, so it is newer than the query.
func lastSeen(r *http.Request) (int64, error) {
	if s := r.Header.Get("Last-Event-ID"); s != "" {
		return parseSeq("Last-Event-ID", s)
	}
	return parseSeq("after", r.URL.Query().Get("after"))
}

// stream is one open event stream. Its writes fail when the client is gone.
type stream struct {
	h            *Handler
	w            http.ResponseWriter
	conversation string
	after        int64 // seq of the last message written
}

// begin starts the stream with what is there already.
func (s *stream) begin(first []conversation.Message) error {
	header := s.w.Header()
	header.Set("Content-Type", "text/event-stream; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // a proxy must not collect events
	s.w.WriteHeader(http.StatusOK)
	return s.write(append([]byte("retry: 2000\n\n"), s.frames(first)...))
}

// follow writes what is said until the client goes, the server stops, or the
// transcript cannot be read: then the client comes again.
func (s *stream) follow(ctx context.Context, news <-chan struct{}) {
	beat := time.NewTicker(s.h.Heartbeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-s.h.Done:
			return
		case _, open := <-news:
			if !open {
				return // pushed out by a newer watcher
			}
			err = s.catchUp(ctx, nil)
		case <-beat.C:
			// Another node may have spoken, and its notice been lost.
			err = s.catchUp(ctx, []byte(": still here\n\n"))
		}
		if err != nil {
			return
		}
	}
}

// catchUp writes every message not written yet, or idle if there is none.
func (s *stream) catchUp(ctx context.Context, idle []byte) error {
	for {
		messages, err := s.h.Shop.Transcript(ctx, s.conversation, s.after, maxPage)
		if err != nil {
			return err
		}
		if len(messages) > 0 {
			idle = s.frames(messages)
		}
		if err := s.write(idle); err != nil || len(messages) < maxPage {
			return err
		}
		idle = nil
	}
}

// frames writes messages in the form of the protocol. JSON has no line breaks,
// so that each is one line of data.
func (s *stream) frames(messages []conversation.Message) []byte {
	var b bytes.Buffer
	for _, m := range messages {
		data, err := json.Marshal(wire.Of(s.h.BasePath, m))
		if err != nil {
			continue // strings and numbers only: it cannot fail
		}
		fmt.Fprintf(&b, "id: %d\ndata: %s\n\n", m.Seq, data)
		s.after = m.Seq
	}
	return b.Bytes()
}

// write sends bytes now, within the time of three heartbeats.
func (s *stream) write(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	writeDeadline(s.w, 3*s.h.Heartbeat)
	if _, err := s.w.Write(p); err != nil {
		return err
	}
	return http.NewResponseController(s.w).Flush()
}
