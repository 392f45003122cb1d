package browsertest

import (
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// inside returns the same tab, looked at from within the chat's frame: a page of
// another origin sees nothing of it.
func (p *tab) inside() *tab {
	p.t.Helper()
	corner := ask[point](p, "corner")
	within := *p
	within.world, within.at = p.worldOf("/widget/"), corner
	return &within
}

// worldOf makes a world for our own scripts in the frame whose address has a
// part, or in the page for "". What they do is not under the page's policy, and
// the page's scripts do not see it.
func (p *tab) worldOf(part string) runtime.ExecutionContextID {
	p.t.Helper()
	params := page.CreateIsolatedWorldParams{FrameID: p.frame(part), WorldName: "test"}
	world, err := chromedp.Call(p.ctx, page.CreateIsolatedWorld, params)
	if err != nil {
		p.t.Fatal(err)
	}
	return world.ExecutionContextID
}

// frame waits for a frame whose address has a part: it stands in the page before
// its own page is there, and until then has another address and world.
func (p *tab) frame(part string) cdp.FrameID {
	p.t.Helper()
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-tick.C {
		tree, err := chromedp.Call(p.ctx, page.GetFrameTree, cdp.Empty{})
		if err != nil {
			p.t.Fatal(err)
		}
		if part == "" {
			return tree.FrameTree.Frame.ID
		}
		for _, child := range tree.FrameTree.ChildFrames {
			if strings.Contains(child.Frame.URL, part) {
				return child.Frame.ID
			}
		}
	}
	p.t.Fatalf("no frame with %q in its address in %s", part, patience)
	panic("unreachable")
}

// evaluate runs a script in a world and waits for what it promises.
func evaluate[T any](p *tab, world runtime.ExecutionContextID, script string) T {
	p.t.Helper()
	answer, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise, func(e *runtime.EvaluateParams) { e.ContextID = world }))
	if err != nil {
		p.t.Fatal(err)
	}
	return answer
}
