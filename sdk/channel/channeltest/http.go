package channeltest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
)

func httpCases() []Case {
	return []Case{
		{"one message is one request to the platform's host", oneRequest},
		{"every button is in the request", buttonsAreSent},
		{"throttling is obeyed", throttled},
		{"the platform's failures are tried again", failing},
		{"a refused token stops the channel", unauthorized},
		{"the platform's own answers are understood", ownAnswers},
		{"a hung platform does not hold the caller", hung},
		{"no secret is in an error", discreetErrors},
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Respond is an answer of a platform, for Accept.
func Respond(r *http.Request, status int, header http.Header, body string) *http.Response {
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r,
	}
}

func oneRequest(ctx context.Context, h Harness) error {
	var mu sync.Mutex
	var hosts []string
	ch, err := h.New(roundTrip(func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		defer mu.Unlock()
		hosts = append(hosts, r.URL.Host)
		return h.HTTP.Accept(r), nil
	}))
	if err != nil {
		return err
	}
	if _, err := ch.Send(ctx, h.To[0], text()); err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	if !slices.Equal(hosts, []string{h.HTTP.Host}) {
		return fmt.Errorf("requests to %q, want one to %q", hosts, h.HTTP.Host)
	}
	return nil
}

// buttonsAreSent looks for the payloads of a message in what the platform gets:
// a button that the capabilities allow and the adapter forgets is lost to the
// shopper without a word.
func buttonsAreSent(ctx context.Context, h Harness) error {
	var mu sync.Mutex
	var sent []byte
	ch, err := h.New(roundTrip(func(r *http.Request) (*http.Response, error) {
		body, err := read(r)
		mu.Lock()
		defer mu.Unlock()
		sent = body
		return h.HTTP.Accept(r), err
	}))
	if err != nil {
		return err
	}
	for i, part := range channel.Fit(rich(), ch.Capabilities(), channel.FitLabels{}) {
		part = part.WithPayloads(func(int) string { return payload }) // as the engine does, after Fit
		if _, err := ch.Send(ctx, h.To[0], channel.Message{ID: fmt.Sprintf("m%d", i), Outbound: part}); err != nil {
			continue // another case's concern
		}
		mu.Lock()
		got := bytes.Count(sent, []byte(payload))
		mu.Unlock()
		want := len(part.AllChoices()) - len(part.Numbered) // those are in the text
		if got < want {
			return fmt.Errorf("part %d: %d payloads in the request, for %d buttons", i, got, want)
		}
	}
	return nil
}

// read reads the body of a request and leaves it as it was.
func read(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, err
}

// sendTo sends to a platform that answers so.
func (h Harness) sendTo(ctx context.Context, a Answer) (*channel.SendError, error) {
	ch, err := h.New(roundTrip(func(r *http.Request) (*http.Response, error) {
		return Respond(r, a.Status, a.Header.Clone(), a.Body), nil
	}))
	if err != nil {
		return nil, err
	}
	_, err = ch.Send(ctx, h.To[0], text())
	var failed *channel.SendError
	if !errors.As(err, &failed) {
		return nil, fmt.Errorf("status %d: error %w, want a *channel.SendError", a.Status, orNone(err))
	}
	return failed, nil
}

// expect sends to a platform that answers so and wants one of the classes.
func (h Harness) expect(ctx context.Context, a Answer, classes ...channel.Class) error {
	failed, err := h.sendTo(ctx, a)
	if err != nil {
		return err
	}
	if !slices.Contains(classes, failed.Class) || failed.After != a.After {
		return fmt.Errorf("%s (status %d): %s after %s, want %s after %s", a.Name, a.Status, failed.Class, failed.After, classes, a.After)
	}
	return nil
}

func throttled(ctx context.Context, h Harness) error {
	return h.expect(ctx, Answer{
		Name: "throttled", Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"7"}}, Body: "{}", After: 7 * time.Second,
	}, channel.RetryAfter)
}

func failing(ctx context.Context, h Harness) error {
	for _, status := range []int{http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable} {
		for _, body := range []string{"", "<html>", "{"} {
			a := Answer{Name: "failing", Status: status, Body: body}
			if err := h.expect(ctx, a, channel.Retry, channel.Ambiguous); err != nil {
				return err
			}
		}
	}
	return nil
}

func unauthorized(ctx context.Context, h Harness) error {
	return h.expect(ctx, Answer{Name: "unauthorized", Status: http.StatusUnauthorized, Body: "{}"}, channel.Auth)
}

func ownAnswers(ctx context.Context, h Harness) error {
	for _, a := range h.HTTP.Answers {
		if err := h.expect(ctx, a, a.Want); err != nil {
			return err
		}
	}
	return nil
}

// hung is a platform that never answers: only the caller's deadline ends it.
func hung(ctx context.Context, h Harness) error {
	ch, err := h.New(roundTrip(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	return atOnce(func() error {
		_, err := ch.Send(ctx, h.To[0], text())
		if class := channel.Classify(err).Class; err == nil || class != channel.Retry && class != channel.Ambiguous {
			return fmt.Errorf("%s, want %s or %s", class, channel.Retry, channel.Ambiguous)
		}
		return nil
	})
}

// discreetErrors makes the network and the platform repeat all they were told.
func discreetErrors(ctx context.Context, h Harness) error {
	echo := strings.Join(h.Secrets, " ")
	for _, transport := range []roundTrip{
		func(*http.Request) (*http.Response, error) { return nil, errors.New("channeltest: unreachable") },
		func(r *http.Request) (*http.Response, error) {
			return Respond(r, http.StatusBadRequest, nil, echo), nil
		},
		func(r *http.Request) (*http.Response, error) {
			return Respond(r, http.StatusBadGateway, nil, echo), nil
		},
	} {
		ch, err := h.New(transport)
		if err != nil {
			return err
		}
		if _, err := ch.Send(ctx, h.To[0], text()); err == nil {
			return errors.New("a failure was taken for success")
		} else if err := h.discreet(err); err != nil {
			return err
		}
	}
	return nil
}
