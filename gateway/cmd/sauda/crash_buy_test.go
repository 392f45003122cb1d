package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// purchase is a conversation that ends at the till.
var purchase = []line{
	{text: "add numbered notebook", wants: "Numbered notebook is in your cart"},
	{text: "checkout", wants: "Your name, and a phone number"},
	{text: "Ann Lee, ann@example.com", wants: "Your order:"},
	{text: "pay", wants: "is ready. You pay on a secure page"},
}

// buys chats until there is a pay link, pays, with every step taken again until
// it has an answer, and waits for the thanks: one, on the provider's word.
func (s *shopper) buys(ctx context.Context, shop *fleet) error {
	for _, l := range purchase {
		if err := s.atOnce(ctx, []line{l}); err != nil {
			return err
		}
		if err := s.hears(ctx, len(s.begins)+len(s.said)); err != nil {
			return err
		}
	}
	all, err := s.received(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	within, cancel := s.patient(ctx)
	defer cancel()
	link := all[len(all)-1].link
	if err := pays(within, shop, link); err != nil {
		return fmt.Errorf("%s: paying: %w", s.name, err)
	}
	s.ends = []string{"is paid"}
	if err := s.hears(ctx, len(s.begins)+len(s.said)+1); err != nil {
		return err
	}
	if _, _, page := shop.insists(within, http.MethodGet, link, nil, http.StatusOK); !strings.Contains(string(page), `data-state="paid"`) {
		return fmt.Errorf("%s: the shopper was thanked, and the page does not say paid", s.name)
	}
	return nil
}

// pays follows a pay link to the provider and pays there.
func pays(ctx context.Context, shop *fleet, link string) error {
	if link == "" {
		return errors.New("there is no pay link")
	}
	_, header, _ := shop.insists(ctx, http.MethodPost, link, nil, http.StatusSeeOther)
	form := url.Values{"outcome": {"succeed"}}
	if status, _, body := shop.insists(ctx, http.MethodPost, header.Get("Location"), form, http.StatusSeeOther); status != http.StatusSeeOther {
		return fmt.Errorf("the sandbox: status %d: %s", status, body)
	}
	return nil
}

// insists posts a form, or gets a page, again and again until the status is the
// one wanted or ctx ends.
func (f *fleet) insists(ctx context.Context, method, url string, form url.Values, want int) (status int, header http.Header, body []byte) {
	for {
		status, header, body = f.call(ctx, method, url, "", []byte(form.Encode()), "Content-Type", "application/x-www-form-urlencoded")
		if status == want || pause(ctx, 50*time.Millisecond) != nil {
			return status, header, body
		}
	}
}
