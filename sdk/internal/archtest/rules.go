package archtest

// Layer is how far up a package stands. A package may import those of lower
// layers that its rule does not exclude, and none of its own layer or above
// unless the rule names it.
type Layer int

// Layers, from the bottom.
const (
	Vocabulary Layer = iota // words and tools that everybody may use
	Contract                // what others implement, and pure knowledge
	Noun                    // values with invariants, no I/O
	Pure                    // pure decisions over nouns
	Store                   // the only place with SQL
	Verb                    // use cases over the store; they do not know each other
	Engine                  // wires the verbs
	Facade                  // package sdk
	Page                    // parts of the gateway
	Gateway                 // HTTP
	Program                 // binaries and examples; nobody imports them
)

// Rule says where a package stands. An internal package without a rule shares
// that of the package it is internal to.
type Rule struct {
	Layer Layer
	// Adapter packages hang beside a contract. They import the vocabulary and
	// what Also names, nothing else; and only programs, tests and those whose
	// Also names them import one.
	Adapter bool
	// Also lists packages that may be imported in spite of the layers.
	Also []string
	// Test packages hold suites and doubles: only tests and other test
	// packages may import them, whatever the layer.
	Test bool
}

// Rules names every package of the module, by its path below the module's.
var Rules = map[string]Rule{
	"catalog/money":         {Layer: Vocabulary},
	"sdk/message":           {Layer: Vocabulary, Also: []string{"catalog/money"}},
	"sdk/field":             {Layer: Vocabulary},
	"sdk/internal/sign":     {Layer: Vocabulary},
	"sdk/internal/claim":    {Layer: Vocabulary},
	"sdk/internal/pan":      {Layer: Vocabulary},
	"sdk/internal/bulkhead": {Layer: Vocabulary},

	"catalog/internal/stem": {Layer: Vocabulary},

	"catalog":             {Layer: Contract},
	"catalog/search":      {Layer: Contract, Also: []string{"catalog"}},
	"catalog/understand":  {Layer: Contract, Also: []string{"catalog"}},
	"catalog/advise":      {Layer: Contract, Also: []string{"catalog"}},
	"catalog/feed":        {Layer: Contract, Adapter: true, Also: []string{"catalog"}},
	"catalog/demo":        {Layer: Contract, Adapter: true, Also: []string{"catalog", "catalog/feed"}},
	"catalog/catalogtest": {Layer: Program, Test: true},

	"catalog/search/internal/relevance": {Layer: Program, Test: true}, // judged queries, for tests and peers

	"payments":                   {Layer: Contract},
	"payments/internal/settings": {Layer: Vocabulary}, // where secrets are sent to, for all adapters
	"payments/sandbox":           {Layer: Contract, Adapter: true, Also: []string{"payments"}},
	"payments/freedompay":        {Layer: Contract, Adapter: true, Also: []string{"payments"}},
	"payments/manual":            {Layer: Contract, Adapter: true, Also: []string{"payments"}},
	"payments/stripe":            {Layer: Contract, Adapter: true, Also: []string{"payments"}},
	"payments/paypal":            {Layer: Contract, Adapter: true, Also: []string{"payments"}},
	"payments/paymentstest":      {Layer: Program, Test: true},

	"sdk/channel":             {Layer: Contract},
	"sdk/channel/webchat":     {Layer: Contract, Adapter: true, Also: []string{"sdk/channel"}},
	"sdk/channel/console":     {Layer: Contract, Adapter: true, Also: []string{"sdk/channel"}},
	"sdk/channel/parcel":      {Layer: Contract, Adapter: true, Also: []string{"sdk/channel"}},
	"sdk/channel/channeltest": {Layer: Program, Test: true},
	"sdk/locale":              {Layer: Contract},
	"sdk/hours":               {Layer: Contract},
	"sdk/simulator":           {Layer: Contract, Adapter: true}, // knows a platform's words, nothing of ours

	"sdk/cart":         {Layer: Noun},
	"sdk/quote":        {Layer: Noun},
	"sdk/contact":      {Layer: Noun},
	"sdk/stock":        {Layer: Noun},
	"sdk/order":        {Layer: Noun, Also: []string{"sdk/contact", "sdk/quote"}},
	"sdk/dialogue":     {Layer: Noun, Also: []string{"sdk/cart", "sdk/contact", "sdk/order", "sdk/quote"}},
	"sdk/conversation": {Layer: Noun, Also: []string{"sdk/dialogue"}},
	"sdk/hook":         {Layer: Noun, Also: []string{"sdk/contact", "sdk/order"}},

	"sdk/order/ordertest": {Layer: Program, Test: true},

	"sdk/policy":                {Layer: Pure},
	"sdk/internal/host":         {Layer: Pure},
	"sdk/dialogue/flows":        {Layer: Pure},
	"sdk/dialogue/dialoguetest": {Layer: Program, Test: true},

	"sdk/store":           {Layer: Store},
	"sdk/store/sqlite":    {Layer: Store, Adapter: true, Also: []string{"sdk/store"}},
	"sdk/store/storetest": {Layer: Program, Test: true},

	"sdk/store/postgres":        {Layer: Store, Adapter: true, Also: []string{"sdk/store"}},
	"sdk/store/postgres/pgtest": {Layer: Program, Test: true},

	"sdk/stocking": {Layer: Verb},
	"sdk/checkout": {Layer: Verb},
	"sdk/timer":    {Layer: Verb},
	"sdk/outbox":   {Layer: Verb},
	"sdk/reminder": {Layer: Verb},
	"sdk/handoff":  {Layer: Verb},
	"sdk/replay":   {Layer: Verb},
	"sdk/webhook":  {Layer: Verb},

	"sdk/internal/identify": {Layer: Verb},

	"sdk/internal/notice":     {Layer: Verb},
	"sdk/internal/engine":     {Layer: Engine},
	"sdk/internal/archtest":   {Layer: Program, Test: true},
	"sdk/internal/apitest":    {Layer: Program, Test: true},
	"sdk/internal/floor":      {Layer: Program, Test: true},
	"sdk/internal/rush":       {Layer: Program, Test: true},
	"sdk/internal/simulation": {Layer: Program, Test: true},
	"sdk":                     {Layer: Facade},
	"sdk/shoptest":            {Layer: Program, Test: true},

	// The web chat is the reference channel: the gateway serves its log.
	"gateway":                  {Layer: Gateway, Also: []string{"sdk/channel/webchat"}},
	"gateway/auth":             {Layer: Page},
	"gateway/internal/page":    {Layer: Page},
	"gateway/internal/problem": {Layer: Page},
	"gateway/internal/wire":    {Layer: Page},
	"gateway/api": {Layer: Page, Also: []string{
		"gateway/auth", "gateway/internal/page", "gateway/internal/problem", "gateway/internal/wire"}},
	"gateway/ingress":    {Layer: Page, Also: []string{"gateway/internal/problem"}},
	"gateway/pay":        {Layer: Page, Also: []string{"gateway/auth", "gateway/internal/page", "gateway/internal/problem"}},
	"gateway/storefront": {Layer: Page, Also: []string{"gateway/internal/page"}},
	"gateway/widget": {Layer: Page, Also: []string{
		"gateway/auth", "gateway/internal/page", "gateway/internal/problem", "gateway/internal/wire", "sdk/channel/webchat"}},
	"gateway/cmd/sauda": {Layer: Program},

	"examples/quickstart":  {Layer: Program},
	"examples/mount":       {Layer: Program},
	"examples/mount/gin":   {Layer: Program},
	"examples/ownsource":   {Layer: Program},
	"examples/ownorders":   {Layer: Program},
	"examples/customflow":  {Layer: Program},
	"examples/ownchannel":  {Layer: Program},
	"examples/ownprovider": {Layer: Program},
	"examples/paylink":     {Layer: Program},

	"examples/internal/shopper": {Layer: Program}, // of their tests
}

