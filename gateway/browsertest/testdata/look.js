// What the tests see of a page. It looks and never changes anything, apart
// from scrolling to what is about to be clicked. A function returns something
// falsy while there is no answer yet.
(name, ...args) => {
  const loader = document.querySelector("[data-sauda=chat]")?.shadowRoot;
  const frame = loader?.querySelector("iframe");
  // The chat is in the page's frame, or we are asked inside of it.
  const roots = { page: document, loader, chat: frame ? frame.contentDocument : document.body?.dataset.texts && document };
  const plain = (text) => text.replace(/\s+/g, " ").trim();
  const begins = (element, text) => plain(element.textContent).startsWith(text) && element.checkVisibility();
  const messages = () => [...(roots.chat?.querySelectorAll(".message") || [])];
  // words are those of an element, without the time of a message.
  const words = (element) => {
    const at = element.querySelector(".at");
    const late = at?.checkVisibility() ? at.innerText.length : 0;
    return plain(element.innerText.slice(0, element.innerText.length - late));
  };

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
      const outer = where === "chat" && frame ? frame.getBoundingClientRect() : { x: 0, y: 0 };
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
      const all = [...(last?.querySelectorAll("button:not(.move)") || [])].map(words);
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

    // corner is where the chat's frame begins in the window, if it is open.
    corner() {
      const box = frame?.checkVisibility() && frame.getBoundingClientRect();
      return box && { X: box.x, Y: box.y };
    },

    // all is what is read in every element that fits a selector.
    all(where, selector) {
      const found = [...(roots[where]?.querySelectorAll(selector) || [])];
      return found.length && found.map((e) => plain(e.textContent));
    },

    // looks says whether a property of an element's style has a value.
    looks(where, selector, property, value) {
      const element = roots[where]?.querySelector(selector);
      return element && getComputedStyle(element)[property] === value;
    },

    // has says whether an element has an attribute with a value.
    has: (where, selector, name, value) => roots[where]?.querySelector(selector)?.getAttribute(name) === value,

    // holds says whether a box has a text in it.
    holds: (where, selector, text) => roots[where]?.querySelector(selector)?.value === text,

    // read is all that a person reads, or has read to her, apart from what says
    // that it is in another language.
    read(where) {
      const root = roots[where];
      if (!root?.body) return null;
      const own = (e) => e.closest("[lang]")?.lang === root.documentElement.lang && e.checkVisibility();
      const all = [];
      for (const e of root.body.querySelectorAll("*:not(script, style, noscript)")) {
        if (!own(e)) continue;
        all.push(...[...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data));
        all.push(...["aria-label", "placeholder", "title", "alt"].map((name) => e.getAttribute(name) || ""));
      }
      return all.map(plain).filter(Boolean);
    },

    titled: (want) => document.title === want,

    // first says whether the card of a number stands at the beginning of the
    // cards, where they come to rest.
    first(number) {
      const list = roots.chat?.querySelector(".cards");
      const card = list?.children[number];
      if (!card) return null;
      const [a, b] = [list, card].map((e) => e.getBoundingClientRect());
      const { direction, scrollPaddingInlineStart } = getComputedStyle(list);
      const gap = direction === "rtl" ? a.right - b.right : b.left - a.left;
      return Math.abs(gap - parseFloat(scrollPaddingInlineStart)) < 1;
    },

    // last says whether the last card, which begins with a text, is seen whole.
    last(text) {
      const list = roots.chat?.querySelector(".cards");
      const [a, b] = [list, list.lastElementChild].map((e) => e.getBoundingClientRect());
      return list.lastElementChild.textContent.startsWith(text) && b.left > a.left - 1 && b.right < a.right + 1;
    },

    // gone says that nothing fits a selector and is seen.
    gone: (where, selector) => roots[where] && ![...roots[where].querySelectorAll(selector)].some((e) => e.checkVisibility()),

    text: () => (roots.chat || document).body?.innerText.replace(/\n+/g, "\n") || " ",
  };
  return functions[name](...args);
}
