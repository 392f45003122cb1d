package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
)

// maxBulk is how many products one request may bring.
const maxBulk = 500

// Bulk is several products at once.
type Bulk struct {
	Products []catalog.Product `json:"products" validate:"required,max=500"`
}

// BulkResult says what became of several products.
type BulkResult struct {
	Put    int       `json:"put" description:"How many were put into the catalogue."`
	Errors []BulkRow `json:"errors" description:"The others; correct them and send them again."`
}

// BulkRow is a product that was not put into the catalogue.
type BulkRow struct {
	Index  int             `json:"index" description:"Its place in the request, from 0."`
	ID     string          `json:"id"`
	Fields []problem.Field `json:"fields" description:"What is wrong with it."`
}

type productParams struct {
	ID string `path:"id" validate:"max=200" description:"The product's id, percent-encoded."`
}

// products are the operations on the catalogue.
func products() []operation {
	tent := exampleProduct()
	return []operation{
		serves(operation{
			method: http.MethodPut, path: "/products/{id}", id: "putProduct", scope: Catalog, summary: "Put a product into the catalogue",
			about:   "In place of the one with its id. It is in the catalogue, and found, when the answer comes. A feed that does not name it does not drop it.",
			example: tent,
			answers: []answer{{200, "Replaced, or as it was.", tent}, {201, "New in the catalogue.", tent}},
		}, putProduct),
		serves(operation{
			method: http.MethodGet, path: "/products/{id}", id: "getProduct", scope: Catalog, summary: "A product",
			answers:  []answer{{200, "The product, as shoppers see it.", tent}},
			problems: []problem.Code{problem.NotFound},
		}, getProduct),
		serves(operation{
			method: http.MethodDelete, path: "/products/{id}", id: "deleteProduct", scope: Catalog, summary: "Take a product out of the catalogue",
			about:   "One that is not there is none. What a feed goes on listing comes back with its next reading.",
			answers: []answer{{204, "It is not in the catalogue.", nil}},
		}, deleteProduct),
		serves(operation{
			method: http.MethodPost, path: "/products", id: "putProducts", scope: Catalog, summary: "Put several products into the catalogue",
			about:   fmt.Sprintf("At most %d, and 1 MB. Those that are right are put, the others are named with what is wrong.", maxBulk),
			example: Bulk{[]catalog.Product{tent}},
			answers: []answer{{200, "What became of them.", BulkResult{Put: 1, Errors: []BulkRow{}}}},
		}, putProducts),
		serves(operation{
			method: http.MethodGet, path: "/products", id: "listProducts", scope: Catalog, summary: "All products, by id",
			answers: []answer{{200, "A page of them.", Page[catalog.Product]{Data: []catalog.Product{tent}}}},
		}, listProducts),
	}
}

func exampleProduct() catalog.Product {
	return catalog.Product{
		ID: "tent-1", SKU: "T-100", Title: catalog.Text{"en": "Two-person tent", "kk": "Екі орындық шатыр"}, Brand: "Tolvane",
		Category: []catalog.Text{{"en": "Camping"}, {"en": "Tents"}}, URL: "https://shop.example/tent-1",
		Images:     []catalog.Image{{URL: "https://shop.example/tent-1.jpg", Alt: catalog.Text{"en": "The tent at a lake"}}},
		Attributes: []catalog.Attribute{{Name: "weight", Kind: catalog.AttributeNumber, Number: 2.1, Unit: "kg"}},
		Offer:      catalog.Offer{Price: money.New(19900, "USD"), Stock: catalog.Stock{Kind: catalog.StockCounted, Count: 12, AsOf: exampleTime}},
	}
}

func putProduct(ctx context.Context, h *Handler, p productParams, product catalog.Product) (int, any, error) {
	if product.ID == "" {
		product.ID = catalog.ProductID(p.ID)
	}
	if string(product.ID) != p.ID {
		return 0, nil, problem.BadField("id", "is not that of the path; leave it out or make them the same")
	}
	if wrong := h.wrong(product); wrong != nil {
		return 0, nil, &problem.Error{Code: problem.Invalid, Fields: wrong}
	}
	_, before := h.Shop.Catalog().Product(product.ID)
	if err := h.Shop.Catalog().Put(ctx, product); err != nil {
		return 0, nil, err
	}
	return made(before != nil), product, nil
}

// wrong says what is wrong with a product; nil if nothing is.
func (h *Handler) wrong(p catalog.Product) (all []problem.Field) {
	for _, e := range p.Check(h.Shop.Profile().Currency) {
		all = append(all, problem.Field{Field: e.Field, Reason: e.Reason})
	}
	return all
}

func getProduct(_ context.Context, h *Handler, p productParams, _ none) (int, any, error) {
	product, err := h.Shop.Catalog().Product(catalog.ProductID(p.ID))
	if errors.Is(err, catalog.ErrNotFound) {
		return 0, nil, problem.New(problem.NotFound, "There is no such product.")
	}
	return http.StatusOK, product, err
}

func deleteProduct(ctx context.Context, h *Handler, p productParams, _ none) (int, any, error) {
	return http.StatusNoContent, nil, h.Shop.Catalog().Delete(ctx, catalog.ProductID(p.ID))
}

func putProducts(ctx context.Context, h *Handler, _ none, b Bulk) (int, any, error) {
	result := BulkResult{Errors: []BulkRow{}}
	var good []catalog.Product
	for i, p := range b.Products {
		if wrong := h.wrong(p); wrong != nil {
			result.Errors = append(result.Errors, BulkRow{i, string(p.ID), wrong})
			continue
		}
		good = append(good, p)
	}
	result.Put = len(good)
	if err := h.Shop.Catalog().Put(ctx, good...); err != nil {
		return 0, nil, err
	}
	return http.StatusOK, result, nil
}

func listProducts(ctx context.Context, h *Handler, p listParams, _ none) (int, any, error) {
	after, err := decodeCursor("products", p.After)
	if err != nil {
		return 0, nil, err
	}
	all, err := h.Shop.Catalog().List(ctx, catalog.ProductID(after), p.Limit+1)
	if err != nil {
		return 0, nil, err
	}
	l := Page[catalog.Product]{Data: append([]catalog.Product{}, all[:min(len(all), p.Limit)]...)}
	if len(all) > p.Limit {
		l.Next = encodeCursor("products", string(all[p.Limit-1].ID))
	}
	return http.StatusOK, l, nil
}
