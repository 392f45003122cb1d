// The chat: joins what the shop says (client.js), what the shopper sees
// (view.js) and the page it stands in (loader.js).

import { Client, Ended } from "./client.js";
import { View } from "./view.js";

const $ = (id) => document.getElementById(id);
const texts = JSON.parse(document.body.dataset.texts);
const base = new URL("../../", import.meta.url);
const framed = window.parent !== window;
const log = $("log");
const input = $("text");

let host = ""; // origin of the page we stand in, once it has said hello
let shown = !framed;
let unread = 0;
let history = true; // what comes at first is history: it is not read aloud
let client;

const view = new View({ log, texts, choose: (choice) => say({ choice: choice.payload }, choice.label) });

// Saying something.

function say(what, text) {
  const body = { id: uuid(), ...what };
  live();
  const element = view.pending(body.id, text);
  $("empty").hidden = true;
  element.scrollIntoView({ block: "end" });
  deliver(body);
}

/** uuid is crypto.randomUUID, which plain http has not. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

async function deliver(body) {
  try {
    await client.send(body);
    expect(0);
  } catch (error) {
    const never = error instanceof Ended || error.status >= 400;
    view.failed(body.id, never ? null : () => deliver(body));
  }
}

// The typing sign: shown soon after something was sent, until an answer comes
// or the shop says that it writes none.

let typingTimer;

function expect(round) {
  clearTimeout(typingTimer);
  typingTimer = setTimeout(async () => {
    typing(true);
    const writing = round === 0 || (await client.poll(0).catch(() => false));
    if (!writing || round > 20) typing(false);
    else if (!$("typing").hidden) expect(round + 1);
  }, round === 0 ? 400 : 2500);
}

function typing(on) {
  $("typing").hidden = !on;
  if (on && nearEnd(160)) log.scrollTop = log.scrollHeight;
}

function answered() {
  clearTimeout(typingTimer);
  typing(false);
}

// Showing what was said.

const nearEnd = (slack) => log.scrollHeight - log.scrollTop - log.clientHeight < slack;

function take(message) {
  const follow = history || nearEnd(120);
  const element = view.show(message);
  $("empty").hidden = true;
  if (message.from !== "shopper") answered();
  if (history) settle();
  if (follow) reveal(element);
  else $("jump").hidden = message.from === "shopper";
  if (!shown && message.from !== "shopper" && !history) tell({ sauda: "unread", count: ++unread });
}

/** reveal scrolls to a new message: to its end, or to its beginning when it is
 * taller than the log. */
function reveal(element) {
  log.scrollTop = element.offsetHeight > log.clientHeight ? element.offsetTop - 12 : log.scrollHeight;
}

let settling;

/** settle ends the history when nothing more has come for a moment. */
function settle() {
  clearTimeout(settling);
  settling = setTimeout(live, 400);
}

function live() {
  history = false;
  log.setAttribute("aria-live", "polite");
}

function state(name) {
  $("state").textContent = { offline: texts.offline, slow: texts.slow }[name] || texts.subtitle;
  document.body.dataset.state = name;
  if (name === "online" && history) settle();
}

function restart() {
  view.clear();
  view.note(texts.restarted);
}

// The page we stand in.

function tell(message) {
  if (host) window.parent.postMessage(message, host);
}

function fill(text) {
  if (text) input.value = text;
  grow();
}

/** enter moves the focus in: to the message box, or to the title where that
 * would call up a keyboard over half the screen. */
function enter() {
  shown = true;
  unread = 0;
  (matchMedia("(pointer: coarse)").matches ? $("title") : input).focus();
}

window.addEventListener("message", ({ source, origin, data }) => {
  if (!framed || source !== window.parent || !data || (host && origin !== host)) return;
  switch (data.sauda) {
    case "hello":
      if (host) return;
      host = origin;
      $("close").hidden = false;
      begin(String(data.identity || ""), String(data.referral || ""));
      fill(data.text);
      enter();
      break;
    case "shown":
      fill(data.text);
      enter();
      break;
    case "hidden":
      shown = false;
      break;
  }
});

// Input.

function grow() {
  input.style.setProperty("height", "auto");
  input.style.setProperty("height", `${Math.min(input.scrollHeight, 140)}px`);
}

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (!text || !client) return;
  input.value = "";
  grow();
  say({ text }, text);
});
input.addEventListener("input", grow);
input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("form").requestSubmit();
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) tell({ sauda: "close" });
});
$("close").addEventListener("click", () => tell({ sauda: "close" }));
$("jump").addEventListener("click", () => {
  $("jump").hidden = true;
  log.scrollTop = log.scrollHeight;
});
// A keyboard that opens, or a turned phone, does not hide what was just said:
// only a shopper who scrolls leaves the end, not a log that changes its size.
const size = () => `${log.clientWidth} ${log.clientHeight}`;
let atEnd = true;
let known = size();
log.addEventListener("scroll", () => {
  if (size() === known) atEnd = nearEnd(40);
  if (atEnd) $("jump").hidden = true;
});
new ResizeObserver(() => {
  known = size();
  if (atEnd) log.scrollTop = log.scrollHeight;
}).observe(log);

function begin(identity, referral) {
  const locale = new URLSearchParams(location.search).get("locale") || document.documentElement.lang;
  client = new Client({ base, locale, identity, referral, on: { message: take, state, restart } });
  client.start();
  setTimeout(() => ($("empty").hidden = log.childElementCount > 1), 3000);
}

if (framed) window.parent.postMessage({ sauda: "ready" }, "*"); // carries nothing; the answer names the host
else begin("", "");
