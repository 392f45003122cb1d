// Who the shopper is to the shop: a token, kept for her next visit.

/** Ended says that the session is over and a new conversation was begun. */
export class Ended extends Error {}

export class Session {
  /** base is the gateway's URL, kept a memory. restarted is called when a new
   * conversation replaces one that has ended. */
  constructor({ base, locale, identity, referral, kept, restarted }) {
    Object.assign(this, { base, locale, identity, referral, kept, restarted });
  }

  get user() {
    return this.identity.split(".")[0];
  }

  /** link is the deep link she came by, or "". */
  get link() {
    return this.referral.startsWith("in_") ? this.referral : "";
  }

  /** open takes the stored session, or a new one when there is none, when she
   * has come by a link, or when the host says that another person is here. It
   * says whether one is. */
  async open() {
    const stored = this.kept.get("");
    const hers = stored && (stored.user || "") === this.user;
    if (hers && (!this.link || stored.link === this.link)) {
      this.token = stored.token;
      return false;
    }
    // A guest who has logged in keeps her conversation; one who has logged
    // out, or another person, does not.
    await this.begin(hers || (stored && !stored.user) ? stored.token : "");
    return Boolean(stored?.user && !hers);
  }

  /** begin asks for a token: of an old one's conversation, or of a new one.
   * What the shop refuses is left out: an identity or a token that has ended. */
  async begin(old) {
    const tries = [[old, this.identity], [old, ""], ["", this.identity], ["", ""]];
    for (const [token, identity] of new Map(tries.map((pair) => [pair.join(), pair])).values()) {
      const answer = await this.ask(token, identity);
      if (answer.status === 401 || answer.status === 422) continue;
      if (!answer.ok) throw new Error(`session: ${answer.status}`);
      this.identity = identity;
      this.token = (await answer.json()).token;
      this.kept.set("", { token: this.token, user: this.user, link: this.link });
      return;
    }
    throw new Error("session: refused");
  }

  ask(token, identity) {
    const headers = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    const body = JSON.stringify({ locale: this.locale, identity: identity || undefined, referral: this.referral || undefined });
    return fetch(new URL("webchat/sessions", this.base), { method: "POST", headers, body });
  }

  /** request is fetch with the token. When the session is over it begins a new
   * conversation, once for all requests under way, and throws Ended. */
  async request(path, options = {}) {
    const token = this.token;
    const headers = { ...options.headers, Authorization: `Bearer ${token}` };
    const answer = await fetch(new URL(path, this.base), { ...options, headers });
    if (answer.status !== 401) return answer;
    if (token === this.token) await (this.restarting ??= this.restart());
    throw new Ended();
  }

  async restart() {
    try {
      await this.begin("");
      this.restarted();
    } finally {
      this.restarting = null;
    }
  }
}
