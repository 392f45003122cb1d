package flows_test

import (
	"context"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/flows"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// BenchmarkTurn decides one turn of each kind in the mix of the design's §9:
// read the words, pick the flow, word the answer.
func BenchmarkTurn(b *testing.B) {
	texts, err := english()
	if err != nil {
		b.Fatal(err)
	}
	index := search.New(search.Config{})
	if err := index.Apply(context.Background(), puts(goods()...)); err != nil {
		b.Fatal(err)
	}
	router := dialogue.NewRouter(flows.All(flows.Options{})...)
	reader := understand.New(index.Vocabulary(), understand.Config{Currency: "USD"})
	for name, words := range map[string]string{
		"search": "show me tents under 200", "cart": "add a glow lamp", "question": "how much is delivery", "lost": "asdfgh qwerty",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			s := dialogue.State{At: time.Unix(1, 0)}
			for b.Loop() {
				in := dialogue.Input{
					Event: message.Event{Kind: message.KindText, Text: words}, Now: time.Unix(2, 0),
					Shop: profile(), Catalog: catalog.New(nil).WithIndex(index), Say: texts.Printer("en"),
				}
				in.Meaning = reader.Read(words, dialogue.Reading(s, in))
				if _, _, err := router.Route(context.Background(), s, in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
