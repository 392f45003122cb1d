// Package auth says who may call: from which origins, with which token, and
// how often.
package auth
