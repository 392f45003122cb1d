package widget

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/gateway/internal/wire"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
)

// Post answers POST /webchat/messages. 202 means on disk; the answer comes by
// the stream or the poll.
func (h *Handler) Post(w http.ResponseWriter, r *http.Request) {
	id, err := h.post(r)
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	writeJSON(w, http.StatusAccepted, struct {
		ID string `json:"id"`
	}{id})
}

func (h *Handler) post(r *http.Request) (string, error) {
	from, err := h.who(r)
	if err != nil {
		return "", err
	}
	if wait, ok := h.visitor.Allow(from.ID); !ok {
		return "", &problem.Error{Code: problem.TooMany, After: wait}
	}
	body, err := problem.Body(r)
	if err != nil {
		return "", err
	}
	d := channel.Delivery{Method: r.Method, Query: r.URL.Query(), Header: r.Header, Body: body, Received: h.Now()}
	if err := h.deliver(r.Context(), d); err != nil {
		return "", err
	}
	var in struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(body, &in) // the channel has read it before
	return in.ID, nil
}

// maxPage is how many messages one answer holds; the client asks on from the
// last seq it got.
const maxPage = 500

// maxWait is how long a long poll may ask to wait.
const maxWait = 25

// List answers GET /webchat/messages?after=&wait=: what is new, at once, or
// as soon as there is something within wait seconds.
func (h *Handler) List(w http.ResponseWriter, r *http.Request) {
	from, err := h.who(r)
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	after, err := parseSeq("after", r.URL.Query().Get("after"))
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	wait, err := parseWait(r.URL.Query().Get("wait"))
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	// Watched before it is read, so that nothing falls in between.
	news, stop := h.Channel.Watch(from)
	defer stop()
	id := conversation.IDOf(from)
	messages, err := h.Shop.Transcript(r.Context(), id, after, maxPage)
	if err == nil && len(messages) == 0 && wait > 0 {
		writeDeadline(w, wait+10*time.Second)
		h.await(r, news, wait)
		messages, err = h.Shop.Transcript(r.Context(), id, after, maxPage)
	}
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, struct {
		Messages []wire.Message `json:"messages"`
		Typing   bool           `json:"typing"`
	}{wire.All(h.BasePath, messages), h.Shop.Typing(id)})
}

// await returns when there is news, the time is over, the client is gone, or
// the server is about to stop.
func (h *Handler) await(r *http.Request, news <-chan struct{}, wait time.Duration) {
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-news:
	case <-t.C:
	case <-r.Context().Done():
	case <-h.Done:
	}
}
