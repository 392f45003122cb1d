package browsertest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// stage is a shop whose pages are those of a real one, and whose words are those
// of a test: it says what no demo says, and fails when it is told to.
type stage struct {
	url string

	mu        sync.Mutex
	sessions  int // opened; only the token of the last is good
	referrals []string
	status    int // of messages posted; 0 is 202
	log       []map[string]any
}

// stage puts one before a shop.
func (r rig) stage(t *testing.T) *stage {
	t.Helper()
	behind, err := url.Parse(r.shop(t).url)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{}
	mux := http.NewServeMux()
	mux.Handle("/", httputil.NewSingleHostReverseProxy(behind))
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><html lang="en"><title>Login</title><link rel="icon" href="data:,"><script src="/widget.js" data-shop data-identity="YW5u.1.x"></script>`)
	})
	mux.HandleFunc("POST /webchat/sessions", s.open)
	mux.HandleFunc("POST /webchat/messages", s.visitors(s.post))
	mux.HandleFunc("GET /webchat/messages", s.visitors(s.list))
	mux.HandleFunc("GET /webchat/events", s.visitors(s.events))
	front := httptest.NewServer(mux)
	t.Cleanup(func() {
		front.CloseClientConnections() // streams never end
		front.Close()
	})
	s.url = front.URL
	return s
}

// says adds a message of the shop's; what is left out is filled in.
func (s *stage) says(m map[string]any) {
	s.add("shop", fmt.Sprintf("shop-%d", time.Now().UnixNano()), m)
}

func (s *stage) add(from, id string, m map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	said := map[string]any{
		"seq": len(s.log) + 1, "id": id, "from": from, "at": time.Now().Format(time.RFC3339Nano),
		"text": "", "cards": []any{}, "choices": []any{}, "media": []any{},
	}
	for key, value := range m {
		said[key] = value
	}
	s.log = append(s.log, said)
}

// fails says how messages are answered from now on; 0 is as they should be.
func (s *stage) fails(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = status
}

// open gives out a token. It knows no identity.
func (s *stage) open(w http.ResponseWriter, r *http.Request) {
	var in struct{ Identity, Referral string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Identity != "" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions++
	s.referrals = append(s.referrals, in.Referral)
	w.WriteHeader(http.StatusCreated)
	fmt.Fprintf(w, `{"token":%q,"conversation_id":"conversation"}`, s.token())
}

// referred are the referrals that sessions were opened with.
func (s *stage) referred() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.referrals)
}

// token is the one that is good.
func (s *stage) token() string { return fmt.Sprint("token-", s.sessions) }

// visitors refuses who has no good token.
func (s *stage) visitors(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.knows(r) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next(w, r)
	}
}

func (s *stage) knows(r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return r.Header.Get("Authorization") == "Bearer "+s.token()
}

// forgets ends every session and what was said.
func (s *stage) forgets() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions++
	s.log = nil
}

func (s *stage) post(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	status := s.status
	s.mu.Unlock()
	if status != 0 {
		w.WriteHeader(status)
		return
	}
	var in struct{ ID, Text, Choice string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.add("shopper", in.ID, map[string]any{"text": in.Text + in.Choice})
	w.WriteHeader(http.StatusAccepted)
}

// after are the messages after a seq.
func (s *stage) after(seq string) []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, _ := strconv.Atoi(seq)
	return s.log[min(n, len(s.log)):]
}

func (s *stage) list(w http.ResponseWriter, r *http.Request) {
	_ = json.NewEncoder(w).Encode(map[string]any{"messages": s.after(r.FormValue("after")), "typing": false})
}

func (s *stage) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, "retry: 2000\n\n")
	next := r.Header.Get("Last-Event-ID")
	for tick := time.NewTicker(20 * time.Millisecond); r.Context().Err() == nil && s.knows(r); <-tick.C {
		for _, m := range s.after(next) {
			next = fmt.Sprint(m["seq"])
			data, err := json.Marshal(m)
			if err != nil {
				return
			}
			fmt.Fprintf(w, "id: %s\ndata: %s\n\n", next, data)
		}
		_ = http.NewResponseController(w).Flush()
	}
}
