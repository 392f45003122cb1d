package console

import (
	"encoding/hex"
	"net/http"

	"github.com/sauda-commerce/sauda/sdk/channel"
)

// Signed is a delivery of any body, signed.
func Signed(c *Channel, body []byte) channel.Delivery {
	return channel.Delivery{Header: http.Header{signatureHeader: {hex.EncodeToString(c.mac(body))}}, Body: body}
}
