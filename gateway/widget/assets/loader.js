// Puts the shop's chat on any page:
//   <script src="https://chat.shop.example/widget.js" data-shop></script>
// data-locale, data-label, data-referral and data-identity are optional. An
// element with data-sauda-open opens the chat; with a value, the value is put
// into the message box.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || window.saudaChat) return;
  window.saudaChat = true;
  const base = new URL(".", script.src);
  const options = script.dataset;
  const locale = options.locale || document.documentElement.lang || navigator.language;
  const all = /*texts*/{};
  const texts = all[locale] || all[locale.split("-")[0]] || Object.values(all)[0];
  const label = options.label || texts.open;

  const host = document.createElement("div");
  host.dataset.sauda = "chat";
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    * { box-sizing: border-box; }
    button { position: fixed; inset-block-end: 20px; inset-inline-end: 20px; z-index: 2147483000; display: flex; align-items: center; gap: 10px;
      min-block-size: 56px; padding: 0 22px; border: 0; border-radius: 28px; background: #0b5d51; color: #fff; cursor: pointer;
      font: 600 16px/1 system-ui, sans-serif; box-shadow: 0 6px 24px rgb(0 0 0 / .28), 0 0 0 1px rgb(255 255 255 / .4); transition: transform .15s; }
    button:hover { background: #084a41; transform: translateY(-1px); }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #0b5d51; }
    svg { inline-size: 24px; block-size: 24px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
    .count { min-inline-size: 24px; padding: 5px 7px; border-radius: 12px; background: #fff; color: #0b5d51; font-size: 14px; text-align: center; }
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

  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", "M4 5h16v11H10l-4.5 4v-4H4z");
  svg.append(path);
  const text = document.createElement("span");
  text.textContent = label;
  const count = document.createElement("span");
  count.className = "count";
  count.hidden = true;
  button.append(svg, text, count);
  root.append(button);

  let frame = null;
  let ready = false;
  let waiting = ""; // a text to put into the message box when the frame is ready
  let opener = null;

  const tell = (message) => ready && frame.contentWindow.postMessage(message, base.origin);

  function load() {
    const url = new URL("widget/", base);
    url.searchParams.set("locale", locale);
    frame = document.createElement("iframe");
    frame.title = texts.chat;
    frame.allow = "";
    frame.src = url;
    root.append(frame);
    // A frame that stays silent is one the shop does not allow here: an empty
    // panel that cannot be closed helps nobody.
    setTimeout(() => ready || hide(), 12000);
  }

  function show(prefill) {
    opener = document.activeElement === host ? button : document.activeElement;
    waiting = prefill || waiting;
    if (!frame) load();
    frame.hidden = false;
    button.hidden = true;
    button.setAttribute("aria-expanded", "true");
    unread(0);
    tell({ sauda: "shown", text: waiting });
    if (ready) waiting = "";
    frame.focus();
  }

  function hide() {
    frame.hidden = true;
    button.hidden = false;
    button.setAttribute("aria-expanded", "false");
    tell({ sauda: "hidden" });
    (opener && opener !== document.body && opener.isConnected ? opener : button).focus();
  }

  function unread(n) {
    count.hidden = !n;
    count.textContent = n > 9 ? "9+" : String(n);
    n ? button.setAttribute("aria-label", `${label}, ${texts.unread}: ${n}`) : button.removeAttribute("aria-label");
  }

  button.addEventListener("click", () => show());
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element && event.target.closest("[data-sauda-open]");
    if (!target) return;
    event.preventDefault();
    show(target.dataset.saudaOpen);
  });
  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== base.origin) return;
    switch (event.data && event.data.sauda) {
      case "ready":
        ready = true;
        tell({ sauda: "hello", identity: options.identity || "", referral: options.referral || "", text: waiting });
        waiting = "";
        if (frame.hidden) tell({ sauda: "hidden" });
        break;
      case "close":
        hide();
        break;
      case "unread":
        unread(Number(event.data.count) || 0);
        break;
    }
  });

  const mount = () => document.body.append(host);
  document.body ? mount() : document.addEventListener("DOMContentLoaded", mount);
})();
