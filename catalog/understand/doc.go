// Package understand turns a shopper's words into what they mean: an intent, a
// query that is ready to search, and the things that were pointed at ("two of
// the first", "the red one").
//
// It works from what the catalogue itself says: a [Reader] is made from a
// [catalog.Vocabulary] and knows its categories, brands, attributes and their
// values, with plurals, stems, folding and small typos. What the languages
// bring (numbers, comparisons, commands) stands in tables under words/, one
// file per language: English in full, of Russian the numbers, money and
// commands so far.
//
// Reading is pure: no clock, no network, no model, and the same words in the
// same [Context] always mean the same. Every [Wish] says which bytes of the
// text it came from, so that a shop can show what it understood and take one
// wish back. What was not understood is listed, never guessed away.
package understand
