package understand

import (
	"strings"
	"testing"
)

// TestOptOut: the words and phrases that end all sending, however typed, and
// the sentences of a shop that do not.
func TestOptOut(t *testing.T) {
	t.Parallel()
	r := New(testVocabulary(), Config{})
	for _, text := range []string{
		"stop", "STOP", "Stop!", "stop.", "  stop  ", "stop 🛑", "s\u200btop", "ＳＴＯＰ", "STOP PLEASE", "please stop", "stop now", "stop it", "Stop all",
		"stopall", "quit", "end", "revoke", "opt out", "opt-out", "OPTOUT", "cancel", "unsubscribe", "Unsubscribe please", "unsubscribe me",
		"arrêt", "ARRET", "baja", "STOPP", "abmelden", "стоп", "СТОП!", "отписаться", "тоқта", "токта", "Тоқтатыңыз!", "тоқтат", "cтоп", "ctoп", "stор", "с т о п", "S T O P", "退订", "配信停止", "수신거부", "dừng",
		"stop messaging me", "stop sending me messages", "please stop texting", "don't message me again", "do not contact me", "take me off your list",
		"remove me from your list", "leave me alone", "no more messages", "I don't want any more messages", "I no longer wish to receive texts from you",
		"stop the reminders", "no more reminders please", "unsubscribe me from the newsletter", "opt me out", "I want to opt out", "stop spamming me",
		"never text me again", "turn off notifications", "i want to unsubscribe", "revoke my consent", "i withdraw my consent", "stop emailing me",
	} {
		if !r.Read(text, Context{}).OptOut {
			t.Errorf("%q is not taken for an opt-out", text)
		}
	}
	for _, text := range []string{
		"can I stop by?", "cancel my order", "cancel order 1042", "where does it end", "end of season sale", "don't stop", "the stopper of a bottle",
		"remove it", "remove the red one", "remove everything", "I want to quit the checkout", "non stop flights", "is there a stop near your shop",
		"cancel it", "cancel the cap", "send me a message when it is in stock", "no", "no more caps", "tents", "", "stop loss jacket", "text me the details",
	} {
		if r.Read(text, testContext()).OptOut {
			t.Errorf("%q is taken for an opt-out", text)
		}
	}
	for word := range optOutWords {
		for _, form := range []string{word, strings.ToUpper(word), word + "!", " " + word + "\n"} {
			if !r.Read(form, Context{}).OptOut {
				t.Errorf("%q is not taken for an opt-out", form)
			}
		}
	}
}
