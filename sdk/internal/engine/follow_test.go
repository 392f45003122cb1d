package engine_test

import (
	"bytes"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

func starts(id string, from message.Address, token string) message.Event {
	return message.Event{ID: id, From: from, Kind: message.KindStarted, Referral: token}
}

func (r *rig) addLink(customer string) string {
	r.Helper()
	token := sign.NewLink(r.deepLinks)
	hash, _ := sign.LinkKey(r.deepLinks, token)
	l := store.DeepLink{Hash: hash, Customer: customer, Expires: r.now().Add(time.Hour)}
	r.must(r.store.Commit(r.Context(), store.Batch{Writes: []store.Statement{store.AddDeepLink(l)}}))
	return token
}

// A link that another conversation uses while a turn is decided does not log in
// a second one: she is told.
func TestALinkIsUsedOnce(t *testing.T) {
	t.Parallel()
	db := openFaulty(t)
	r := openOn(t, "", store.New(db), transcript)
	token := r.addLink("u1")
	hash, _ := sign.LinkKey(r.deepLinks, token)
	var raced atomic.Bool
	db.fails(func(b store.Batch) error {
		if !decides(b) || raced.Swap(true) {
			return nil
		}
		return r.store.Commit(r.Context(), store.Batch{Writes: []store.Statement{store.UseDeepLink(hash, "another")}})
	})
	r.gets(starts("1", ann, token))
	r.wantLast("works only once")
	if !raced.Load() || r.conversation().Contact != conversation.GuestOf(ann) {
		t.Errorf("raced: %t; Ann is %s", raced.Load(), r.conversation().Contact)
	}
}

// A link that was forged is refused without a look into the store: whoever
// guesses tokens costs as little as whoever says hello.
func TestAForgedLinkIsNotLookedUp(t *testing.T) {
	t.Parallel()
	reads := func(referral string) int64 {
		db := openFaulty(t)
		r := openOn(t, "", store.New(db), transcript)
		before := db.reads.Load()
		r.gets(starts("1", ann, referral))
		return db.reads.Load() - before
	}
	ring, err := sign.NewRing(bytes.Repeat([]byte("x"), 32))
	if err != nil {
		t.Fatal(err)
	}
	forged := sign.NewLink(ring.Key("deep link"))
	if with, without := reads(forged), reads("an ad"); with != without {
		t.Errorf("a forged link costs %d reads, an advertisement %d", with, without)
	}
}
