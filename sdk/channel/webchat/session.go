package webchat

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// ErrExpired says that a session has ended. It is a channel.ErrSignature too.
var ErrExpired = fmt.Errorf("webchat: session expired: %w", channel.ErrSignature)

// SessionRequest is what a page says of its visitor. All of it is optional.
type SessionRequest struct {
	Locale   string // BCP 47, at most 35 bytes
	Referral string // where she came from or which product to start with, at most 1,024 bytes
	Identity string // made by SignIdentity on the host's server
	// Token of the session she has already: she goes on in the same
	// conversation with a fresh token, which is how a guest who logs in, or
	// whose session ends soon, keeps what she said. One that was given out to a
	// customer is of use to her alone: whoever brings it with another identity,
	// or with none because she has logged out, gets a conversation of her own.
	Token string
}

// Session is a visitor's right to one conversation.
type Session struct {
	Token    string // opaque; a secret of the visitor's
	Address  message.Address
	Expires  time.Time
	Customer string // the host's user id that Identity proved; "" is a guest
}

// visitor is 128 random bits, unguessable.
type visitor [16]byte

// pass is what a token says: who holds it, and which customer was logged in when
// it was given out; the zero mark is nobody.
type pass struct {
	visitor
	mark [8]byte
}

func (v visitor) String() string { return hex.EncodeToString(v[:]) }

// Open mints a session, and the delivery that says so: hand it to Shop.Receive
// before giving the token out. A bad identity is ErrIdentity, a Token that is not
// ours or has expired channel.ErrSignature; a field that is wrong is a
// *channel.FieldError.
func (c *Channel) Open(r SessionRequest) (Session, channel.Delivery, error) {
	fail := func(err error) (Session, channel.Delivery, error) { return Session{}, channel.Delivery{}, err }
	if !c.ready {
		return fail(errNoSecrets)
	}
	now := c.now()
	s := start{Locale: r.Locale, Referral: r.Referral, Nonce: rand.Text(), At: now}
	if err := s.check(); err != nil {
		return fail(err)
	}
	var err error
	if s.Customer, err = c.customer(r.Identity, now); err != nil {
		return fail(err)
	}
	who, err := c.passOf(r.Token, s.Customer, now)
	if err != nil {
		return fail(err)
	}
	session := c.mint(who, now.Add(c.life))
	session.Customer = s.Customer
	d, err := c.startDelivery(session.Token, s)
	if err != nil {
		return fail(err)
	}
	return session, d, nil
}

// Verify returns the conversation a token gives the right to, or
// channel.ErrSignature (ErrExpired, if that is why).
func (c *Channel) Verify(token string) (message.Address, error) {
	p, err := c.verify(token, c.now())
	if err != nil {
		return message.Address{}, err
	}
	return c.address(p.visitor), nil
}

// passOf is for whom a session is opened: who holds the token, if it may be
// hers who is here now; else a new visitor.
func (c *Channel) passOf(token, customer string, now time.Time) (pass, error) {
	p := pass{mark: c.markOf(customer)}
	if token != "" {
		old, err := c.verify(token, now)
		if err != nil {
			return pass{}, err
		}
		if old.mark == [8]byte{} || customer != "" && c.owner.Check(len(old.mark), old.mark[:], []byte(customer)) {
			p.visitor = old.visitor
			return p, nil
		}
	}
	_, err := rand.Read(p.visitor[:])
	return p, err
}

// markOf tells customers apart and nothing else about them.
func (c *Channel) markOf(customer string) (mark [8]byte) {
	if customer != "" {
		copy(mark[:], c.owner.MAC(len(mark), []byte(customer)))
	}
	return mark
}

// mint writes a token: the visitor, the second it expires, and whose it is.
func (c *Channel) mint(p pass, expires time.Time) Session {
	payload := binary.BigEndian.AppendUint64(p.visitor[:], uint64(expires.Unix()))
	payload = append(payload, p.mark[:]...)
	return Session{Token: c.session.Seal(payload), Address: c.address(p.visitor), Expires: expires.Truncate(time.Second)}
}

// unmarked is the length of the tokens of earlier versions, which say nothing
// of customers.
const unmarked = len(visitor{}) + 8

func (c *Channel) verify(token string, now time.Time) (pass, error) {
	payload, err := c.session.Open(token)
	if err != nil || len(payload) != unmarked && len(payload) != unmarked+len(pass{}.mark) {
		return pass{}, channel.ErrSignature
	}
	p := pass{visitor: visitor(payload[:len(visitor{})])}
	expires := int64(binary.BigEndian.Uint64(payload[len(visitor{}):unmarked]))
	copy(p.mark[:], payload[unmarked:])
	if now.Unix() >= expires {
		return pass{}, ErrExpired
	}
	return p, nil
}

// address is a visitor's. A site has one web chat of a name, so the account is
// the name.
func (c *Channel) address(v visitor) message.Address {
	return message.Address{Channel: c.name, Account: c.name, ID: v.String()}
}

// start is the delivery of an opened conversation. It travels sealed, because
// a visitor may write any delivery and must not write this one: it says which
// customer she is.
type start struct {
	Nonce    string    `json:"nonce"`
	At       time.Time `json:"at"`
	Locale   string    `json:"locale,omitempty"`
	Referral string    `json:"referral,omitempty"`
	Customer string    `json:"customer,omitempty"`
}

const (
	maxLocale   = 35 // the longest tag RFC 5646 asks software to keep
	maxReferral = 1024
)

func (s start) check() error {
	if err := checkText("locale", s.Locale, maxLocale); err != nil {
		return err
	}
	return checkText("referral", s.Referral, maxReferral)
}

// checkText refuses what is too long or no text.
func checkText(field, s string, limit int) error {
	switch {
	case len(s) > limit:
		return &channel.FieldError{Field: field, Reason: fmt.Sprintf("is longer than %d bytes", limit)}
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		return &channel.FieldError{Field: field, Reason: "holds characters that are no text"}
	}
	return nil
}

// startDelivery is a start as a request of the visitor's.
func (c *Channel) startDelivery(token string, s start) (channel.Delivery, error) {
	plain, err := json.Marshal(s)
	if err != nil {
		return channel.Delivery{}, fmt.Errorf("webchat: start: %w", err)
	}
	body, err := json.Marshal(map[string]string{"start": c.start.Seal(append([]byte(token+"\n"), plain...))})
	if err != nil {
		return channel.Delivery{}, fmt.Errorf("webchat: start: %w", err)
	}
	return channel.Delivery{
		Method:   http.MethodPost,
		Header:   http.Header{"Authorization": {"Bearer " + token}},
		Body:     body,
		Received: s.At,
	}, nil
}

// openStart reads a sealed start of the session with a token.
func (c *Channel) openStart(token, sealed string) (start, error) {
	plain, err := c.start.Open(sealed)
	if err != nil {
		return start{}, channel.ErrSignature
	}
	of, rest, _ := strings.Cut(string(plain), "\n")
	var s start
	if of != token || json.Unmarshal([]byte(rest), &s) != nil {
		return start{}, channel.ErrSignature
	}
	return s, nil
}
