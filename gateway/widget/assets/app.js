// The chat: joins what the shop says (client.js), what the shopper sees
// (view.js) and writes (composer.js), and the page it stands in (host.js).

import { Attention, Sound } from "./attention.js";
import { Client } from "./client.js";
import { Clock, tag, tongue } from "./clock.js";
import { Composer } from "./composer.js";
import { framed, Host, wear } from "./host.js";
import { memory, uuid, wake } from "./kit.js";
import { Scroll, Typing } from "./log.js";
import { Renderer } from "./render.js";
import { View } from "./view.js";

const $ = (id) => document.getElementById(id);
const texts = JSON.parse(document.body.dataset.texts);
const base = new URL("../../", import.meta.url);
const lang = document.documentElement.lang;
const locale = tag(new URLSearchParams(location.search).get("locale")) || lang;
const name = `sauda:${base.pathname}`;
const kept = memory("localStorage", name);
const log = $("log");

let client;
let waiting; // what the host has said, while nobody has opened the chat
let history = true; // what comes at first is history: it is not read aloud
let settling;

const clock = new Clock(tongue(lang, locale), texts);
const scroll = new Scroll(log, $("jump"));
const choose = (choice) => say({ choice: choice.payload, label: choice.label });
const view = new View({ log, texts, clock, renderer: new Renderer({ texts, clock, choose }) });
const composer = new Composer({ form: $("form"), input: $("text"), say: (text) => say({ text }) });
const typing = new Typing({ sign: $("typing"), ask: () => client.poll(0), shown: () => scroll.near(160) && scroll.toEnd() });
const attention = new Attention({
  kept, sound: new Sound($("sound"), kept), shown: !framed,
  tell: (count) => host.tell({ sauda: "unread", count }),
});

// Saying something.

function say(what) {
  if (!client) return false;
  const item = { id: uuid(), ...what };
  live();
  pend(item);
  client.outbox.add(item);
  return true;
}

function pend({ id, text, label }) {
  view.pending(id, text ?? label);
  $("empty").hidden = true;
  scroll.toEnd();
}

// Showing what was said.

function take(message) {
  const follow = history || scroll.near(120);
  const element = view.show(message);
  const mine = message.from === "shopper";
  $("empty").hidden = true;
  if (!mine) typing.stop();
  if (history) settle();
  if (follow) scroll.reveal(element);
  else $("jump").hidden = mine;
  attention.take(message, !history);
}

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
  document.body.dataset.state = name;
  $("banner").textContent = { offline: texts.offline, slow: texts.slow }[name] || "";
  if (name === "online" && history) settle();
}

function restart() {
  view.clear();
  attention.restart();
  view.note(texts.restarted);
  client.outbox.waiting.forEach(pend);
}

// The page we stand in.

function begin({ identity, referral }) {
  const on = {
    message: take, state, restart,
    sending: () => typing.sending(), sent: () => typing.expect(), failed: (id, again) => view.failed(id, again && wake),
  };
  client = new Client({
    base, locale, kept, tab: memory("sessionStorage", name), on,
    identity: String(identity || ""), referral: String(referral || ""),
  });
  client.outbox.waiting.forEach(pend);
  client.start();
  setTimeout(() => ($("empty").hidden = log.childElementCount > 1), 3000);
}

/** shown moves the focus in: to the message box, or to the title where that
 * would call up a keyboard over half the screen. */
function shown({ theme, text }) {
  wear(theme);
  if (waiting) begin(waiting);
  waiting = null;
  attention.show(true);
  if (text) composer.set(String(text));
  (matchMedia("(pointer: coarse)").matches ? $("title") : $("text")).focus();
}

const host = new Host({
  hello(data) {
    $("close").hidden = false;
    waiting = data;
    if (!data.hidden) return shown(data);
    if (!kept.get("")) return; // nothing to go on with: no conversation for nobody
    begin(data);
    waiting = null;
  },
  shown,
  hidden: () => attention.show(false),
});
const close = () => host.tell({ sauda: "close" });
$("close").addEventListener("click", close);
addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && close());
if (!framed) begin({});
