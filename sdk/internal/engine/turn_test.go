package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/handoff"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

const sorry = "Something went wrong on our side"

// on is a flow "test" whose action "test.go" does something; its button is
// offered by "test.menu", which any internal event of that name begins.
func on(do func(dialogue.State, dialogue.Input) (dialogue.Outcome, error)) script {
	return script{"test", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
		if in.Action.Name == "test.go" {
			return do(s, in)
		}
		out, err := says(s, "menu")
		out.Say[0].Choices = []message.Choice{
			{Label: "Go", Action: message.Action{Name: "test.go"}},
			{Label: "Gone", Action: message.Action{Name: "gone.away"}},
		}
		return out, err
	}}
}

// menu shows the buttons of on.
func (r *rig) menu() []message.Choice {
	r.Helper()
	r.event("menu", "test.menu", nil)
	return r.last().Body.Choices
}

// event handles an event of Sauda's own.
func (r *rig) event(id, name string, payload any) {
	r.Helper()
	ev, err := message.Internal(ann, id, name, payload, r.now())
	r.must(err)
	r.must(r.store.Commit(r.Context(), store.Batch{Writes: store.Receive(ev, r.now())}))
	r.settle()
}

func tap(id, payload string) message.Event {
	return message.Event{ID: id, From: ann, Kind: message.KindChoice, Payload: payload}
}

func TestChoices(t *testing.T) {
	t.Parallel()
	done := on(func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) { return says(s, "done") })
	r := open(t, transcript, done)
	begin := time.Now().Truncate(time.Second)
	r.now = func() time.Time { return begin }
	r.renew()
	menu := r.menu()
	bob := open(t, transcript, done) // the same secrets, and the same ids but for the message's
	foreign := bob.menu()[0].Payload

	for i, c := range []struct {
		name, payload string
		after         time.Duration
		want          string
	}{
		{"offered", menu[0].Payload, 0, "done"},
		{"offered, a month ago", menu[0].Payload, 30 * 24 * time.Hour, "done"},
		{"too old", menu[0].Payload, 31 * 24 * time.Hour, "expired"},
		{"of a flow that is gone", menu[1].Payload, 0, "lost"},
		{"of a message that is not here", foreign, 0, "expired"},
		{"forged", "AAAA" + menu[0].Payload[4:], 0, "expired"},
		{"forged, of a message that is here", menu[0].Payload[:30] + "AAAAA", 0, "expired"},
		{"cut", menu[0].Payload[:10], 0, "expired"},
		{"none", "", 0, "expired"},
		{"rubbish", "\x00\xff", 0, "expired"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r.now = func() time.Time { return begin.Add(c.after) }
			r.renew()
			r.gets(tap(fmt.Sprint(i), c.payload))
			r.wantLast(c.want)
		})
	}
	// The same payload in another's conversation.
	other := message.Event{ID: "x", From: shopper(1), Kind: message.KindChoice, Payload: menu[0].Payload}
	r.gets(other)
	if all := r.transcript(shopper(1)); len(all) != 1 || all[0].Body.Text != "expired" {
		t.Errorf("another conversation's choice: %+v", all)
	}
}

// What the payload says is checked, however well it is signed.
func TestChoiceOutOfRange(t *testing.T) {
	t.Parallel()
	r := open(t, transcript, on(nil))
	r.menu()
	r.gets(tap("1", r.payload(r.last().ID, 7)))
	r.wantLast("expired")
}

// A mistake of a flow is answered with an apology, in one turn, and the
// conversation goes on with the state it had.
func TestMistakesEndInAnApology(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(dialogue.State, dialogue.Input) (dialogue.Outcome, error){
		"error": func(dialogue.State, dialogue.Input) (dialogue.Outcome, error) {
			return dialogue.Outcome{}, errors.New("a mistake")
		},
		"panic": func(dialogue.State, dialogue.Input) (dialogue.Outcome, error) { panic("a mistake") },
		"an effect that cannot be": func(s dialogue.State, _ dialogue.Input) (dialogue.Outcome, error) {
			s.Misses = 77
			return says(s, "done", nil)
		},
		"a cart that the store refuses": func(s dialogue.State, _ dialogue.Input) (dialogue.Outcome, error) {
			s.Misses = 77
			o := order.Order{Quote: quote.Quote{Total: money.Amount{Currency: "TOO LONG"}}}
			return says(s, "done", dialogue.PlaceOrder{Order: o})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := open(t, transcript, on(do))
			menu := r.menu()
			before := r.conversation().State
			r.gets(tap("1", menu[0].Payload))
			r.wantLast(sorry)
			if got := r.dialogue(); got[1] != "shopper: Go" || len(got) != 3 {
				t.Errorf("the transcript is %q", got)
			}
			if diff := cmp.Diff(before, r.conversation().State); diff != "" {
				t.Errorf("state (-before +after)\n%s", diff)
			}
			r.gets(text("2", "hello there"))
			r.wantLast("echo hello there")
		})
	}
}

