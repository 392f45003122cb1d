package channel_test

import (
	"fmt"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

var sizes = message.Outbound{
	Text: "Which size?",
	Choices: []message.Choice{
		{Label: "Small"}, {Label: "Medium"}, {Label: "Large"}, {Label: "Extra large"},
	},
}

// Three buttons at most: the other two are behind More.
func ExampleFit_buttons() {
	threeButtons := channel.Capabilities{Text: 4096, Choices: 3, ChoiceLabel: 20}
	page := channel.Fit(sizes, threeButtons, channel.FitLabels{More: "More sizes"})[0]
	for _, c := range page.Choices {
		fmt.Println(c.Label)
	}
	next, _ := channel.More(page.Choices[2].Action)
	fmt.Println(len(next.Choices), "behind it")
	// Output:
	// Small
	// Medium
	// More sizes
	// 2 behind it
}

// No buttons at all: the choices are numbered, and a typed number taps one.
func ExampleFit_numbers() {
	onlyText := channel.Capabilities{Text: 160}
	m := channel.Fit(sizes, onlyText, channel.FitLabels{})[0]
	fmt.Println(m.Text)
	picked, ok := channel.PickNumber(" 2. ", m)
	fmt.Println("picked:", picked.Label, ok)
	// Output:
	// Which size?
	//
	// 1. Small
	// 2. Medium
	// 3. Large
	// 4. Extra large
	// picked: Medium true
}

func ExampleUnit_Split() {
	for _, piece := range channel.Graphemes.Split("It sleeps two. "+strings.Repeat("👍", 3)+" It weighs little.", 20) {
		fmt.Println(piece)
	}
	// Output:
	// It sleeps two.
	// 👍👍👍 It weighs
	// little.
}
