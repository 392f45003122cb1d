// Shows the conversation. Everything from outside goes in as text, and every
// address through safe().

const schemes = { link: ["http:", "https:", "mailto:", "tel:"], image: ["http:", "https:"] };

/** safe returns a complete address of an allowed kind, or "". */
export function safe(address, kind) {
  try {
    const url = new URL(address, document.baseURI);
    return address && schemes[kind].includes(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
}

/** make builds an element: properties, then children, which may be texts. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null));
  return element;
}

export class View {
  /** log is the element that holds the messages; choose is called with a
   * choice that was tapped. */
  constructor({ log, texts, choose }) {
    Object.assign(this, { log, texts, choose });
    this.byID = new Map();
  }

  /** show puts a message at its place: over its own pending form, over the
   * one it replaces, or after those before it. */
  show(message) {
    const old = this.byID.get(message.replaces) || this.byID.get(message.id);
    const element = this.render(message);
    element.dataset.seq = message.seq;
    if (message.id) this.byID.set(message.id, element);
    if (message.replaces && old) {
      element.dataset.seq = old.dataset.seq;
      this.byID.set(message.replaces, element);
      old.replaceWith(element);
      return element;
    }
    if (old) old.remove();
    this.log.insertBefore(element, this.log.querySelector("[data-pending]"));
    return element;
  }

  /** pending shows what the shopper has just said, before the shop has it. */
  pending(id, text) {
    const element = this.render({ from: "shopper", text });
    element.dataset.pending = "true";
    this.byID.set(id, element);
    this.log.append(element);
    return element;
  }

  /** failed offers to send a pending message again. */
  failed(id, again) {
    const element = this.byID.get(id);
    if (!element) return;
    const note = make("p", { className: "failed" }, `${this.texts.failed} `);
    if (again) {
      const button = make("button", { type: "button", textContent: this.texts.retry });
      button.addEventListener("click", () => {
        note.remove();
        again();
      });
      note.append(button);
    }
    element.append(note);
  }

  /** note says something that nobody has said. */
  note(text) {
    this.log.append(make("p", { className: "note", dir: "auto" }, text));
  }

  /** clear forgets the conversation. */
  clear() {
    for (const element of this.byID.values()) element.remove();
    this.byID.clear();
  }

  render(m) {
    const item = make("article", { className: `message ${m.from}` });
    item.append(make("span", { className: "sr" }, `${this.texts[`role_${m.from}`] || m.from}: `));
    if (m.text) item.append(make("p", { className: "bubble", dir: "auto" }, m.text));
    for (const media of m.media || []) item.append(...this.media(media));
    if (m.cards?.length) item.append(this.cards(m.cards));
    const url = m.link && safe(m.link.url, "link");
    if (url) item.append(this.link(m.link.label, url, "link"));
    if (m.choices?.length) item.append(this.choices(m.choices, "choices"));
    return item;
  }

  cards(cards) {
    const list = make("ul", { className: "cards", tabIndex: cards.length > 1 ? 0 : -1 });
    list.setAttribute("aria-label", this.texts.products);
    list.append(...cards.map((card) => this.card(card)));
    return list;
  }

  card(c) {
    const body = make("div", { className: "body" }, make("h2", { dir: "auto" }, c.title));
    if (c.subtitle) body.append(make("p", { className: "subtitle", dir: "auto" }, c.subtitle));
    if (c.price) body.append(this.price(c));
    const url = safe(c.url, "link");
    if (url) body.append(this.link(c.title, url, "more"));
    if (c.choices?.length) body.append(this.choices(c.choices, "actions", c.title));
    return make("li", {}, this.image(c.image), body);
  }

  price(c) {
    const line = make("p", { className: "price" }, make("b", {}, c.price.display));
    if (c.was) line.append(" ", make("s", {}, make("span", { className: "sr" }, `${this.texts.was} `), c.was.display));
    return line;
  }

  /** image shows a picture beside its title, so it needs no words of its own;
   * one that does not load leaves a plain field. */
  image(address) {
    const url = safe(address, "image");
    if (!url) return null;
    const image = make("img", { src: url, alt: "", loading: "lazy", decoding: "async", width: 208, height: 208, referrerPolicy: "no-referrer" });
    image.addEventListener("error", () => image.remove());
    return make("div", { className: "picture" }, image);
  }

  media(m) {
    if (m.type === "image") {
      const url = safe(m.url, "image");
      return url ? [make("img", { className: "photo", src: url, alt: m.alt || "", loading: "lazy", referrerPolicy: "no-referrer" })] : [];
    }
    const url = safe(m.url, "link");
    return url ? [this.link(m.alt || m.type, url, "file")] : [];
  }

  link(label, href, className) {
    const link = make("a", { href, className, target: "_blank", rel: "noopener noreferrer", textContent: label, dir: "auto" });
    link.setAttribute("aria-label", this.texts.opens.replace("\u0001", label));
    return link;
  }

  /** choices are buttons; those of a card are described by its title, since
   * "Add to cart" alone says little. */
  choices(choices, className, title = "") {
    const group = make("div", { className });
    for (const choice of choices) {
      const button = make("button", { type: "button", textContent: choice.label, dir: "auto" });
      if (title) button.setAttribute("aria-description", title);
      button.addEventListener("click", () => this.choose(choice));
      group.append(button);
    }
    return group;
  }
}