func TestEventThatCannotBeReadIsNoPoison(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	r.event("1", dialogue.EventOrderRejected, "not an object")
	r.gets(text("2", "hello there"))
	r.wantLast("echo hello there")
}

// A race that is never won is a mistake as well, but one race is none.
func TestRaces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lost int
		want string
	}{{1, "echo hello there"}, {9, "echo hello there"}} {
		db := openFaulty(t)
		r := openOn(t, "", store.New(db), transcript)
		left := c.lost
		db.fails(func(b store.Batch) error {
			if decides(b) && left > 0 {
				left--
				return store.ErrConflict
			}
			return nil
		})
		r.gets(text("1", "hello there"))
		r.wantDialogue("shopper: hello there", "shop: "+c.want)
	}
}

// slow is a flow that asks the host first.
type slow struct {
	everything
	asked atomic.Int64
	ask   func(context.Context) (dialogue.Facts, error)
}

func (f *slow) Prepare(ctx context.Context, _ dialogue.State, _ dialogue.Input) (dialogue.Facts, error) {
	f.asked.Add(1)
	return f.ask(ctx)
}

func newSlow(ask func(context.Context) (dialogue.Facts, error)) *slow {
	f := &slow{ask: ask}
	f.everything = everything{script{"echo", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
		return says(s, "facts "+string(in.Facts["stock"]))
	}}}
	return f
}

func TestFacts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		ask  func(context.Context) (dialogue.Facts, error)
		want string
		took time.Duration
	}{
		{"in time", func(context.Context) (dialogue.Facts, error) {
			return dialogue.Facts{"stock": json.RawMessage("7")}, nil
		}, "facts 7", 0},
		{"an error", func(context.Context) (dialogue.Facts, error) { return nil, errors.New("down") }, "facts ", 0},
		{"a panic", func(context.Context) (dialogue.Facts, error) { panic("down") }, "facts ", 0},
		{"too late", func(ctx context.Context) (dialogue.Facts, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, "facts ", 2 * time.Second},
		{"too late, and deaf", func(context.Context) (dialogue.Facts, error) {
			time.Sleep(time.Minute)
			return dialogue.Facts{"stock": json.RawMessage("7")}, nil
		}, "facts ", 2 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				r := openAt(t, dir+"/shop.db", transcript, newSlow(c.ask))
				begin := time.Now()
				r.gets(text("1", "hello"))
				r.wantLast(c.want)
				if took := time.Since(begin); took != c.took {
					t.Errorf("it took %v, want %v", took, c.took)
				}
				time.Sleep(time.Minute) // the deaf one ends
			})
		})
	}
}

// lookup finds out what was tapped.
type lookup struct{ everything }

func (lookup) Prepare(_ context.Context, _ dialogue.State, in dialogue.Input) (dialogue.Facts, error) {
	return dialogue.Facts{"tapped": json.RawMessage(`"` + in.Action.Name + `"`)}, nil
}

// What a flow prepares for knows a button that was typed as one that was tapped.
func TestFactsOfATypedButton(t *testing.T) {
	t.Parallel()
	r := open(t, transcript, lookup{everything{script{"echo", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
		out, err := says(s, "facts "+string(in.Facts["tapped"]))
		out.Say[0].Choices = []message.Choice{{Label: "Try again", Action: message.Action{Name: "echo.again"}}}
		return out, err
	}}}})
	r.gets(text("1", "hello"), text("2", "try again"))
	r.wantLast(`facts "echo.again"`)
}

