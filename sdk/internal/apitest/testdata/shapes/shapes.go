// Package shapes has one of everything that an API is made of.
package shapes

import (
	"context"
	"errors"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// Kind is a string that is on the wire.
type Kind string

// Kinds.
const (
	Good Kind = "good"
	// Deprecated: nobody is bad.
	Bad Kind = "bad"
)

const hidden = 1

// ErrGone is one to branch on.
var ErrGone = errors.New("gone")

// Func names its parameters, which does not count.
type Func func(ctx context.Context, f func(price money.Amount) error) (ok bool)

// Host is what others implement.
type Host interface {
	Do(ctx context.Context, names ...string) (map[string][]*money.Amount, error)
	closed()
}

type inside struct {
	Deep int
	deep int
}

func (inside) Promoted() {}

// Shape has fields.
type Shape struct {
	inside
	*money.Amount
	Name string `json:"name,omitempty"`
	// On is called.
	//
	// Deprecated: use Func.
	On   func(name string) error
	kind Kind
}

// Area is of the value.
func (Shape) Area() int { return hidden }

// Grow is of the pointer.
func (s *Shape) Grow(by int) { s.deep += by; s.kind = Good }

func (s *Shape) shrink() {}

// Number is a constraint.
type Number interface{ ~int | ~float64 }

// List is generic.
type List[T any] []T

// Map makes one of another.
func Map[T, N Number](in List[T], each func(one T) N) List[N] { return nil }

// Other is another's.
type Other = money.Amount

// Old goes, with what it has.
//
// Deprecated: use [Shape].
type Old struct{ Name string }

// Say says it.
func (Old) Say() {}
