package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/go-playground/validator/v10"
	"github.com/goccy/go-yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/v2"

	"github.com/sauda-commerce/sauda/gateway/api"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// defaultFile is read when it is there and no other was named.
const defaultFile = "sauda.yaml"

// load puts the configuration together: defaults, file, environment, flags.
// flags maps keys ("listen") to values.
func load(file string, environ []string, flags map[string]any) (Config, error) {
	var c Config
	k := koanf.New(".")
	values, err := readFile(file)
	if err != nil {
		return c, err
	}
	base, err := plain(defaults())
	if err != nil {
		return c, err
	}
	env, err := environment(environ)
	if err != nil {
		return c, err
	}
	if _, said := values["payments"]; said || named(env, "payments.") {
		delete(base, "payments") // naming the ways to pay leaves out those not named
	}
	for _, layer := range []map[string]any{base, values, env, flags} {
		if err := k.Load(confmap.Provider(layer, "."), nil); err != nil {
			return c, fmt.Errorf("configuration: %w", err)
		}
	}
	merged, err := yaml.Marshal(k.Raw())
	if err != nil {
		return c, fmt.Errorf("configuration: %w", err)
	}
	if err := yaml.UnmarshalWithOptions(merged, &c, yaml.Strict()); err != nil {
		return c, fmt.Errorf("configuration: %w", plainYAML(err))
	}
	return c, check(c)
}

// named says whether a key that begins so is set.
func named(values map[string]any, prefix string) bool {
	for key := range values {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// plain makes maps of a configuration, to be laid under others.
func plain(c Config) (values map[string]any, err error) {
	raw, err := yaml.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	return values, yaml.Unmarshal(raw, &values)
}

// readFile reads the settings file on its own first, so that a mistake is
// shown with the line it is in. No file is no mistake unless it was named.
func readFile(file string) (map[string]any, error) {
	name := file
	if name == "" {
		name = defaultFile
	}
	raw, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && file == "" {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("configuration: %w: name an existing file with --config", err)
	}
	node, err := written(raw)
	var c Config
	var values map[string]any
	for _, v := range []any{&c, &values} {
		if err == nil {
			err = decode(node, v)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, plainYAML(err))
	}
	return values, nil
}

// plainYAML keeps the position and the words of a YAML error and drops the
// excerpt, which could show a secret.
func plainYAML(err error) error {
	first, _, _ := strings.Cut(yaml.FormatError(err, false, false), "\n")
	if strings.Contains(first, "unknown field") {
		first += ": this version knows no such key; see the README for those it does"
	}
	return errors.New(first)
}

// environment finds SAUDA_SHOP_NAME for shop.name. Lists and maps are for the
// file.
func environment(environ []string) (map[string]any, error) {
	set := map[string]string{}
	for _, e := range environ {
		if name, value, ok := strings.Cut(e, "="); ok {
			set[name] = value
		}
	}
	found := map[string]any{}
	for key, kind := range keys("", reflect.TypeFor[Config]()) {
		name := "SAUDA_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
		if set[name] == "" {
			continue
		}
		value, err := typed(set[name], kind)
		if err != nil {
			return nil, fmt.Errorf("configuration: %s: must be %w", name, err)
		}
		found[key] = value
	}
	return found, nil
}

// typed reads a variable the way the settings file would be read.
func typed(value string, kind reflect.Kind) (any, error) {
	switch kind {
	case reflect.Int:
		n, err := strconv.Atoi(value)
		if err != nil {
			return nil, errors.New("a whole number")
		}
		return n, nil
	case reflect.Float64:
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, errors.New("a number, like 0.12")
		}
		return n, nil
	case reflect.Bool:
		truth, err := strconv.ParseBool(value)
		if err != nil {
			return nil, errors.New("true or false")
		}
		return truth, nil
	}
	return value, nil
}

// keys lists the paths of all plain settings and what they hold.
func keys(prefix string, t reflect.Type) map[string]reflect.Kind {
	all := map[string]reflect.Kind{}
	for i := range t.NumField() {
		f := t.Field(i)
		key := prefix + f.Tag.Get("yaml")
		switch f.Type.Kind() {
		case reflect.Struct:
			maps.Copy(all, keys(key+".", f.Type))
		case reflect.Pointer:
			maps.Copy(all, keys(key+".", f.Type.Elem()))
		case reflect.Map, reflect.Slice:
		default:
			all[key] = f.Type.Kind()
		}
	}
	return all
}

// check names the key that is wrong and says how to mend it.
func check(c Config) error {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("yaml") })
	v.RegisterCustomTypeFunc(func(d reflect.Value) any { return time.Duration(d.Int()) }, Duration(0))
	err := errors.Join(v.RegisterValidation("listen", listenable), v.RegisterValidation("database", databaseURL))
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	err = v.Struct(c)
	var wrong validator.ValidationErrors
	if !errors.As(err, &wrong) {
		return errors.Join(err, checkQuiet(c), checkRules(c), checkHours(c), checkPayments(c), checkAPI(c), checkWebhooks(c))
	}
	first := wrong[0]
	_, key, _ := strings.Cut(first.Namespace(), ".")
	return fmt.Errorf("configuration: %s: must be %s", key, help(first))
}

// listenable says whether net.Listen could take an address: a port of 0 is any
// free one.
func listenable(f validator.FieldLevel) bool {
	_, port, err := net.SplitHostPort(f.Field().String())
	n, err2 := strconv.ParseUint(port, 10, 16)
	return err == nil && err2 == nil && n <= 65535
}

func checkAPI(c Config) error {
	if err := api.Check(c.API.keys()); err != nil {
		return fmt.Errorf("configuration: api.keys: %w", err)
	}
	return nil
}

func checkQuiet(c Config) error {
	if _, err := c.Reminders.QuietHours.policy(); err != nil {
		return fmt.Errorf("configuration: reminders.quiet_hours: %w", err)
	}
	return nil
}

// checkRules reads the prices, which need the shop's currency.
func checkRules(c Config) error {
	if _, err := c.rules(); err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	return nil
}

// checkWebhooks has them looked at by who calls them.
func checkWebhooks(c Config) error {
	if _, err := webhook.New(webhook.Config{Webhooks: c.endpoints()}); err != nil {
		return fmt.Errorf("configuration: webhooks: %w", err)
	}
	return nil
}

// help is the help text of the field that a mistake is in.
func help(e validator.FieldError) string {
	t := reflect.TypeFor[Config]()
	for _, part := range strings.Split(e.StructNamespace(), ".")[1:] {
		name, _, _ := strings.Cut(part, "[")
		f, ok := t.FieldByName(name)
		if !ok {
			break
		}
		if text := f.Tag.Get("help"); text != "" {
			return text
		}
		if t = f.Type; t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
	}
	return e.Tag()
}
