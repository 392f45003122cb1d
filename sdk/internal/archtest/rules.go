package archtest

// Layer is how far up a package stands. A package may import those of lower
// layers that its rule does not exclude, and itself nothing of its own layer or
// above unless the rule names it.
type Layer int

// Layers, from the bottom.
const (
	Vocabulary Layer = iota // money, message: words everybody uses
	Contract                // what others implement, and pure knowledge
	Noun                    // values with invariants, no I/O
	Pure                    // pure decisions over nouns
	Store                   // the only place with SQL
	Verb                    // use cases over the store; they do not know each other
	Engine                  // wires the verbs
	Facade                  // package sdk
	Gateway                 // HTTP
	Program                 // binaries and examples
)

// Rule says where a package stands.
type Rule struct {
	Layer Layer
	// Adapter packages hang beside a contract: they may import what Also names
	// and layers up to Contract, and only programs, the façade's tests and
	// suites may import them.
	Adapter bool
	// Also lists packages of the same layer that may be imported.
	Also []string
	// Test packages hold suites and doubles: only tests and other test
	// packages may import them, whatever the layer.
	Test bool
}

// Rules names every package of the module, by its path below the module's.
var Rules = map[string]Rule{
	"catalog/money":     {Layer: Vocabulary},
	"sdk/message":       {Layer: Vocabulary, Also: []string{"catalog/money"}},
	"sdk/internal/sign": {Layer: Vocabulary},

	"catalog":             {Layer: Contract},
	"catalog/search":      {Layer: Contract, Also: []string{"catalog"}},
	"catalog/understand":  {Layer: Contract, Also: []string{"catalog"}},
	"catalog/advise":      {Layer: Contract, Also: []string{"catalog"}},
	"catalog/feed":        {Layer: Contract, Adapter: true, Also: []string{"catalog"}},
	"catalog/demo":        {Layer: Contract, Adapter: true, Also: []string{"catalog", "catalog/feed"}},
	"catalog/catalogtest": {Layer: Program, Test: true},

	"payments":              {Layer: Contract},
	"payments/sandbox":      {Layer: Contract, Adapter: true, Also: []string{"payments"}},
	"payments/paymentstest": {Layer: Program, Test: true},

	"sdk/channel":             {Layer: Contract},
	"sdk/channel/webchat":     {Layer: Contract, Adapter: true, Also: []string{"sdk/channel"}},
	"sdk/channel/console":     {Layer: Contract, Adapter: true, Also: []string{"sdk/channel"}},
	"sdk/channel/channeltest": {Layer: Program, Test: true},
	"sdk/locale":              {Layer: Contract},

	"sdk/cart":         {Layer: Noun},
	"sdk/quote":        {Layer: Noun},
	"sdk/contact":      {Layer: Noun},
	"sdk/stock":        {Layer: Noun},
	"sdk/order":        {Layer: Noun, Also: []string{"sdk/contact", "sdk/quote"}},
	"sdk/dialogue":     {Layer: Noun, Also: []string{"sdk/cart", "sdk/contact", "sdk/order", "sdk/quote"}},
	"sdk/conversation": {Layer: Noun, Also: []string{"sdk/dialogue"}},

	"sdk/policy":                {Layer: Pure},
	"sdk/dialogue/flows":        {Layer: Pure},
	"sdk/dialogue/dialoguetest": {Layer: Program, Test: true},

	"sdk/store":           {Layer: Store},
	"sdk/store/sqlite":    {Layer: Store, Adapter: true, Also: []string{"sdk/store"}},
	"sdk/store/storetest": {Layer: Program, Test: true},

	"sdk/stocking": {Layer: Verb},
	"sdk/checkout": {Layer: Verb},
	"sdk/timer":    {Layer: Verb},
	"sdk/outbox":   {Layer: Verb},
	"sdk/reminder": {Layer: Verb},
	"sdk/handoff":  {Layer: Verb},

	"sdk/internal/engine":   {Layer: Engine},
	"sdk/internal/archtest": {Layer: Program, Test: true},
	"sdk":                   {Layer: Facade},
	"sdk/shoptest":          {Layer: Program, Test: true},

	"gateway":           {Layer: Gateway},
	"gateway/cmd/sauda": {Layer: Program},

	"examples/quickstart": {Layer: Program},
	"examples/mount":      {Layer: Program},
	"examples/ownsource":  {Layer: Program},
}

// Foreign says which packages outside the module only some of ours may import:
// a prefix of the import path, and the prefixes of ours that may.
var Foreign = map[string][]string{
	"github.com/gin-gonic/gin":       {"gateway"},
	"github.com/alecthomas/kong":     {"gateway/cmd/"},
	"github.com/knadh/koanf":         {"gateway/cmd/"},
	"modernc.org/sqlite":             {"sdk/store/sqlite", "examples/"},
	"github.com/jackc/pgx":           {"sdk/store/postgres", "examples/"},
	"github.com/kljensen/snowball":   {"catalog/"},
	"github.com/prometheus/":         {"gateway"},
	"github.com/schollz/progressbar": {"gateway/cmd/"},
}
