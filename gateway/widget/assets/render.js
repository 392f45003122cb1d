// Makes the elements of one message.

import { carousel } from "./carousel.js";
import { icon, make, safe } from "./kit.js";

const torn = "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9.5h.01"; // stands for a picture

export class Renderer {
  /** choose is called with a choice that was tapped. */
  constructor({ texts, clock, choose }) {
    Object.assign(this, { texts, clock, choose });
    this.cards = 0; // so far, for their ids
  }

  message(m) {
    const item = make("article", { className: `message ${m.from}` });
    item.append(make("span", { className: m.from === "staff" ? "by" : "sr" }, `${this.texts[`role_${m.from}`] || m.from}: `));
    if (m.text) item.append(make("p", { className: "bubble", dir: "auto" }, m.text));
    for (const media of m.media || []) item.append(...this.media(media));
    if (m.cards?.length) item.append(this.list(m.cards));
    const url = m.link && safe(m.link.url, "link");
    if (url) item.append(this.link(m.link.label, url, "link"));
    if (m.choices?.length) item.append(this.choices(m.choices, "choices"));
    item.append(this.time(m.at));
    return item;
  }

  /** time is when a message was said; one without a time is on its way. */
  time(at) {
    if (!at) return make("p", { className: "at" }, this.texts.sending);
    return make("p", { className: "at" }, make("time", { dateTime: at, dir: "auto" }, this.clock.time(new Date(at))));
  }

  list(cards) {
    const list = make("ul", { className: "cards" }, ...cards.map((card) => this.card(card)));
    list.setAttribute("aria-label", this.texts.products);
    return carousel(list, this.texts);
  }

  card(c) {
    const url = safe(c.url, "link");
    const title = make("h2", { id: `card-${++this.cards}`, dir: "auto" }, url ? this.link(c.title, url, "title") : c.title);
    const body = make("div", { className: "body" }, title);
    if (c.subtitle) body.append(make("p", { className: "subtitle", dir: "auto" }, c.subtitle));
    if (c.price) body.append(this.price(c));
    if (c.choices?.length) body.append(this.choices(c.choices, "actions", title.id));
    return make("li", {}, this.picture(c.image), body);
  }

  price(c) {
    const line = make("p", { className: "price" }, make("b", {}, c.price.display));
    if (c.was) line.append(" ", make("s", {}, make("span", { className: "sr" }, `${this.texts.was} `), c.was.display));
    return line;
  }

  /** picture shows a card's image beside its title, so it needs no words of
   * its own; one that does not load leaves a sign. */
  picture(address) {
    const url = safe(address, "image");
    if (!url) return null;
    const image = make("img", { alt: "", loading: "lazy", decoding: "async", width: 208, height: 208, referrerPolicy: "no-referrer", src: url });
    image.addEventListener("error", () => image.replaceWith(icon(torn)));
    return make("div", { className: "picture" }, image);
  }

  /** media shows a photo by itself: one that does not load leaves its words. */
  media({ type, url, alt }) {
    if (type !== "image") {
      const address = safe(url, "link");
      return address ? [this.link(alt || type, address, "file")] : [];
    }
    const words = alt || this.texts.picture;
    const lost = make("p", { className: "bubble lost" }, icon(torn), words);
    const address = safe(url, "image");
    if (!address) return [lost];
    const image = make("img", { className: "photo", alt: words, loading: "lazy", referrerPolicy: "no-referrer", src: address });
    image.addEventListener("error", () => image.replaceWith(lost));
    return [image];
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
      if (title) button.setAttribute("aria-describedby", title);
      button.addEventListener("click", () => this.choose(choice));
      group.append(button);
    }
    return group;
  }
}
