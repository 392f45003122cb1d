package sign

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"github.com/google/uuid"
)

const (
	choiceMAC  = 8
	choiceSize = len(uuid.UUID{}) + 2 + choiceMAC
)

// EncodeChoice returns the payload of a button: which message, which of its
// choices, and a MAC over both and the conversation, in 35 bytes that every
// platform carries. A message id that is not a uuid, or an index outside 0 to
// 65535, is nobody's button: the payload is "", which never decodes. Payloads
// hold no key id for want of room; each accepted secret is tried.
func EncodeChoice(k Key, conversation, messageID string, index int) string {
	id, err := uuid.Parse(messageID)
	if err != nil || index < 0 || index > math.MaxUint16 {
		return ""
	}
	head := binary.BigEndian.AppendUint16(id[:], uint16(index))
	mac := k.MAC(choiceMAC, []byte(conversation), head)
	return encoding.EncodeToString(slices.Concat(head, mac))
}

// DecodeChoice reads the payload of a button tapped in a conversation; ok is
// false for one that was not offered there.
func DecodeChoice(k Key, conversation, payload string) (messageID string, index int, ok bool) {
	if len(payload) != encoding.EncodedLen(choiceSize) || hasBreak(payload) {
		return "", 0, false
	}
	b, err := encoding.DecodeString(payload)
	if err != nil {
		return "", 0, false
	}
	head, mac := b[:choiceSize-choiceMAC], b[choiceSize-choiceMAC:]
	if !k.Check(choiceMAC, mac, []byte(conversation), head) {
		return "", 0, false
	}
	id, at := head[:len(head)-2], head[len(head)-2:]
	return uuid.UUID(id).String(), int(binary.BigEndian.Uint16(at)), true
}

// hasBreak finds the line breaks that base64 decoders skip.
func hasBreak(s string) bool { return strings.ContainsAny(s, "\r\n") }
