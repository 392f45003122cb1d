package parcel

import (
	"context"
	"errors"
	"net/url"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// outgoing is a message in the platform's words.
type outgoing struct {
	Reference string   `json:"reference"`
	To        string   `json:"to"`
	Text      string   `json:"text,omitempty"`
	Cards     []card   `json:"cards,omitempty"`
	Buttons   []button `json:"buttons,omitempty"`
	Link      *link    `json:"link,omitempty"`
	Media     []file   `json:"media,omitempty"`
	Replaces  string   `json:"replaces,omitempty"` // the reference of the message that is edited
}

type card struct {
	Title    string   `json:"title"`
	Subtitle string   `json:"subtitle,omitempty"`
	Image    string   `json:"image,omitempty"`
	Alt      string   `json:"alt,omitempty"`
	URL      string   `json:"url,omitempty"`
	Buttons  []button `json:"buttons,omitempty"`
}

type button struct {
	Label   string `json:"label"`
	Payload string `json:"payload"`
}

type link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

type file struct {
	Type string `json:"type"`
	URL  string `json:"url"`
	Alt  string `json:"alt,omitempty"`
}

// Send makes one request. The platform does not know a repeated one again, so
// an answer that is lost is channel.Ambiguous, unless no connection came about.
func (c *Channel) Send(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
	if err := c.addressed(to); err != nil {
		return channel.Receipt{}, err
	}
	out, err := c.written(to, m)
	if err != nil {
		return channel.Receipt{}, &channel.SendError{Class: channel.BadRequest, Err: err}
	}
	id, err := c.post(ctx, "/v1/messages", out)
	if err != nil {
		return channel.Receipt{}, err
	}
	if id == "" {
		return channel.Receipt{}, &channel.SendError{Class: channel.Ambiguous, Code: "answer"}
	}
	return channel.Receipt{MessageID: id}, nil
}

func (c *Channel) addressed(to message.Address) error {
	if to.Channel != c.cfg.Name || to.Account != c.cfg.Account || to.ID == "" {
		return &channel.SendError{Class: channel.BadRequest, Code: "address"}
	}
	return nil
}

// written is a message as the platform takes it, or why it would not.
func (c *Channel) written(to message.Address, m channel.Message) (outgoing, error) {
	if err := channel.Fits(m.Outbound, c.Capabilities()); err != nil {
		return outgoing{}, err
	}
	out := outgoing{Reference: m.ID, To: to.ID, Text: m.Text, Replaces: m.Replaces}
	var err error
	if out.Buttons, err = buttons(m.Choices); err != nil {
		return out, err
	}
	for _, in := range m.Cards {
		shown := card{Title: in.Title, Subtitle: in.Subtitle, Image: c.complete(in.Image), Alt: in.ImageAlt, URL: c.complete(in.URL)}
		if shown.Buttons, err = buttons(in.Choices); err != nil {
			return out, err
		}
		out.Cards = append(out.Cards, shown)
	}
	for _, in := range m.Media {
		if at := c.complete(in.URL); at != "" {
			out.Media = append(out.Media, file{in.Type, at, in.Alt})
		}
	}
	if m.Link != nil {
		out.Link = &link{m.Link.Label, m.Link.URL}
	}
	return out, nil
}

func buttons(choices []message.Choice) ([]button, error) {
	var all []button
	for _, c := range choices {
		if len(c.Payload) > maxPayload {
			return nil, errors.New("parcel: the payload of a choice is too long")
		}
		all = append(all, button{c.Label, c.Payload})
	}
	return all, nil
}

// complete is an address with a host, or none.
func (c *Channel) complete(address string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return ""
	}
	if u.Host == "" && u.Scheme == "" && c.site != nil {
		if u.Path != "" && u.Path[0] == '/' { // below the site's own prefix
			u.Path = u.Path[1:]
		}
		u = c.site.ResolveReference(u)
	}
	if u.Host == "" {
		return ""
	}
	return u.String()
}