// Deciding again sees the facts of the first time.
func TestFactsAreAskedOnce(t *testing.T) {
	t.Parallel()
	db := openFaulty(t)
	var n atomic.Int64
	f := newSlow(func(context.Context) (dialogue.Facts, error) {
		return dialogue.Facts{"stock": json.RawMessage(fmt.Sprint(n.Add(1)))}, nil
	})
	r := openOn(t, "", store.New(db), transcript, f)
	left := 3
	db.fails(func(b store.Batch) error {
		if decides(b) && left > 0 {
			left--
			return store.ErrConflict
		}
		return nil
	})
	r.gets(text("1", "hello"))
	r.wantLast("facts 1")
	if f.asked.Load() != 1 {
		t.Errorf("the host was asked %d times", f.asked.Load())
	}
}

// staffed are flows that call a person at "help me".
func staffed() []dialogue.Flow {
	calls := everything{script{"echo", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
		if in.Event.Text == "help me" {
			return says(s, "a person comes", dialogue.HandOff{Reason: in.Event.Text})
		}
		return echo.Handle(context.Background(), s, in)
	}}}
	person := script{"person", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
		var e dialogue.StaffEvent
		if err := json.Unmarshal([]byte(in.Event.Payload), &e); err != nil {
			return dialogue.Outcome{}, err
		}
		if in.Event.Name == dialogue.EventHandedBack {
			return says(s, "the bot is back")
		}
		return says(s, e.Text)
	}}
	return []dialogue.Flow{calls, person}
}

func TestPerson(t *testing.T) {
	t.Parallel()
	r := open(t, transcript, staffed()...)
	id := conversation.IDOf(ann)
	r.gets(text("0", "hello there"))
	if err := r.desk.Say(t.Context(), id, "Zoe", "hi"); !errors.Is(err, handoff.ErrNotWithStaff) {
		t.Errorf("the staff spoke unasked: %v", err)
	}
	r.gets(text("1", "help me"), text("2", "are you there"), text("3", "STOP"))
	c := r.conversation()
	if !c.WithStaff || c.Reason != "help me" || c.Since.IsZero() {
		t.Errorf("the conversation is %+v", c)
	}
	if !r.contact().OptedOut {
		t.Error("STOP means nothing with the staff")
	}
	if lines, err := r.store.Consents(t.Context(), c.Contact); err != nil || len(lines) != 2 || lines[0].Wording != "STOP" {
		t.Errorf("the ledger says %+v (error %v)", lines, err)
	}
	r.wantHeard("handoff.requested talk "+id+" help me", "contact.opted_out")
	r.must(r.desk.Say(t.Context(), id, "Zoe", "I am"))
	r.settle()
	r.must(r.desk.Back(t.Context(), id, "Zoe"))
	r.settle()
	r.gets(text("4", "thank you all"))
	if r.conversation().WithStaff {
		t.Error("it is still with the staff")
	}
	r.wantDialogue(
		"shopper: hello there", "shop: echo hello there", "shopper: help me", "shop: a person comes",
		"shopper: are you there", "shopper: STOP", "staff: I am", "shop: the bot is back",
		"shopper: thank you all", "shop: echo thank you all")
}

// host is the host's logins.
type host func(context.Context, contact.Identity) (contact.Customer, bool, error)

func (h host) Lookup(ctx context.Context, id contact.Identity) (contact.Customer, bool, error) {
	return h(ctx, id)
}

func line(product string, n int) cart.Line {
	return cart.Line{Ref: catalog.Ref{Product: catalog.ProductID(product)}, Title: product, Quantity: n}
}

// adds puts what it reads into the cart.
var adds = everything{script{"echo", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Event.Kind != message.KindText {
		return says(s, "hello "+in.Contact.Name)
	}
	c, err := in.Cart.Add(line(in.Event.Text, 1), 1)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	return says(s, fmt.Sprintf("%d things", c.Count()), dialogue.PutCart{Cart: c})
}}}

func login(id, customer string, from message.Address) message.Event {
	return message.Event{ID: id, From: from, Kind: message.KindStarted, Customer: customer}
}

