// Package advise leads a shopper to a few fitting products: which question to
// ask next, which products to show and why, and what to give up when nothing
// fits.
//
// It is pure: [Next] looks at a [State], a plain value that is stored as JSON
// between messages, and at the catalogue's index. Questions come from what
// still divides the products that are left: the attribute whose answers leave
// fewest, as counted by the index, never one whose every answer leaves the same
// products and never one that the query answers already. The same state on the
// same products always gives the same step.
//
// No texts are made here: a [Step] holds names, labels, values, units and
// amounts, and every [Reason] is a fact of the product it speaks for.
package advise
