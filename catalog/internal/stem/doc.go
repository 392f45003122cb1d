// Package stem is what search and understanding know about the forms of words
// in English, Russian and Kazakh: letters that count as equal, endings, other
// scripts and keyboards. It knows nothing of products or shops.
//
// A word is first folded ([Fold], [Word]). A stem is a key: words with equal
// keys are forms of one word. It is not always a word itself, and the keys of
// two languages are not comparable.
package stem
