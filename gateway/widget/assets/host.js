// The page we stand in: loader.js, which puts the chat into a frame there.

export const framed = window.parent !== window;

export class Host {
  /** hello is called once, with what the page says; shown each time the chat
   * is, hidden when it is not. */
  constructor({ hello, shown, hidden }) {
    this.origin = ""; // of the page, once it has said hello
    if (!framed) return;
    addEventListener("message", ({ source, origin, data }) => {
      if (source !== parent || !data || (this.origin && origin !== this.origin)) return;
      if (data.sauda === "hello" && !this.origin) {
        this.origin = origin;
        hello(data);
      } else if (data.sauda === "shown" && this.origin) {
        shown(data);
      } else if (data.sauda === "hidden") {
        hidden();
      }
    });
    parent.postMessage({ sauda: "ready" }, "*"); // carries nothing; the answer names the host
  }

  tell(message) {
    if (this.origin) parent.postMessage(message, this.origin);
  }
}

// What the page sets as --sauda-accent is --accent here.
const kinds = {
  accent: "color", "on-accent": "color", link: "color", page: "color", surface: "color",
  text: "color", soft: "color", line: "color", bad: "color", radius: "border-top-left-radius", scheme: "color-scheme",
};

/** wear takes values by name; what is no value of its kind stays as it was. */
export function wear(theme) {
  const { style } = document.documentElement;
  for (const [name, kind] of Object.entries(kinds)) {
    const value = theme?.[name];
    const property = name === "scheme" ? kind : `--${name}`;
    if (typeof value === "string" && CSS.supports(kind, value)) style.setProperty(property, value);
    else style.removeProperty(property);
  }
}
