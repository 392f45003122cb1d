// Writes times and days the way the shopper's language does.

const length = 24 * 60 * 60 * 1000; // of a day
const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);

export class Clock {
  /** texts has words for languages that the browser does not know. */
  constructor(lang, texts) {
    Object.assign(this, { lang, texts });
    // Some browsers say that they know Kazakh, and call February "M02".
    this.knows = !/^M\d/.test(new Intl.DateTimeFormat(lang, { month: "long" }).format());
    const form = (options) => new Intl.DateTimeFormat(this.knows ? lang : "en-GB", options);
    this.hours = form({ hour: "numeric", minute: "2-digit" });
    this.near = form({ weekday: "long", day: "numeric", month: "long" });
    this.far = form({ dateStyle: "long" });
  }

  time(date) {
    return this.hours.format(date);
  }

  /** day is "Today", "Yesterday", or a date; with its year when that is another. */
  day(date) {
    const ago = Math.round((midnight(Date.now()) - midnight(date)) / length);
    if (ago === 0) return this.texts.today;
    if (ago === 1) return this.texts.yesterday;
    if (!this.knows) return this.plain(date);
    const thisYear = date.getFullYear() === new Date().getFullYear();
    const text = (thisYear ? this.near : this.far).format(date);
    return text.charAt(0).toLocaleUpperCase(this.lang) + text.slice(1);
  }

  /** plain writes a date without the browser's help. */
  plain(date) {
    const parts = { "\u0001": date.getDate(), "\u0002": this.texts.months.split("|")[date.getMonth()], "\u0003": date.getFullYear() };
    return this.texts.date.replace(/[\u0001-\u0003]/g, (slot) => parts[slot]);
  }
}

/** tongue is the language tag to write dates in: of the page's language, and of
 * the country that the host page or the browser names. */
export function tongue(lang, wanted) {
  const language = (tag) => tag.split("-")[0];
  const regional = [wanted, ...navigator.languages].filter((tag) => tag.includes("-") && language(tag) === language(lang));
  return regional[0] || lang;
}

/** tag returns a well-formed language tag, or "". */
export function tag(text) {
  try {
    return Intl.getCanonicalLocales(text || [])[0] || "";
  } catch {
    return "";
  }
}