func TestGuestLogsIn(t *testing.T) {
	t.Parallel()
	r := open(t, transcript, adds)
	r.customers = host(func(_ context.Context, id contact.Identity) (contact.Customer, bool, error) {
		return contact.Customer{ID: id.Customer, Name: "Ann", Phone: "+77010000000"}, id.Customer == "42", nil
	})
	r.renew()
	r.gets(login("0", "42", shopper(1)), message.Event{ID: "1", From: shopper(1), Kind: message.KindText, Text: "lamp"}) // at home, before
	r.gets(text("2", "tent"), text("3", "lamp"))                                                                         // a guest
	guest := r.conversation().Contact
	r.gets(login("4", "42", ann))
	r.wantLast("hello Ann")
	who := r.contact()
	if who.ID != conversation.CustomerContact("42") || who.Customer != "42" || who.Phone == "" {
		t.Errorf("she is %+v", who)
	}
	r.wantCart(who.ID, "lamp 1", "tent 1")
	r.wantCart(guest)
	if _, err := r.store.Timer(t.Context(), "reminder:"+guest); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the guest's cart will be reminded of: %v", err)
	}
	// Once more is nothing new.
	r.gets(login("5", "42", ann), text("6", "tent"))
	r.wantCart(who.ID, "lamp 1", "tent 2")
	r.wantHeard("contact.linked 42", "contact.linked 42") // each conversation
}

func (r *rig) wantCart(contact string, want ...string) {
	r.Helper()
	c, err := r.store.Cart(r.Context(), contact)
	r.must(err)
	var got []string
	for _, l := range c.Lines {
		got = append(got, fmt.Sprintf("%s %d", l.Title, l.Quantity))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.Errorf("cart (-want +got)\n%s", diff)
	}
}

// Another customer on the same device gets nothing of the first.
func TestAnotherCustomerOnTheDevice(t *testing.T) {
	t.Parallel()
	r := open(t, transcript, adds)
	r.gets(login("1", "42", ann), text("2", "tent"), login("3", "43", ann))
	r.wantCart(conversation.CustomerContact("43"))
	r.wantCart(conversation.CustomerContact("42"), "tent 1")
}

func TestGuestsOptOutGoesWithHer(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	r.gets(text("1", "STOP"), login("2", "42", ann))
	if who := r.contact(); who.Customer != "42" || !who.OptedOut {
		t.Errorf("she is %+v", who)
	}
	r.wantHeard("contact.opted_out", "contact.opted_out 42", "contact.linked 42")
}

// A "stop" that is received behind a login is the customer's own, and in force
// as soon as she is known: nothing may be sent to her between the two turns.
func TestOptOutBehindALogin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		before []message.Event // handled
		when   string          // the stop comes
		want   bool            // that she is opted out when the login's turn is over
	}{
		{"guest, in the same delivery", nil, "delivery", true},
		{"guest, while the login is decided", nil, "turn", true},
		{"other customer, in the same delivery", []message.Event{login("1", "41", ann)}, "delivery", true},
		{"other customer, while the login is decided", []message.Event{login("1", "41", ann)}, "turn", true},
		{"the other customer's own, before", []message.Event{login("1", "41", ann), text("2", "STOP")}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			db := openFaulty(t)
			r := openOn(t, "", store.New(db), transcript)
			now := time.Now()
			r.now = func() time.Time { now = now.Add(time.Millisecond); return now }
			r.renew()
			r.gets(append([]message.Event{text("0", "hello")}, c.before...)...)
			seen := false // the login's turn, or that of the stop
			db.fails(func(b store.Batch) error {
				if !decides(b) {
					return nil
				}
				if c.when == "turn" && !seen {
					seen = true
					return deliver(t.Context(), r.engine, text("stop", "STOP"))
				}
				if r.conversation().Contact == conversation.CustomerContact("42") {
					return store.ErrUnavailable // her stop's own turn must wait
				}
				return nil
			})
			if c.when == "delivery" {
				r.must(deliver(t.Context(), r.engine, login("login", "42", ann), text("stop", "STOP")))
			} else {
				r.must(deliver(t.Context(), r.engine, login("login", "42", ann)))
			}
			if _, err := r.engine.Settle(t.Context()); err != nil && !errors.Is(err, store.ErrUnavailable) {
				t.Fatal(err)
			}
			if who := r.contact(); who.Customer != "42" || who.OptedOut != c.want {
				t.Errorf("between the turns she is %+v, want her opted out: %v", who, c.want)
			}
		})
	}
}

