// Shows the conversation in its order.

import { make } from "./kit.js";

export class View {
  /** log is the element that holds the messages, renderer makes them. */
  constructor({ log, texts, clock, renderer }) {
    Object.assign(this, { log, texts, clock, renderer });
    this.byID = new Map();
  }

  /** show puts a message at its place: over its own pending form, over the
   * one it replaces, or after those before it. */
  show(message) {
    const replaced = this.byID.get(message.replaces);
    const old = replaced || this.byID.get(message.id);
    const element = this.adopt(old, message) || this.renderer.message(message);
    Object.assign(element.dataset, { seq: replaced?.dataset.seq || message.seq, day: new Date(message.at).toDateString() });
    for (const id of [message.id, message.replaces]) if (id) this.byID.set(id, element);
    if (replaced) {
      this.swap(replaced, element);
    } else {
      this.place(element);
      if (old && old !== element) this.remove(old);
    }
    return element;
  }

  /** adopt turns a pending message into the one that the shop has, without
   * taking it out of the log, where it would be read aloud again. */
  adopt(old, { replaces, text, at, cards }) {
    if (replaces || !old?.dataset.pending || old.querySelector(".bubble")?.textContent !== text || cards?.length) return null;
    this.unmark(old);
    old.querySelector(".at").replaceWith(this.renderer.time(at));
    delete old.dataset.pending;
    return old;
  }

  /** swap puts one element in another's place, and the focus where it was. */
  swap(old, element) {
    const focused = old.contains(document.activeElement);
    old.replaceWith(element);
    if (focused) (element.querySelector("button, a") || this.log).focus({ preventScroll: true });
  }

  /** place puts a message before those on their way, with a line above it where
   * a new day begins. */
  place(element) {
    const next = this.log.querySelector("[data-pending]");
    if (!element.isConnected || element.compareDocumentPosition(next || element) & Node.DOCUMENT_POSITION_PRECEDING) {
      this.log.insertBefore(element, next);
    }
    const before = element.previousElementSibling;
    if (before?.matches(".message") && before.dataset.day === element.dataset.day) return this.thin(before, element);
    if (before?.matches(".day")) return;
    element.before(make("p", { className: "day", dir: "auto" }, make("time", { dateTime: element.querySelector("time").dateTime })));
    for (const line of this.log.querySelectorAll(".day time")) line.textContent = this.clock.day(new Date(line.dateTime));
  }

  /** thin leaves out a time that the next message of the same side repeats. */
  thin(before, element) {
    const [a, b] = [before, element].map((message) => message.querySelector("time"));
    if (a && a.textContent === b.textContent && before.className === element.className) a.parentElement.hidden = true;
  }

  /** pending shows what the shopper has just said, before the shop has it. */
  pending(id, text) {
    const element = this.renderer.message({ from: "shopper", text });
    element.dataset.pending = "true";
    this.byID.set(id, element);
    this.log.append(element);
  }

  /** failed says that a message is not sent; again, if given, tries at once. */
  failed(id, again) {
    const element = this.byID.get(id);
    if (!element || element.querySelector(".failed")) return;
    const note = make("p", { className: "failed" }, `${this.texts.failed} `);
    if (again) {
      const button = make("button", { type: "button", textContent: this.texts.retry });
      button.addEventListener("click", () => {
        this.unmark(element);
        again();
      });
      note.append(button);
    } else {
      delete element.dataset.pending; // what comes is said after it
    }
    element.querySelector(".at").hidden = true;
    element.append(note);
  }

  /** unmark takes back what failed has said. */
  unmark(element) {
    const note = element.querySelector(".failed");
    if (note) this.remove(note);
    element.querySelector(".at").hidden = false;
  }

  /** remove takes an element out; the focus, if it was there, goes to the log. */
  remove(element) {
    if (element.contains(document.activeElement)) this.log.focus({ preventScroll: true });
    element.remove();
  }

  /** note says something that nobody has said. */
  note(text) {
    this.log.append(make("p", { className: "note", dir: "auto" }, text));
  }

  /** clear forgets the conversation. */
  clear() {
    for (const element of this.log.querySelectorAll(".message, .day")) this.remove(element);
    this.byID.clear();
  }
}
