// What browsers lack: elements made safely, a memory that never fails, waiting.

// Everything from outside goes in as text, and every address through safe().
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

/** make builds an element: properties, then children, which may be texts; null
 * is none. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** icon draws one path on a field of 24 by 24. */
export function icon(d) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
}

/** uuid is crypto.randomUUID, which plain http has not. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** memory keeps values in "localStorage" or "sessionStorage", under names that
 * begin with a prefix. Where storage is off, nothing is kept. */
export function memory(kind, prefix) {
  const attempt = (use) => {
    try {
      return use(window[kind]);
    } catch {
      return null;
    }
  };
  return {
    get: (name) => attempt((storage) => JSON.parse(storage.getItem(prefix + name))),
    set: (name, value) => attempt((storage) => storage.setItem(prefix + name, JSON.stringify(value))),
  };
}

const wakers = ["online", "focus", "wake"];

/** pause waits, but not when the connection or the reader comes back, or when
 * wake is called. */
export function pause(ms) {
  return new Promise((done) => {
    const over = new AbortController();
    const end = () => {
      clearTimeout(timer);
      over.abort();
      done();
    };
    const timer = setTimeout(end, ms);
    for (const name of wakers) addEventListener(name, end, { signal: over.signal });
  });
}

/** wake ends every pause. */
export const wake = () => dispatchEvent(new Event("wake"));
