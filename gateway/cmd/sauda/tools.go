package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"text/tabwriter"

	"github.com/goccy/go-yaml"

	"github.com/sauda-commerce/sauda/catalog"
)

// searchCommand finds products.
type searchCommand struct {
	Query []string `arg:"" help:"Words, a SKU or a barcode."`
	JSON  bool     `help:"A line of JSON per product: id, score, title."`
	Limit int      `default:"10" help:"How many, at most 100."`
}

// Run searches the stored products.
func (s searchCommand) Run(ctx context.Context, c *commands, t terminal) error {
	cfg, err := c.settings(t, nil)
	if err != nil {
		return err
	}
	a, err := c.open(ctx, quiet(cfg).unpaid(), t.err)
	if err != nil {
		return err
	}
	err = errors.Join(a.firstProducts(ctx), s.search(ctx, a, t))
	return errors.Join(err, a.close())
}

func (s searchCommand) search(ctx context.Context, a *app, t terminal) error {
	if a.shop.Catalog().Index().Len() == 0 {
		return errors.New("search: there are no products in the data folder; read some with: sauda import FILE")
	}
	r, err := a.shop.Catalog().Search(ctx, catalog.Query{Text: strings.Join(s.Query, " "), Limit: s.Limit})
	if err != nil {
		return err
	}
	lang := a.cfg.Shop.Locale
	if !s.JSON {
		w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
		for _, h := range r.Hits {
			price, _ := h.Product.Price()
			fmt.Fprintf(w, "%s\t%s\t%s\n", h.Product.ID, h.Product.Title.In(lang), price.Format(lang))
		}
		fmt.Fprintf(w, "%d found\n", r.Total)
		return w.Flush()
	}
	out := json.NewEncoder(t.out)
	for _, h := range r.Hits {
		line := struct {
			ID    catalog.ProductID `json:"id"`
			Score float64           `json:"score"`
			Title string            `json:"title"`
		}{h.Product.ID, h.Score, h.Product.Title.In(lang)}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// configCommand shows the settings in force.
type configCommand struct{}

// Run prints them as YAML.
func (configCommand) Run(c *commands, t terminal) error {
	cfg, err := c.settings(t, nil)
	if err != nil {
		return err
	}
	raw, err := yaml.Marshal(cfg)
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	_, err = t.out.Write(raw)
	return err
}

// versionCommand shows the version.
type versionCommand struct{}

// Run prints it with the Go version and the revision it was built from.
func (versionCommand) Run(t terminal) error {
	revision, goVersion := "", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = " " + s.Value[:min(12, len(s.Value))]
			}
		}
	}
	fmt.Fprintf(t.out, "sauda %s%s %s\n", programVersion(), revision, goVersion)
	return nil
}

// programVersion is the one set at the build, or the module's.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if ok && version == "dev" && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return version
}
