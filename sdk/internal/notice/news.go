package notice

import (
	"encoding/json"

	"github.com/sauda-commerce/sauda/sdk/message"
)

const (
	limit = 7000 // bytes of a notice, as store.Announcer promises to carry
	parts = 4    // notices for what is told at once; more is "look at everything"
	most  = 4096 // things to remember; more is that, too
)

// news is what there is to tell.
type news struct {
	grown map[message.Address]struct{}
	left  map[string]struct{}
	all   bool // anything may have happened
	hello bool // nothing happened: somebody wants to know whether she hears
}

// add takes in more. It never grows without end: what is too much to tell is
// told as everything.
func (n *news) add(more news) {
	n.all = n.all || more.all || len(n.grown)+len(n.left) >= most
	if n.all {
		n.grown, n.left = nil, nil
		return
	}
	n.grown, n.left = merge(n.grown, more.grown), merge(n.left, more.left)
}

func merge[K comparable](into, from map[K]struct{}) map[K]struct{} {
	if into == nil {
		return from
	}
	for k := range from {
		into[k] = struct{}{}
	}
	return into
}

// wire is a notice on its way.
type wire struct {
	Node  string      `json:"n"`
	Grown [][3]string `json:"g,omitempty"` // channel, account, id
	Left  []string    `json:"l,omitempty"` // ids of conversations
	All   bool        `json:"a,omitempty"`
	Hello bool        `json:"h,omitempty"`
}

// texts returns the notices of a node that tell the news; none for no news.
func (n news) texts(node string) []string {
	if n.all || n.hello {
		return []string{encode(wire{Node: node, All: n.all, Hello: n.hello})}
	}
	var all []wire
	room := 0 // left in the last
	part := func(size int) *wire {
		if size > room {
			all = append(all, wire{Node: node})
			room = limit - len(encode(wire{Node: node, Grown: [][3]string{}, Left: []string{}})) - len(`"g":[],"l":[],`)
		}
		room -= size
		return &all[len(all)-1]
	}
	for a := range n.grown {
		entry := [3]string{a.Channel, a.Account, a.ID}
		p := part(len(encode(entry)) + 1)
		p.Grown = append(p.Grown, entry)
	}
	for id := range n.left {
		p := part(len(encode(id)) + 1)
		p.Left = append(p.Left, id)
	}
	if len(all) > parts {
		return news{all: true}.texts(node)
	}
	texts := make([]string, len(all))
	for i, w := range all {
		if texts[i] = encode(w); len(texts[i]) > limit { // one thing that is too long alone
			return news{all: true}.texts(node)
		}
	}
	return texts
}

// read understands a notice; false when it is none of ours.
func read(text string) (n news, node string, ok bool) {
	var w wire
	if json.Unmarshal([]byte(text), &w) != nil || w.Node == "" {
		return news{}, "", false
	}
	n = news{all: w.All, hello: w.Hello}
	for _, g := range w.Grown {
		a := message.Address{Channel: g[0], Account: g[1], ID: g[2]}
		n.grown = merge(n.grown, map[message.Address]struct{}{a: {}})
	}
	for _, id := range w.Left {
		n.left = merge(n.left, map[string]struct{}{id: {}})
	}
	return n, w.Node, true
}

// encode writes strings and flags as JSON, which cannot fail.
func encode(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}
