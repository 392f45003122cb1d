package pay

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// silent is a body of which nothing comes until it is closed.
type silent struct {
	*io.PipeReader
	asked chan struct{} // closed when somebody wants to read it
	once  sync.Once
}

func (s *silent) Read(p []byte) (int, error) {
	s.once.Do(func() { close(s.asked) })
	return s.PipeReader.Read(p)
}

// uploader posts forms with files whose bodies it holds back.
func uploader(t *testing.T) func(token string) (s *silent, w *io.PipeWriter, answered chan int) {
	h, err := New(byHand(t, open), &url.URL{Scheme: "https", Host: "chat.shop.example"}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	return func(token string) (*silent, *io.PipeWriter, chan int) {
		in, out := io.Pipe()
		body := &silent{PipeReader: in, asked: make(chan struct{})}
		r := httptest.NewRequest(http.MethodPost, "/pay/"+token, body)
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		r.SetPathValue("token", token)
		answered := make(chan int, 1)
		go func() {
			w := httptest.NewRecorder()
			h.Pay(w, r)
			answered <- w.Code
		}()
		return body, out, answered
	}
}

// A stranger who sends files to a link that there is not is answered before any
// of it is kept: slow ones would fill the memory.
func TestUploadToNowhere(t *testing.T) {
	t.Parallel()
	body, out, answered := uploader(t)("guess")
	defer func() { _ = out.Close() }()
	select {
	case <-body.asked:
		t.Fatal("the body is read")
	case code := <-answered:
		if code != http.StatusNotFound {
			t.Errorf("%d, want 404", code)
		}
	}
}

// Nor can who has a link hold more than a few at a time.
func TestUploadsAtATime(t *testing.T) {
	t.Parallel()
	upload := uploader(t)
	first, out, answered := upload("good")
	<-first.asked
	second, out2, answered2 := upload("good")
	<-second.asked
	third, out3, answered3 := upload("good")
	defer func() { _ = out3.Close() }()
	select {
	case <-third.asked:
		t.Fatal("a third body is read")
	case code := <-answered3:
		if code != http.StatusTooManyRequests {
			t.Errorf("the third: %d, want 429", code)
		}
	}
	_ = out.Close()
	<-answered
	fourth, out4, answered4 := upload("good")
	select {
	case <-fourth.asked:
	case code := <-answered4:
		t.Errorf("after the first: %d", code)
	}
	_, _ = out2.Close(), out4.Close()
	<-answered2
}

// A QR picture that is none is not put into the page.
func TestPicture(t *testing.T) {
	t.Parallel()
	if got := picture(png); !strings.HasPrefix(string(got), "data:image/png;base64,") {
		t.Errorf("a PNG: %.40s", got)
	}
	for _, raw := range []string{"", `<?xml version="1.0"?><svg onload="alert(1)"/>`, "<html><script>alert(1)</script>", "GIF89a", "%PDF-1.4"} {
		if got := picture([]byte(raw)); got != "" {
			t.Errorf("%q: %s", raw, got)
		}
	}
}
