// Command sauda is the gateway: a shop that sells in chats, run from one
// binary and one settings file. "sauda demo" shows a whole one.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/gin-gonic/gin"
)

// version is set by -ldflags "-X main.version=v1.2.3"; otherwise the module's
// build information says more.
var version = "dev"

func main() { os.Exit(start(seams{})) }

// start is the program as the process it is; tests start it with seams.
func start(s seams) int {
	gin.SetMode(gin.ReleaseMode) // the process is ours; package gateway leaves globals alone
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, s, os.Args[1:], terminal{os.Stdin, os.Stdout, os.Stderr, os.Environ()})
}

// terminal is where the program was started.
type terminal struct {
	in      io.Reader
	out     io.Writer
	err     io.Writer
	environ []string
}

// Exit codes.
const (
	done   = 0
	failed = 1
	misuse = 2 // of the command line or the settings
)

// usageError is a mistake in how the program was called.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// commands is the command line.
type commands struct {
	seams `kong:"-"`

	File   string `name:"config" short:"c" placeholder:"FILE" help:"Settings file. Default: sauda.yaml, if there is one."`
	Listen string `placeholder:"ADDRESS" help:"Address to listen on. Default: 127.0.0.1:8080."`
	Data   string `placeholder:"DIR" help:"Folder of the database and the sandbox. Default: ./sauda-data."`
	Store  string `placeholder:"URL" help:"PostgreSQL database, like postgres://sauda@db.example/shop. Default: a file in the data folder."`

	Demo     demoCommand     `cmd:"" help:"Run a whole shop to look at: invented products, sandbox money, a throw-away folder."`
	Serve    serveCommand    `cmd:"" help:"Run the shop of the settings file."`
	Import   importCommand   `cmd:"" help:"Read products from a feed, a file or an address, into the store."`
	Search   searchCommand   `cmd:"" help:"Find products, as shoppers would."`
	Chat     chatCommand     `cmd:"" help:"Talk to the shop in the terminal."`
	Backup   backupCommand   `cmd:"" help:"Write all records to a file, while the shop goes on."`
	Restore  restoreCommand  `cmd:"" help:"Bring a backup back into an empty shop, on SQLite or PostgreSQL. Stop the servers first."`
	Webhooks webhooksCommand `cmd:"" help:"Events that a webhook could not be told: list, resend."`
	Payments paymentsCommand `cmd:"" help:"Payments that people confirm, and money given back."`
	Dead     deadCommand     `cmd:"" help:"Messages that could not be delivered: list, resend, discard."`
	Config   configCommand   `cmd:"" help:"Show the settings in force; secrets are hidden."`
	Version  versionCommand  `cmd:"" help:"Show the version."`
}

// run is main without the process around it.
func run(ctx context.Context, s seams, args []string, t terminal) int {
	c := commands{seams: s}
	exited := -1
	parser, err := kong.New(&c, kong.Name("sauda"),
		kong.Description("Sell in chats: browse, advise, fill a cart, pay by link."),
		kong.Writers(t.out, t.err), kong.Exit(func(code int) { exited = code }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(t), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return report(t, err)
	}
	k, err := parser.Parse(args)
	if exited >= 0 { // --help
		return exited
	}
	if err != nil {
		return report(t, usageError{err})
	}
	return report(t, k.Run(&c))
}

// report prints an error and says what to exit with.
func report(t terminal, err error) int {
	if err == nil {
		return done
	}
	if errors.Is(err, context.Canceled) { // servers end without an error
		fmt.Fprintln(t.err, "sauda: stopped before the end")
		return failed
	}
	fmt.Fprintf(t.err, "sauda: %v\n", err)
	if errors.As(err, &usageError{}) {
		fmt.Fprintln(t.err, "Run sauda --help for the commands and flags.")
		return misuse
	}
	return failed
}

// settings loads the configuration; a mistake in it is a misuse.
func (c *commands) settings(t terminal, more map[string]any) (Config, error) {
	flags := map[string]any{}
	for key, value := range map[string]string{"listen": c.Listen, "data": c.Data, "store": c.Store} {
		if value != "" {
			flags[key] = value
		}
	}
	for key, value := range more {
		if _, said := flags[key]; !said {
			flags[key] = value
		}
	}
	cfg, err := load(c.File, t.environ, flags)
	if err != nil {
		return cfg, usageError{err}
	}
	return cfg, nil
}
