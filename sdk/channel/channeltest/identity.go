package channeltest

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"

	"github.com/sauda-commerce/sauda/sdk/channel"
)

func identityCases() []Case {
	return []Case{
		{"the name is a constant key", with(nameIsConstant)},
		{"the capabilities are constant and sensible", with(capabilitiesAreConstant)},
		{"the capabilities say which actions there are", with(capabilitiesAreTrue)},
	}
}

func nameIsConstant(h Harness, ch channel.Channel, _ []channel.Delivery) error {
	name := ch.Name()
	if !regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`).MatchString(name) {
		return fmt.Errorf("name %q: want lower case letters, digits, - and _", name)
	}
	other, err := h.fresh()
	if err != nil {
		return err
	}
	for range 3 {
		if again := ch.Name(); again != name || other.Name() != name {
			return fmt.Errorf("names %q, %q and %q", name, again, other.Name())
		}
	}
	return nil
}

func capabilitiesAreConstant(_ Harness, ch channel.Channel, samples []channel.Delivery) error {
	c := ch.Capabilities()
	if _, err := parseAll(ch, samples); err != nil {
		return err
	}
	if again := ch.Capabilities(); again != c {
		return fmt.Errorf("capabilities\n%+v\nand later\n%+v", c, again)
	}
	v := reflect.ValueOf(c)
	for i := range v.NumField() {
		if f := v.Field(i); f.CanInt() && f.Int() < 0 {
			return fmt.Errorf("%s is %d", v.Type().Field(i).Name, f.Int())
		}
	}
	if c.Text < channel.MinText {
		return fmt.Errorf("texts of %d, want at least %d", c.Text, channel.MinText)
	}
	return nil
}

func capabilitiesAreTrue(_ Harness, ch channel.Channel, _ []channel.Delivery) error {
	if _, typist := ch.(channel.Typist); typist != ch.Capabilities().Typing {
		return errors.New("the capability Typing and the method Typing: one without the other")
	}
	return nil
}