func TestHostDoesNotKnow(t *testing.T) {
	t.Parallel()
	for name, lookup := range map[string]host{
		"nobody": func(context.Context, contact.Identity) (contact.Customer, bool, error) {
			return contact.Customer{Name: "no"}, false, nil
		},
		"error": func(context.Context, contact.Identity) (contact.Customer, bool, error) {
			return contact.Customer{}, false, errors.New("down")
		},
		"panic": func(context.Context, contact.Identity) (contact.Customer, bool, error) { panic("down") },
		"slow": func(context.Context, contact.Identity) (contact.Customer, bool, error) {
			time.Sleep(time.Hour)
			return contact.Customer{Name: "late"}, true, nil
		},
		"none": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				r := openAt(t, dir+"/shop.db", transcript)
				if lookup != nil {
					r.customers = lookup
				}
				r.renew()
				begin := time.Now()
				r.gets(login("1", "42", ann))
				if who := r.contact(); who.Customer != "42" || who.Name != "" {
					t.Errorf("she is %+v", who)
				}
				if took := time.Since(begin); took > 2*time.Second {
					t.Errorf("it took %v", took)
				}
				time.Sleep(time.Hour) // the slow one ends
			})
		})
	}
}

// refuser is a host that takes no order.
type refuser struct{ order.Backend }

func (refuser) Place(context.Context, order.Order) (order.Placement, error) {
	return order.Placement{Rejected: "sold out"}, nil
}

func TestRejectedOrderGoesBackIntoTheCart(t *testing.T) {
	t.Parallel()
	buys := everything{script{"echo", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
		if in.Event.Text != "buy" {
			return adds.do(s, in)
		}
		o := order.Order{Number: "1"}
		for _, l := range in.Cart.Lines {
			o.Quote.Lines = append(o.Quote.Lines, quote.Line{Ref: l.Ref, Title: l.Title, Quantity: l.Quantity})
		}
		return says(s, "ordered", dialogue.PlaceOrder{Order: o})
	}}}
	told := script{dialogue.FlowCheckout, func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
		return says(s, fmt.Sprintf("%s, %d things are in your cart", in.Event.Name, in.Cart.Count()))
	}}
	r := open(t, transcript, buys, told)
	r.backend = refuser{}
	r.renew()
	r.gets(text("1", "tent"), text("2", "tent"), text("3", "buy"))
	who := r.conversation().Contact
	r.wantCart(who)
	r.gets(text("4", "lamp"))
	orders, err := r.store.OrdersOf(t.Context(), who, 5)
	r.must(err)
	if len(orders) != 1 {
		t.Fatalf("there are %d orders", len(orders))
	}
	r.event("rejected", dialogue.EventOrderRejected, dialogue.OrderEvent{Order: orders[0].ID})
	r.wantCart(who, "lamp 1", "tent 2")
	r.wantLast("3 things are in your cart")
	r.event("rejected", dialogue.EventOrderRejected, dialogue.OrderEvent{Order: orders[0].ID})
	r.wantCart(who, "lamp 1", "tent 2")
}

// What a platform tells of a message of ours is kept and answered by silence.
func TestStatus(t *testing.T) {
	t.Parallel()
	r := open(t, plain)
	r.gets(text("1", "hello"))
	rows, err := r.store.LaneRows(t.Context(), store.Lane{Conversation: conversation.IDOf(ann)}, 10)
	r.must(err)
	if len(rows) != 1 {
		t.Fatalf("%d messages in the outbox, want 1", len(rows))
	}
	r.must(r.store.Commit(t.Context(), store.Batch{Writes: store.Delivered(store.Lane{}, rows[0], channel.Receipt{MessageID: "p1"}, r.now())}))
	r.gets(message.Event{ID: "2", From: ann, Kind: message.KindStatus, Status: &message.Status{MessageID: "p1", State: message.StatusRead}})
	sent, err := r.store.Sent(t.Context(), "talk", "shop", "p1")
	r.must(err)
	if sent.State != message.StatusRead {
		t.Errorf("the message is %s", sent.State)
	}
	r.wantDialogue("shopper: hello", "shop: echo hello")
}
