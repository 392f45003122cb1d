// Package search finds products in memory: it is the [catalog.Index] that
// Sauda uses when a shop brings none of its own.
//
// # How it finds
//
// Words are folded (case, diacritics, ё and е) and compared by their stem in
// English, Russian or Kazakh. Russian or English follows from the script. The
// Kazakh stems of a product are those of its Kazakh texts: what it says in "kk",
// words with a Kazakh letter, and unnamed languages of a product that has such
// letters. So Kazakh endings never come off a Russian noun, and a query, which
// does not tell its language, is read in both: «шатырға», «шатырга» and
// "shatyrga" find what «шатыр» finds.
//
// Words that mean the same (synonyms.txt, Config.Synonyms) find each other,
// where they are in more than a description, and count less; those in another
// script only if no product has the word itself. The last word may be half
// typed. A word that no product has is mended: another keyboard layout
// ("gfkfnrf"), the other script ("palatka"), two words run together, one typo
// from 4 letters and two from 8; an amount that none has is replaced by those
// within a quarter. A word that cannot be mended is left out and reported in
// Result.Relaxed. All remaining words are wanted; if no product has all of them,
// or some merely mention them all in their descriptions, the products with the
// most of them are found and Result.Partial says so; a word in the description
// alone counts half then. Where all that leaves a page unfilled, Result.Near has
// what comes close: the kind that was asked for, if a category is called by a
// word of the query, else what has most of it. A number with a unit is one word,
// whatever the spelling: "1,5 л", "1.5l" and "1500 ml" are equal. SKUs and
// barcodes of products and variants match exactly, without regard to case,
// spaces and dashes.
//
// Values that differ in case or diacritics are one; which spelling and which unit
// is shown is fixed by the alphabet among those the index has met of late, so it
// may be one that only a product no longer there had.
//
// Ranking is BM25 with saturation per field (title over brand and category over
// attributes over description) and fixed pivot lengths, so that a score depends
// on the product and on how rare a word is, not on the order in which products
// came. Being sold out costs a little, a good rating gives a little, and
// Config.Rank gives or takes what the shop wants.
//
// # How it is stored
//
// A snapshot is a few immutable segments behind one atomic pointer. A segment
// numbers its products densely in order of their ids and keeps postings,
// dictionary-coded attribute values and offers in columns. A change adds a
// small segment and marks what it replaces; segments of like size are merged,
// so a product is indexed again only a logarithmic number of times and what is
// gone does not stay in memory. Readers hold a snapshot and wait for nobody.
package search
