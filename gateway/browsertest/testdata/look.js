// What the tests see of a page. It looks and never changes anything, apart
// from scrolling to what is about to be clicked. A function returns something
// falsy while there is no answer yet.
(name, ...args) => {
  const loader = document.querySelector("[data-sauda=chat]")?.shadowRoot;
  const frame = loader?.querySelector("iframe");
  const roots = { page: document, loader, chat: frame?.contentDocument };
  const begins = (element, text) => element.textContent.trim().startsWith(text) && element.checkVisibility();
  const messages = () => [...(roots.chat?.querySelectorAll(".message") || [])];
  const words = (element) => element.innerText.replace(/\s+/g, " ").trim();

  const functions = {
    // spot is the middle of an element, if a click there would hit it. Of
    // several in one message it is the first, of several messages the last.
    spot(where, selector, text) {
      // A browser gives no clicks to a page that it has not painted yet.
      if (document.readyState !== "complete" || !performance.getEntriesByType("paint").length) return null;
      const found = [...(roots[where]?.querySelectorAll(selector) || [])].filter((e) => begins(e, text));
      const last = found.at(-1);
      const element = found.find((e) => e.closest(".message") === last.closest(".message"));
      if (!element) return null;
      element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
      const box = element.getBoundingClientRect();
      const x = box.x + box.width / 2;
      const y = box.y + box.height / 2;
      const hit = element.getRootNode().elementFromPoint(x, y);
      if (!hit || !element.contains(hit)) return null;
      const outer = where === "chat" ? frame.getBoundingClientRect() : { x: 0, y: 0 };
      return { X: outer.x + x, Y: outer.y + y };
    },

    // message is what one says, by its number.
    message(seq) {
      const found = messages().find((m) => Number(m.dataset.seq) === seq);
      return found && words(found);
    },

    // heard is the number of a later message of the shop's with these words.
    heard(after, want) {
      const found = messages().find((m) => !m.matches(".shopper") && Number(m.dataset.seq) > after && m.textContent.includes(want));
      return found && Number(found.dataset.seq);
    },

    seen(where, selector, text) {
      return [...(roots[where]?.querySelectorAll(selector) || [])].some((e) => e.textContent.includes(text) && e.checkVisibility());
    },

    // transcript waits until nothing is on its way.
    transcript() {
      const all = messages();
      return !all.some((m) => m.dataset.pending) && all.map(words);
    },

    numbers: () => messages().map((m) => Number(m.dataset.seq)),

    // labels are those of the last message's buttons.
    labels() {
      const last = messages().at(-1);
      const all = [...(last?.querySelectorAll("button") || [])].map(words);
      return all.length && all;
    },

    // link is the address of the last pay link.
    link: () => [...(roots.chat?.querySelectorAll("a.link") || [])].at(-1)?.href,

    state: (want) => roots.chat?.body.dataset.state === want,

    focus(where, selector) {
      const root = roots[where];
      return root?.activeElement?.matches(selector);
    },

    // focused describes what has the focus, through frames and shadow roots.
    focused() {
      let root = document;
      for (;;) {
        const e = root.activeElement;
        if (!e) return "nothing";
        if (e.shadowRoot?.activeElement) root = e.shadowRoot;
        else if (e.contentDocument?.hasFocus()) root = e.contentDocument;
        else return `${e.localName}${e.id ? `#${e.id}` : ""} ${words(e)}`;
      }
    },

    // made counts the elements that only foreign markup could have made.
    made() {
      const strange = "img[src='x'], [onerror], [onclick], [onmouseover], article script, main script, main b b, article b b, svg[onload]";
      return { Elements: [document, roots.chat].filter(Boolean).flatMap((d) => [...d.querySelectorAll(strange)]).map((e) => e.outerHTML) };
    },

    // wide is what sticks out of the window sideways.
    wide() {
      return { Elements: [document, roots.chat].filter(Boolean).map((d) => d.documentElement).filter((e) => e.scrollWidth > e.clientWidth)
        .map((e) => `${e.ownerDocument.title}: ${e.scrollWidth} > ${e.clientWidth}`) };
    },

    // still waits until pictures and fonts are there and nothing moves.
    still() {
      return [document, roots.chat].filter(Boolean).every((d) => d.readyState === "complete" && d.fonts.status === "loaded"
        && [...d.images].every((i) => i.complete || (i.loading === "lazy")));
    },

    text: () => (roots.chat || document).body?.innerText.replace(/\n+/g, "\n") || " ",
  };
  return functions[name](...args);
}
