package identify_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/internal/identify"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// Who was known by a number alone turns out to be a customer.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "identify")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	s, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		log.Fatal(err)
	}
	d := identify.New(identify.Config{Store: s, Now: time.Now})
	phone := contact.Identifier{Phone: "+77012500000"}
	first, err := d.Contact(ctx, phone)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := d.Contact(ctx, contact.Identifier{Customer: "u-9", Phone: phone.Phone}); err != nil {
		log.Fatal(err)
	}
	now, err := d.Find(ctx, phone)
	fmt.Println(now.Customer, now.ID != first.ID, err)
	// Output: u-9 true <nil>
}
