package flows

import (
	"strings"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// choice is a button; args are pairs of a name and a value.
func choice(label, action string, args ...string) message.Choice {
	c := message.Choice{Label: label, Action: message.Action{Name: action}}
	if len(args) > 0 {
		c.Action.Args = make(map[string]string, len(args)/2)
	}
	for i := 0; i+1 < len(args); i += 2 {
		if args[i+1] != "" {
			c.Action.Args[args[i]] = args[i+1]
		}
	}
	return c
}

// say is an outcome of one message.
func say(s dialogue.State, text string, choices ...message.Choice) dialogue.Outcome {
	return dialogue.Outcome{Say: []message.Outbound{{Text: text, Choices: choices}}, Next: s}
}

// lines joins what is not empty, one below the other.
func lines(all ...string) string { return joined("\n", all) }

// paragraphs joins what is not empty, with a line between.
func paragraphs(all ...string) string { return joined("\n\n", all) }

func joined(sep string, all []string) string {
	var kept []string
	for _, s := range all {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, sep)
}

// Menu are the ways on that fit below any message, the goods first: for flows
// of a shop's own.
func Menu(in dialogue.Input) []message.Choice { return menu(in) }

// menu are the ways on that fit anywhere.
func menu(in dialogue.Input) []message.Choice {
	all := []message.Choice{choice(in.Say.T("menu.browse"), "browse.open")}
	if !in.Cart.Empty() {
		all = append(all, choice(in.Say.T("menu.cart"), "cart.show"))
	}
	return append(all,
		choice(in.Say.T("menu.advise"), "advise.start"),
		choice(in.Say.T("menu.person"), "person.call"))
}

// arg is an argument of the tapped choice.
func arg(in dialogue.Input, name string) string { return in.Action.Args[name] }

func outbounds(m ...message.Outbound) []message.Outbound { return m }
