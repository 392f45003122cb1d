package archtest

// programs are those who own the process they run in.
var programs = []string{"gateway/cmd/", "examples/"}

// Bans names what a guest in the host's process leaves alone, as
// "import/path.Name" or, for all of a package, "import/path.", and who may use
// it all the same: prefixes of our own packages.
var Bans = map[string][]string{
	"database/sql.Register":      nil,
	"encoding/gob.Register":      nil,
	"encoding/gob.RegisterName":  nil,
	"expvar.":                    nil, // its import alone is on the default mux
	"flag.":                      programs,
	"image.RegisterFormat":       nil,
	"log.":                       programs,
	"log/slog.Debug":             nil,
	"log/slog.DebugContext":      nil,
	"log/slog.Default":           programs,
	"log/slog.Error":             nil,
	"log/slog.ErrorContext":      nil,
	"log/slog.Info":              nil,
	"log/slog.InfoContext":       nil,
	"log/slog.Log":               nil,
	"log/slog.LogAttrs":          nil,
	"log/slog.SetDefault":        nil,
	"log/slog.SetLogLoggerLevel": nil,
	"log/slog.Warn":              nil,
	"log/slog.WarnContext":       nil,
	"log/slog.With":              nil,
	"math/rand.":                 nil, // math/rand/v2 has nothing to seed
	"mime.AddExtensionType":      nil,
	"net.DefaultResolver":        nil,
	"net/http.DefaultClient":     {"examples/"},
	"net/http.DefaultServeMux":   nil,
	"net/http.DefaultTransport":  nil,
	"net/http.Get":               nil,
	"net/http.Handle":            nil,
	"net/http.HandleFunc":        nil,
	"net/http.Head":              nil,
	"net/http.ListenAndServe":    nil,
	"net/http.Post":              nil,
	"net/http.PostForm":          nil,
	"net/http/pprof.":            nil, // its import alone is on the default mux
	"os.Chdir":                   nil,
	"os.Clearenv":                nil,
	"os.Environ":                 programs,
	"os.Exit":                    programs,
	"os.Getenv":                  append(programs, "sdk/store/postgres/pgtest"),
	"os.LookupEnv":               programs,
	"os.Setenv":                  nil,
	"os.Unsetenv":                nil,
	"os/signal.":                 programs,
	"plugin.":                    nil,
	"runtime/debug.SetGCPercent": nil,
	"time.Local":                 nil,
	"unsafe.":                    nil,

	"runtime/debug.SetMemoryLimit": nil,

	"github.com/gin-gonic/gin.DebugPrintFunc":      nil,
	"github.com/gin-gonic/gin.DebugPrintRouteFunc": nil,
	"github.com/gin-gonic/gin.Default":             {"examples/"},
	"github.com/gin-gonic/gin.DefaultErrorWriter":  nil,
	"github.com/gin-gonic/gin.DefaultWriter":       nil,
	"github.com/gin-gonic/gin.SetMode":             programs,
	"github.com/google/uuid.SetRand":               nil,

	"github.com/stripe/stripe-go/v76.DefaultLeveledLogger": nil,
	"github.com/stripe/stripe-go/v76.EnableTelemetry":      nil,
	"github.com/stripe/stripe-go/v76.GetBackend":           nil, // it starts a program, logs, and repeats calls
	"github.com/stripe/stripe-go/v76.GetBackendWithConfig": nil,
	"github.com/stripe/stripe-go/v76.Key":                  nil,
	"github.com/stripe/stripe-go/v76.SetAppInfo":           nil,
	"github.com/stripe/stripe-go/v76.SetBackend":           nil,
	"github.com/stripe/stripe-go/v76.SetHTTPClient":        nil,

	"github.com/prometheus/client_golang/prometheus.DefaultGatherer":   nil,
	"github.com/prometheus/client_golang/prometheus.DefaultRegisterer": nil,
	"github.com/prometheus/client_golang/prometheus.MustRegister":      nil,
	"github.com/prometheus/client_golang/prometheus.Register":          nil,
	"github.com/prometheus/client_golang/prometheus/promauto.":         nil,
	"github.com/prometheus/client_golang/prometheus/promhttp.Handler":  nil,
}
