// Package understand turns a shopper's words into what they mean: an intent, a
// query that is ready to search, and the things that were pointed at ("two of
// the first", "the red one").
//
// It works from what the catalogue itself says: a [Reader] is made from a
// [catalog.Vocabulary] and knows its categories, brands, attributes and their
// values, with plurals, stems, folding and small typos. What the languages
// bring (numbers, comparisons, commands, common goods) stands in tables under
// words/, one file each for English, Russian and Kazakh.
//
// People write in the language they like, and mix them. Every word of a text is
// read in the language that knows it; words that two languages share belong to
// the one that the rest of the text speaks for, and to that of the
// conversation where the rest says nothing. Kazakh is read in its own letters,
// in those of a Russian keyboard and in Latin ones («қажет», «кажет», "qajet"),
// Russian in Latin letters as well, or typed on the wrong keyboard.
//
// Reading is pure: no clock, no network, no model, and the same words in the
// same [Context] always mean the same. Every [Wish] says which bytes of the
// text it came from, so that a shop can show what it understood and take one
// wish back. What was not understood is listed, never guessed away.
package understand
