package problem

import "net/http"

// Code names a kind of problem. It is the "code" member of the document and
// the last part of its "type".
type Code string

// Codes.
const (
	Malformed   Code = "malformed"          // cannot be read at all
	Unsigned    Code = "unauthorized"       // no token or signature, or a bad one
	Forbidden   Code = "forbidden"          // not from this origin, or not with this key
	NotFound    Code = "not_found"          // no such thing here
	Method      Code = "method_not_allowed" // not with this method
	Conflict    Code = "conflict"           // not as things stand
	TooLarge    Code = "too_large"          // over the limit of a body
	Invalid     Code = "invalid"            // readable, but fields are missing or wrong
	TooMany     Code = "too_many_requests"  // slower, see Retry-After
	Closed      Code = "closed"             // the client hung up; nobody reads this
	Unavailable Code = "unavailable"        // not now, see Retry-After
	Internal    Code = "internal"           // our mistake
)

// statusClosed is for logs and metrics, where a client that hung up is no
// failure of ours. nginx gave the number its meaning.
const statusClosed = 499

// kind is what a code means to a client.
type kind struct {
	status int
	title  string
}

// kinds is the one table from code to status.
var kinds = map[Code]kind{
	Malformed:   {http.StatusBadRequest, "The request cannot be read."},
	Unsigned:    {http.StatusUnauthorized, "The request is not authenticated."},
	Forbidden:   {http.StatusForbidden, "This is not allowed."},
	NotFound:    {http.StatusNotFound, "There is nothing here."},
	Method:      {http.StatusMethodNotAllowed, "This method is not allowed here."},
	Conflict:    {http.StatusConflict, "This is not possible as things stand."},
	TooLarge:    {http.StatusRequestEntityTooLarge, "The request is too large."},
	Invalid:     {http.StatusUnprocessableEntity, "Some fields are missing or wrong."},
	TooMany:     {http.StatusTooManyRequests, "Too many requests."},
	Closed:      {statusClosed, "The client closed the connection."},
	Unavailable: {http.StatusServiceUnavailable, "The shop cannot take this now."},
	Internal:    {http.StatusInternalServerError, "Something went wrong on our side."},
}

// Status is the HTTP status of a code; 500 for an unknown one.
func (c Code) Status() int {
	if k, ok := kinds[c]; ok {
		return k.status
	}
	return http.StatusInternalServerError
}

// Meaning is what a code means, in one sentence.
func (c Code) Meaning() string { return kinds[c].title }
