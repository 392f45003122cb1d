// Puts the shop's chat on any page:
//   <script src="https://chat.shop.example/widget.js" data-shop></script>
// data-locale, data-label, data-referral and data-identity are optional; ?sauda=
// in the page's address is a deep link. An element with data-sauda-open opens the
// chat; with a value, the value is put into the message box. The page's
// --sauda-accent and so on are its colours.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || window.saudaChat) return;
  window.saudaChat = true;
  const base = new URL(".", script.src);
  const options = script.dataset;
  // A deep link goes from the address into the chat: it is not to be shared or kept.
  const page = new URL(location);
  let link = /^in_[\w-]{1,61}$/.exec(page.searchParams.get("sauda"))?.[0];
  page.searchParams.delete("sauda");
  if (link) history.replaceState(history.state, "", page);
  const locale = options.locale || document.documentElement.lang || navigator.language;
  const all = /*texts*/{};
  const texts = all[locale] || all[locale.split("-")[0]] || Object.values(all)[0];
  const colours = "accent on-accent link page surface text soft line bad radius scheme".split(" ");

  const host = document.createElement("div");
  host.dataset.sauda = "chat";
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; --a: var(--sauda-accent, #0b5d51); --o: var(--sauda-on-accent, #fff); }
    * { box-sizing: border-box; }
    button { position: fixed; inset-block-end: 20px; inset-inline-end: 20px; z-index: 2147483000; display: flex; align-items: center; gap: 10px;
      min-block-size: 56px; padding: 0 22px; border: 0; border-radius: 28px; background: var(--a); color: var(--o); cursor: pointer;
      font: 600 16px/1 system-ui, sans-serif; box-shadow: 0 6px 24px rgb(0 0 0 / .28), 0 0 0 1px rgb(255 255 255 / .4); transition: transform .15s; }
    button:hover { transform: translateY(-2px); }
    button:focus-visible { outline: 3px solid var(--o); box-shadow: 0 0 0 6px var(--a); }
    svg { inline-size: 24px; block-size: 24px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
    .sr { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
    .count { min-inline-size: 24px; padding: 5px 7px; border-radius: 12px; background: var(--o); color: var(--a); font-size: 14px; text-align: center; }
    iframe { position: fixed; inset-block-end: 20px; inset-inline-end: 20px; z-index: 2147483001; inline-size: 400px; block-size: min(680px, calc(100dvh - 40px));
      border: 0; border-radius: 18px; background: Canvas; color-scheme: light dark; box-shadow: 0 12px 48px rgb(0 0 0 / .32); }
    [hidden] { display: none; }
    @media (max-width: 520px), (max-height: 480px) {
      iframe { inset: 0; inline-size: 100%; block-size: 100dvh; border-radius: 0; }
      button { inset-block-end: 12px; inset-inline-end: 12px; }
    }
    @media (prefers-reduced-motion: reduce) { button { transition: none; } }
  `);
  root.adoptedStyleSheets = [sheet];

  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const button = make("button", { type: "button", ariaHasPopup: "dialog" });
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.ariaHidden = "true";
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", "M4 5h16v11H10l-4.5 4v-4H4z");
  svg.append(path);
  const more = make("span", { className: "sr", textContent: `, ${texts.unread}: `, hidden: true });
  const count = make("span", { className: "count", hidden: true });
  button.append(svg, make("span", { textContent: options.label || texts.open }), more, count);
  root.append(button);

  let frame, opener;
  let ready = false;
  let waiting = ""; // a text to put into the message box when the frame is ready
  let mark = ""; // what stands before the page's title

  const tell = (message) => ready && frame.contentWindow.postMessage(message, base.origin);

  // Remembers that there is a conversation: what is new in it is counted on
  // the shop's other pages too. Storage may be off.
  function talked(now) {
    try {
      if (now) localStorage.setItem("sauda", "1");
      return localStorage.getItem("sauda");
    } catch {}
  }

  function theme() {
    const style = getComputedStyle(host);
    return Object.fromEntries(colours.map((name) => [name, style.getPropertyValue(`--sauda-${name}`).trim()]));
  }

  function load(hidden = true) {
    frame?.remove();
    ready = false;
    unread(0);
    const url = new URL("widget/", base);
    url.searchParams.set("locale", locale);
    frame = make("iframe", { title: texts.chat, allow: "autoplay", hidden, src: url }); // a tone, if she likes
    root.append(frame);
  }

  function show(prefill) {
    opener = document.activeElement === host ? button : document.activeElement;
    waiting = prefill || waiting;
    if (!frame) load();
    talked(true);
    frame.hidden = false;
    button.hidden = true;
    tell({ sauda: "shown", theme: theme(), text: waiting });
    if (ready) waiting = "";
    // A frame that stays silent is not allowed here: an empty panel helps nobody.
    else setTimeout(() => ready || frame.hidden || hide(), 12000);
    frame.focus();
  }

  function hide() {
    frame.hidden = true;
    button.hidden = false;
    tell({ sauda: "hidden" });
    (opener && opener !== document.body && opener.isConnected ? opener : button).focus();
  }

  function unread(n) {
    more.hidden = count.hidden = !n;
    count.textContent = n > 9 ? "9+" : n;
    const title = document.title.startsWith(mark) ? document.title.slice(mark.length) : document.title;
    mark = n ? `(${n}) ` : "";
    document.title = mark + title;
  }

  // Another person is here, or nobody: what is in the frame is not hers.
  new MutationObserver(() => frame && load(frame.hidden)).observe(script, { attributeFilter: ["data-identity"] });
  button.addEventListener("click", () => show());
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element && event.target.closest("[data-sauda-open]");
    if (!target) return;
    event.preventDefault();
    show(target.dataset.saudaOpen);
  });
  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== base.origin) return;
    const said = event.data && event.data.sauda;
    if (said === "ready") {
      ready = true;
      tell({ sauda: "hello", identity: options.identity, referral: link || options.referral, theme: theme(), text: waiting, hidden: frame.hidden });
      waiting = link = "";
    }
    if (said === "close") hide();
    if (said === "unread") unread(Number(event.data.count) || 0);
  });

  const mount = () => {
    document.body.append(host);
    if (link) show();
    else if (talked()) setTimeout(() => frame || load(), 1500);
  };
  document.body ? mount() : document.addEventListener("DOMContentLoaded", mount);
})();
