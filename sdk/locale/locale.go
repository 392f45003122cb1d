// Package locale holds every text a shopper sees, by language, and writes
// money, numbers and dates the way her language does.
//
// Texts live in texts/<language>/<area>.yaml; a shop adds or overrides them by
// a file of the same form. A [Printer] speaks one language.
package locale
