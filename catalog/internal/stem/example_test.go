package stem_test

import (
	"fmt"

	"github.com/sauda-commerce/sauda/catalog/internal/stem"
)

// Two words are forms of one where their keys are equal.
func Example() {
	fmt.Println(stem.English(stem.Word("Knives")) == stem.English("knife"))
	fmt.Println(stem.Russian(stem.Word("Палатками")) == stem.Russian("палатка"))
	fmt.Println(stem.Kazakh(stem.Word("Шатырларға")) == stem.Kazakh("шатыр"))
	fmt.Println(stem.OtherKeyboard("gfkfnrf"))
	// Output:
	// true
	// true
	// true
	// палатка
}
