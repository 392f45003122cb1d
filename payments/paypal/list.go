package paypal

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// How events are listed.
const (
	remembered = 30 * 24 * time.Hour // by PayPal, of which 29 days are asked for
	stride     = 24 * time.Hour      // so much at a time: pages come newest first
	pageSize   = 100
	maxPages   = 200 // of a stride
)

// List yields what PayPal has told, or wanted to, in the last 29 days at most. An
// event that cannot be read does not hide those after it: its error comes last.
// https://developer.paypal.com/docs/api/webhooks/v1/#webhooks-events_list
func (p *Provider) List(ctx context.Context, since time.Time) iter.Seq2[payments.Event, error] {
	return func(yield func(payments.Event, error) bool) {
		now := p.cfg.Now()
		if first := now.Add(-remembered + stride); since.Before(first) {
			since = first
		}
		var unread error
		for from := since; !from.After(now); from = from.Add(stride) {
			notices, err := p.notices(ctx, from, from.Add(stride), now)
			if err != nil {
				yield(payments.Event{}, err)
				return
			}
			for _, n := range notices {
				events, err := p.events(ctx, n)
				unread = errors.Join(unread, err)
				for _, e := range events {
					if !yield(e, nil) {
						return
					}
				}
			}
		}
		if unread != nil {
			yield(payments.Event{}, failed("list", unread))
		}
	}
}

// notices are the events from a time up to another, the oldest first.
func (p *Provider) notices(ctx context.Context, from, to, now time.Time) ([]notice, error) {
	query := url.Values{"start_time": {from.UTC().Format(time.RFC3339)}, "page_size": {strconv.Itoa(pageSize)}}
	if to.Before(now) { // in whole seconds, as PayPal takes them
		query.Set("end_time", to.Add(time.Second).UTC().Format(time.RFC3339))
	}
	path := eventsPath + "?" + query.Encode()
	var all []notice
	for range maxPages {
		var page struct {
			Events []notice `json:"events"`
			Links  []link   `json:"links"`
		}
		if _, err := p.call(ctx, "list", http.MethodGet, path, "", nil, &page); err != nil {
			return nil, err
		}
		for _, n := range page.Events {
			if !n.Created.Before(from) && n.Created.Before(to) {
				all = append(all, n)
			}
		}
		if path = next(page.Links); path == "" {
			slices.SortStableFunc(all, func(a, b notice) int { return a.Created.Compare(b.Created) })
			return all, nil
		}
	}
	return nil, failed("list", errors.New("the list has no end"))
}

const eventsPath = "/v1/notifications/webhooks-events"

// next is the path of the next page, "" if this was the last. Where it is, we
// know better than a link.
func next(links []link) string {
	i := slices.IndexFunc(links, func(l link) bool { return l.Rel == "next" })
	if i < 0 {
		return ""
	}
	u, err := url.Parse(links[i].Href)
	if err != nil || u.RawQuery == "" {
		return ""
	}
	return eventsPath + "?" + u.RawQuery
}
