package gateway_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/gateway"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// A shop is mounted below a prefix of a server that has other things to do.
func ExampleNew() {
	gin.SetMode(gin.ReleaseMode) // this program's choice: the gateway leaves it alone
	dir, err := os.MkdirTemp("", "sauda")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	db, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	shop, err := sdk.New(sdk.Config{
		BaseURL:  "https://shop.example/chat",
		Catalog:  catalog.New(demo.Source()),
		Channels: []channel.Channel{webchat.New(webchat.Config{})},
		Secrets:  [][]byte{[]byte(strings.Repeat("k", 32))},
		Store:    db,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	mux := http.NewServeMux()
	mux.Handle("/chat/", http.StripPrefix("/chat", gateway.Must(gateway.New(shop, gateway.Options{}))))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "my own shop") })
	server := httptest.NewServer(mux)
	defer server.Close()

	for _, path := range []string{"/", "/chat/readyz", "/chat/widget.js", "/chat/pay/unknown"} {
		res, err := server.Client().Get(server.URL + path)
		if err != nil {
			fmt.Println(err)
			return
		}
		body, _ := io.ReadAll(io.LimitReader(res.Body, 12))
		res.Body.Close()
		fmt.Printf("%s %d %q\n", path, res.StatusCode, strings.TrimSpace(string(body)))
	}
	// Output:
	// / 200 "my own shop"
	// /chat/readyz 200 "ok"
	// /chat/widget.js 200 "// Puts the"
	// /chat/pay/unknown 404 "<!doctype ht"
}
