// Package apitest holds the API to what was promised. It writes down every
// exported thing of the promised packages, and what the REST API's document
// says of requests and answers, one line each, and its test compares the lines
// with those kept in .ci/api:
//
//   - next.txt is the API of this tree. It has to be right; `-update` writes it.
//   - v1.2.3.txt is next.txt as it was when v1.2.3 was released. Whatever the
//     newest of them has must still be there, word for word, unless it was
//     marked deprecated in it already.
//
// A release is a copy of next.txt under the version's name.
package apitest
