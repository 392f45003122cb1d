package understand

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
)

// sharedData finds a folder of public data beside the repository, or skips.
func sharedData(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		path := filepath.Join(dir, "..", "shared", "data", name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	t.Skipf("shared/data/%s is not beside the repository: nothing to measure against", name)
	return ""
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return rows[1:]
}

// TestNumberWords reads the English and Russian numbers and ordinals of the
// number-parser corpus.
func TestNumberWords(t *testing.T) {
	t.Parallel()
	dir := sharedData(t, "expr-number-parser")
	for tag, most := range map[string]float64{"en": 1 << 53, "ru": 1e15} { // what a float64 holds exactly, and the Russian table names
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			readNumbers(t, dir, tag, most)
		})
	}
}

func readNumbers(t *testing.T, dir, tag string, most float64) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "tests", "data", "*", tag+"_*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	total, right := 0, 0
	for _, file := range files {
		for _, row := range readCSV(t, file) {
			want, err := strconv.ParseFloat(row[0], 64)
			if err != nil || want >= most {
				continue
			}
			total++
			toks := allWords().joinNumbers(scan(row[1]))
			if len(toks) == 1 && toks[0].num == want {
				right++
				continue
			}
			t.Errorf("%s: %q = %v, want %v", filepath.Base(file), row[1], toks, row[0])
		}
	}
	t.Logf("%s: %d of %d number words", tag, right, total)
}

// bitextIntents says what we make of the corpus's intents; the first is the
// one to aim at, the others are right as well.
var bitextIntents = map[string][]string{
	"cancel_order": {"cancel_order"}, "change_order": {"ask/order"}, "change_shipping_address": {"ask/address"},
	"set_up_shipping_address": {"ask/address"}, "check_cancellation_fee": {"ask/returns", "cancel_order"}, "check_invoice": {"ask/invoice"},
	"get_invoice": {"ask/invoice"}, "check_payment_methods": {"ask/payment"}, "payment_issue": {"ask/payment"},
	"check_refund_policy": {"ask/returns"}, "get_refund": {"ask/returns"}, "track_refund": {"ask/returns"},
	"complaint": {"person/complaint"}, "contact_customer_service": {"person", "ask/hours"}, "contact_human_agent": {"person"},
	"create_account": {"ask/account"}, "delete_account": {"ask/account"}, "edit_account": {"ask/account"}, "switch_account": {"ask/account"},
	"recover_password": {"ask/account"}, "registration_problems": {"ask/account"}, "delivery_options": {"ask/delivery"},
	"delivery_period": {"ask/delivery", "orders"}, "newsletter_subscription": {"ask/news", "opt_out", "opt_in"},
	"place_order": {"search", "add", "checkout", "advise", "browse", "help"}, "review": {"ask/review"}, "track_order": {"orders"},
}

// TestBitext measures the intents of 7,290 messages to a shop's support, and
// that hardly any is taken for an opt-out.
func TestBitext(t *testing.T) {
	t.Parallel()
	dir := sharedData(t, "nlu-bitext")
	r := New(testVocabulary(), Config{})
	right, total, wrongly := map[string]int{}, map[string]int{}, 0
	var misses []string
	all := 0
	for _, file := range []string{"train.csv", "dev.csv"} {
		for _, row := range readCSV(t, filepath.Join(dir, file)) {
			m := r.Read(row[0], Context{})
			got := strings.TrimSuffix(string(m.Intent)+"/"+string(m.Topic), "/")
			total[row[1]]++
			all++
			if contains(bitextIntents[row[1]], got) {
				right[row[1]]++
			} else {
				misses = append(misses, row[1]+": "+row[0]+" -> "+got)
			}
			if m.OptOut && row[1] != "newsletter_subscription" {
				wrongly++
				t.Logf("opt-out: %s", row[0])
			}
		}
	}
	sum := 0
	names := make([]string, 0, len(total))
	for name := range total {
		names = append(names, name)
		sum += right[name]
	}
	sort.Strings(names)
	for _, name := range names {
		t.Logf("%-26s %5.1f %%", name, 100*float64(right[name])/float64(total[name]))
	}
	t.Logf("intents: %.1f %% of %d; false opt-outs: %d (%.2f %%)", 100*float64(sum)/float64(all), all, wrongly, 100*float64(wrongly)/float64(all))
	if path := os.Getenv("SAUDA_MISSES"); path != "" {
		_ = os.WriteFile(path, []byte(strings.Join(misses, "\n")), 0o600)
	}
	if float64(wrongly) > 0.01*float64(all) {
		t.Errorf("%d false opt-outs of %d, want at most 1 %%", wrongly, all)
	}
	if float64(sum) < 0.85*float64(all) {
		t.Errorf("%d of %d intents right, want at least 85 %%", sum, all)
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