// anywhere is everywhere in the module.
const anywhere = ""

// Foreign names every package from outside the module and the standard library
// that production code imports, by a prefix of the import path, and who may: a
// prefix of our own.
var Foreign = map[string][]string{
	"github.com/google/uuid":   {anywhere},
	"golang.org/x/text/":       {anywhere},
	"github.com/google/go-cmp": {"sdk/dialogue/dialoguetest"},

	"github.com/kljensen/snowball": {"catalog/"},
	"golang.org/x/net/html":        {"catalog/feed"},

	"github.com/nicksnyder/go-i18n":   {"sdk/locale"},
	"github.com/goccy/go-yaml":        {"sdk/locale", "gateway/cmd/"},
	"github.com/rivo/uniseg":          {"sdk/channel", "sdk/dialogue/flows", "gateway/widget"},
	"github.com/nyaruka/phonenumbers": {"sdk/dialogue/flows"},
	"github.com/pressly/goose":        {"sdk/store/"},
	"modernc.org/sqlite":              {"sdk/store/sqlite", "examples/"},
	"github.com/jackc/pgx":            {"sdk/store/postgres", "sdk/internal/floor", "examples/"},

	"github.com/stripe/stripe-go/": {"payments/stripe"},

	"github.com/go-json-experiment/json": {"gateway"},
	"github.com/standard-webhooks/":      {"sdk/webhook"},
	"code.dny.dev/ssrf":                  {"sdk/webhook"},

	"github.com/swaggest/":               {"gateway/api"},
	"github.com/gin-gonic/gin":           {"gateway", "examples/"},
	"github.com/go-playground/validator": {"gateway"},
	"github.com/prometheus/":             {"gateway", "examples/"},
	"golang.org/x/time/rate":             {"gateway", "sdk/channel/"},
	"github.com/alecthomas/kong":         {"gateway/cmd/"},
	"github.com/knadh/koanf":             {"gateway/cmd/"},
	"github.com/schollz/progressbar":     {"gateway/cmd/"},
}
