package widget

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/gateway/auth"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Shop is what the web chat asks of a shop; *sdk.Shop is one.
type Shop interface {
	// Receive stores a delivery. A nil error means on disk.
	Receive(ctx context.Context, name string, d channel.Delivery) (*channel.Reply, error)
	// Transcript lists messages with a seq over after, in order.
	Transcript(ctx context.Context, conversationID string, after int64, limit int) ([]conversation.Message, error)
	// Customer is the host's id of the customer whose conversation it is; "" is
	// a guest's, or none yet.
	Customer(ctx context.Context, conversationID string) (string, error)
	// Typing says whether an answer is being made.
	Typing(conversationID string) bool
	// Printer speaks the first of these languages that the shop has.
	Printer(lang ...string) locale.Printer
	// Profile says what the shop is called.
	Profile() sdk.Profile
}

// Config is what a Handler needs. Shop and Channel are required.
type Config struct {
	// BasePath is what paths relative to the shop's base URL begin with on
	// this server, without a trailing slash: "" or "/chat".
	BasePath string
	// Channel is the web chat that the shop serves.
	Channel *webchat.Channel
	// Done, when closed, ends event streams and long polls, so that a server
	// can shut down. Nil never ends them.
	Done <-chan struct{}
	// Heartbeat is how often an idle stream says that it lives. Defaults to 15 s.
	Heartbeat time.Duration
	// Messages and Burst are how many messages a visitor may send per second,
	// and at once. Default to 5 and 20.
	Messages float64
	Burst    int
	// Now is the clock of business. Defaults to time.Now.
	Now func() time.Time
	// Origins may use the chat from their pages. Defaults to the gateway's own.
	Origins auth.Origins
	// Shop is whose chat it is.
	Shop Shop
	// Theme is the look where the page says nothing else, by the names of the
	// package's doc without "--sauda-": {"accent": "#7a1fa2"}. Defaults to ours.
	Theme map[string]string
	// Streams is how many event streams a visitor may hold. Defaults to 3.
	Streams int
}

// Handler answers the web chat's requests. Its methods are http.HandlerFuncs,
// safe for concurrent use.
type Handler struct {
	Config
	decoder *problem.Decoder
	visitor *auth.Limiter
	streams *auth.Slots
	app     *app
}

// New returns a Handler, or an error that names what is missing.
func New(c Config) (*Handler, error) {
	if c.Shop == nil || c.Channel == nil {
		return nil, fmt.Errorf("widget: Config.Shop and Config.Channel are required")
	}
	c.Heartbeat = cmp.Or(c.Heartbeat, 15*time.Second)
	c.Messages, c.Burst, c.Streams = cmp.Or(c.Messages, 5), cmp.Or(c.Burst, 20), cmp.Or(c.Streams, 3)
	if c.Now == nil {
		c.Now = time.Now
	}
	a, err := newApp(c.Shop, c.Theme)
	if err != nil {
		return nil, err
	}
	return &Handler{
		Config: c, app: a, decoder: problem.NewDecoder(),
		visitor: auth.NewLimiter(c.Messages, c.Burst, c.Now), streams: auth.NewSlots(c.Streams),
	}, nil
}

// who returns whose token a request carries.
func (h *Handler) who(r *http.Request) (message.Address, error) {
	return h.Channel.Verify(auth.Bearer(r))
}

// deliver hands a delivery to the shop.
func (h *Handler) deliver(ctx context.Context, d channel.Delivery) error {
	_, err := h.Shop.Receive(ctx, h.Channel.Name(), d)
	return err
}

// writeDeadline moves the server's write deadline, which is for short answers.
// It is the network's time, not business's. A server that cannot do it has no
// deadline to move.
func writeDeadline(w http.ResponseWriter, d time.Duration) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(d))
}
