package flows_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/dialoguetest"
	"github.com/sauda-commerce/sauda/sdk/hours"
	"github.com/sauda-commerce/sauda/sdk/message"
)

func week(t *testing.T, settings map[string]any) hours.Hours {
	t.Helper()
	h, err := hours.Parse(settings)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func almaty(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Almaty")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestPlace(t *testing.T) {
	t.Parallel()
	dialoguetest.Run(t, "testdata/place/*.txtar", *update, func(t *testing.T) *dialoguetest.Shop {
		p := profile()
		p.Zone = almaty(t)
		p.Hours = week(t, map[string]any{"mon-fri": "09:00-13:00, 14:00-19:00", "sat": "10:00-16:00", "holidays": []any{"2026-03-09"}, "2026-04-09": "closed"})
		p.Places = []dialogue.Place{{Name: catalog.Text{"": "Alpine Post"}, Address: catalog.Text{"": "18 Abay Avenue, Almaty"}, Phone: "+7 727 250 00 00", Lat: 43.2389, Lon: 76.945}}
		return shopOf(t, contact.Contact{}, p)
	}, verbs)
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	dialoguetest.Run(t, "testdata/places/*.txtar", *update, func(t *testing.T) *dialoguetest.Shop {
		p := profile()
		p.Zone = almaty(t)
		p.Places = []dialogue.Place{
			{Name: catalog.Text{"": "Shop"}, Address: catalog.Text{"": "18 Abay Avenue"}, Map: "https://maps.example/shop", Hours: week(t, map[string]any{"daily": "10:00-22:00"})},
			{Name: catalog.Text{"": "Workshop"}, Address: catalog.Text{"": "3 Timiryazev Street"}, Hours: week(t, map[string]any{"mon-fri": "00:00-24:00"})},
		}
		return shopOf(t, contact.Contact{}, p)
	}, verbs)
}

// What the owner wrote wins over what the hours say.
func TestOwnersHours(t *testing.T) {
	t.Parallel()
	p := profile()
	p.Hours = week(t, map[string]any{"daily": "09:00-19:00"})
	p.Texts = map[string]catalog.Text{"hours": {"": "Ring the bell."}}
	s := shopOf(t, contact.Contact{}, p)
	said, err := s.Says(t.Context(), "when are you open")
	if err != nil || len(said) != 1 || !containsText(said, "Ring the bell.") || containsText(said, "19:00") {
		t.Errorf("%+v, %v", said, err)
	}
}

func containsText(all []message.Outbound, part string) bool {
	return slices.ContainsFunc(all, func(m message.Outbound) bool { return strings.Contains(m.Text, part) })
}

// What holds now is said in the shopper's language.
func TestOpeningInLanguages(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		lang, asks string
		wait       time.Duration
		want       string
	}{
		"Russian, open":     {"ru", "когда вы открыты", 0, "Сейчас открыто, до 19:00."},
		"Russian, tomorrow": {"ru", "когда вы открыты", 6 * time.Hour, "Сейчас закрыто. Откроемся завтра в 09:00."},
		"Russian, Monday":   {"ru", "когда вы открыты", 103 * time.Hour, "Сейчас закрыто. Откроемся в понедельник в 09:00."},
		"Russian, the week": {"ru", "когда вы открыты", 0, "пн–пт: 09:00–19:00\nсб–вс: выходной"},
		"English, today":    {"en", "when are you open", 17 * time.Hour, "We are closed now and open today at 09:00."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := profile()
			p.Zone, p.Locale = almaty(t), tt.lang
			p.Hours = week(t, map[string]any{"mon-fri": "09:00-19:00"})
			s := shopOf(t, contact.Contact{}, p)
			s.Now = s.Now.Add(tt.wait)
			said, err := s.Says(t.Context(), tt.asks)
			if err != nil || !containsText(said, tt.want) {
				t.Errorf("%+v, %v; want %q", said, err, tt.want)
			}
		})
	}
}
