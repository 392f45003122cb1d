// A row of cards: moved by finger and wheel as any list that scrolls, by the
// arrow keys, Home and End, and with a mouse by two buttons at its ends.

import { icon, make } from "./kit.js";

const keys = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
const arrows = [["previous", -1, "M15 5l-7 7 7 7"], ["next", 1, "M9 5l7 7-7 7"]];

/** carousel puts a list of cards into a row that can be moved. */
export function carousel(list, texts) {
  const cards = [...list.children];
  const row = make("div", { className: "row" }, list);
  if (cards.length < 2) return row;

  const rtl = () => getComputedStyle(list).direction === "rtl";
  const go = (to) => {
    const card = cards[Math.max(0, Math.min(to, cards.length - 1))];
    card.scrollIntoView({ block: "nearest", inline: "start" });
    return card;
  };
  /** first is the number of the card at the beginning of what is seen. */
  const first = () => {
    const box = list.getBoundingClientRect();
    const gaps = cards.map((card) => {
      const at = card.getBoundingClientRect();
      return Math.abs(rtl() ? box.right - at.right : at.left - box.left);
    });
    return gaps.indexOf(Math.min(...gaps));
  };

  list.tabIndex = 0;
  list.addEventListener("keydown", (event) => {
    let by = keys[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (rtl() && Number.isFinite(by)) by = -by;
    // With the focus on a card's button, the focus moves along.
    const within = event.target.closest("li");
    const card = go((within ? cards.indexOf(within) : first()) + by);
    if (within) card.querySelector("button, a")?.focus({ preventScroll: true });
  });

  // Keyboards need no such buttons, so Tab passes them by.
  const buttons = arrows.map(([name, by, path]) => {
    const button = make("button", { type: "button", className: `move ${name}`, tabIndex: -1, hidden: true }, icon(path));
    button.setAttribute("aria-label", texts[name]);
    button.addEventListener("click", () => go(first() + by));
    return button;
  });
  const ends = () => {
    const at = Math.abs(list.scrollLeft);
    buttons[0].hidden = at < 4;
    buttons[1].hidden = at + list.clientWidth > list.scrollWidth - 4;
  };
  list.addEventListener("scroll", ends, { passive: true });
  new ResizeObserver(ends).observe(list);
  row.append(...buttons);
  return row;
}
