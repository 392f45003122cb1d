package simulator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// answerer says what a service answers to a request whose body was read.
type answerer func(ctx context.Context, r *http.Request, body []byte) reply

// begin answers over the network up to the body; false where nothing is to follow.
func begin(w http.ResponseWriter, r *http.Request, answer answerer) (reply, bool) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return reply{}, false // the caller is gone
	}
	a := answer(r.Context(), r, body)
	if a.broken != nil {
		panic(http.ErrAbortHandler) // the server's own way to close a connection without an answer
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	return a, true
}

// serve answers over the network.
func serve(w http.ResponseWriter, r *http.Request, answer answerer) {
	if a, ok := begin(w, r, answer); ok {
		_, _ = w.Write(a.body) // the caller is gone otherwise
	}
}

// roundTrip answers without a network, unless the caller or the connection is
// gone.
func roundTrip(r *http.Request, answer answerer) (reply, error) {
	body, err := readAll(r)
	if err != nil {
		return reply{}, err
	}
	if err := r.Context().Err(); err != nil {
		return reply{}, err
	}
	a := answer(r.Context(), r, body)
	if err := r.Context().Err(); err != nil {
		return reply{}, err
	}
	return a, a.broken
}

// ServeHTTP is the platform over the network.
func (p *Parcel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := begin(w, r, p.answer)
	if !ok {
		return
	}
	if !a.trickle {
		_, _ = w.Write(a.body) // the caller is gone otherwise
		return
	}
	flush := http.NewResponseController(w)
	for i := range a.body {
		if _, err := w.Write(a.body[i : i+1]); err != nil || flush.Flush() != nil || !p.pause(r.Context(), time.Second) {
			return
		}
	}
}

// RoundTrip is the platform without a network. Give it to a shop's client as
// its Transport.
func (p *Parcel) RoundTrip(r *http.Request) (*http.Response, error) {
	a, err := roundTrip(r, p.answer)
	if err != nil {
		return nil, err
	}
	header := a.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	response := respond(r, a.status, header, a.body)
	if a.trickle {
		response.Body = &slow{p: p, ctx: r.Context(), left: a.body}
	}
	return response, nil
}

func readAll(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	defer func() { _ = r.Body.Close() }() // it was only read
	return io.ReadAll(io.LimitReader(r.Body, maxBody+1))
}

func respond(r *http.Request, status int, header http.Header, body []byte) *http.Response {
	return &http.Response{
		StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r,
	}
}

// slow is a body that comes at a byte a second.
type slow struct {
	p    *Parcel
	ctx  context.Context
	left []byte
}

func (s *slow) Read(b []byte) (int, error) {
	if len(s.left) == 0 {
		return 0, io.EOF
	}
	if !s.p.pause(s.ctx, time.Second) {
		return 0, errors.Join(io.ErrUnexpectedEOF, s.ctx.Err())
	}
	n := copy(b[:min(len(b), 1)], s.left)
	s.left = s.left[n:]
	return n, nil
}

func (s *slow) Close() error { return nil }

// within is a transport to a handler in the same process.
type within struct{ handler http.Handler }

// RoundTrip calls the handler. One that panics, as http.ErrAbortHandler asks
// for, gives no answer.
func (t within) RoundTrip(r *http.Request) (response *http.Response, err error) {
	defer func() {
		if recover() != nil {
			response, err = nil, errClosed
		}
	}()
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	t.handler.ServeHTTP(w, r)
	return respond(r, w.status, w.header, w.body.Bytes()), nil
}

// recorder keeps what a handler answers.
type recorder struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if !w.wrote {
		w.status, w.wrote = status, true
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	w.wrote = true
	return w.body.Write(b)
}
