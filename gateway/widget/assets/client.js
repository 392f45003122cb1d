// Talks to the shop: the session, sending, and following the conversation by
// event stream or, where that does not come through, by long poll.

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Ended says that the session is over and a new conversation was begun. */
export class Ended extends Error {}

export class Client {
  /**
   * base is the gateway's URL. on.message is called with each message in
   * order, on.state with "online", "offline" or "slow", on.restart when a new
   * conversation replaces one that has ended.
   */
  constructor({ base, locale, identity = "", referral = "", on }) {
    Object.assign(this, { base, locale, identity, referral, on });
    this.key = `sauda:${base.pathname}`;
    this.after = 0;
    this.queue = Promise.resolve();
    this.wake = () => {};
    for (const name of ["online", "focus"]) addEventListener(name, () => this.wake());
  }

  /** start opens or resumes the conversation and follows it for good. */
  async start() {
    for (let pause = 1000; ; pause = Math.min(pause * 2, 30000)) {
      try {
        await this.open();
        break;
      } catch {
        this.on.state("offline");
        await this.pause(pause);
      }
    }
    this.follow();
  }

  /** open takes the stored session, or a new one when there is none, or when
   * the host says that another person is here. */
  async open() {
    const user = this.identity.split(".")[0];
    const stored = this.stored();
    if (stored && (stored.user || "") === user) {
      this.token = stored.token;
      return;
    }
    // A guest who has logged in keeps her conversation; one who has logged
    // out, or another person, does not.
    const keep = stored && !stored.user ? stored.token : "";
    await this.session(keep, user).catch(() => this.session("", user));
  }

  async session(token, user) {
    const headers = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    const body = { locale: this.locale };
    if (this.identity) body.identity = this.identity;
    if (this.referral) body.referral = this.referral;
    const answer = await fetch(new URL("webchat/sessions", this.base), { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`session: ${answer.status}`);
    this.token = (await answer.json()).token;
    this.store({ token: this.token, user });
  }

  stored() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null; // storage is off, or holds something else
    }
  }

  store(session) {
    try {
      localStorage.setItem(this.key, JSON.stringify(session));
    } catch {
      // Storage is off: the conversation lives as long as the page.
    }
  }

  async request(path, options = {}) {
    const headers = { Authorization: `Bearer ${this.token}`, ...options.headers };
    const token = this.token;
    const answer = await fetch(new URL(path, this.base), { ...options, headers });
    if (answer.status !== 401) return answer;
    if (token === this.token) await this.restart();
    throw new Ended();
  }

  /** restart begins a new conversation in place of one that has ended. */
  async restart() {
    this.after = 0;
    await this.session("", this.identity.split(".")[0]);
    this.on.restart();
  }

  /** send delivers one message, after those before it. It is safe to send the
   * same body again: the id makes it the same message. */
  send(body) {
    const result = this.queue.then(() => this.deliver(body));
    this.queue = result.catch(() => {});
    return result;
  }

  async deliver(body) {
    for (let attempt = 0; ; attempt++) {
      let wait = 1000 * 2 ** attempt;
      try {
        const answer = await this.request("webchat/messages", {
          method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
        });
        if (answer.ok) {
          this.on.state("online");
          return;
        }
        if (answer.status !== 429 && answer.status < 500) throw new Refused(answer.status);
        wait = Math.max(wait, 1000 * Number(answer.headers.get("Retry-After") || 0));
        this.on.state(answer.status === 429 ? "slow" : "offline");
      } catch (error) {
        if (error instanceof Refused || error instanceof Ended) throw error;
        this.on.state("offline");
      }
      if (attempt >= 4) throw new Error("not sent");
      await sleep(wait);
    }
  }

  /** follow brings messages for good: by stream, else by long poll. */
  async follow() {
    for (let failures = 0; ; ) {
      try {
        await (failures % 4 < 2 ? this.stream() : this.poll(25));
        failures = 0;
      } catch (error) {
        if (error instanceof Ended) continue;
        failures++;
        this.on.state("offline");
      }
      const pause = Math.min(30000, failures ? 1000 * 2 ** failures : 500);
      await this.pause(pause * (0.5 + Math.random() / 2));
    }
  }

  /** pause waits, but not when the connection or the reader comes back. */
  pause(ms) {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  /** stream reads server-sent events until the stream ends. One that stays
   * silent for longer than two heartbeats is given up. */
  async stream() {
    const control = new AbortController();
    let watchdog;
    const alive = (ms) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => control.abort(), ms);
    };
    try {
      alive(8000); // the first bytes come at once, unless a proxy collects them
      const headers = { Accept: "text/event-stream", "Last-Event-ID": String(this.after) };
      const answer = await this.request("webchat/events", { headers, signal: control.signal });
      if (!answer.ok) throw new Error(`stream: ${answer.status}`);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ; ) {
        const { done, value } = await reader.read();
        if (done) return;
        alive(35000);
        this.on.state("online");
        const blocks = (rest + value).split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) this.event(block);
      }
    } finally {
      clearTimeout(watchdog);
      control.abort();
    }
  }

  event(block) {
    const data = block.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
    if (data) this.take(JSON.parse(data));
  }

  /** poll asks for messages once and waits so many seconds for one. It says
   * whether the shop is writing. */
  async poll(wait) {
    const answer = await this.request(`webchat/messages?after=${this.after}&wait=${wait}`, { signal: AbortSignal.timeout((wait + 15) * 1000) });
    if (!answer.ok) throw new Error(`poll: ${answer.status}`);
    const { messages, typing } = await answer.json();
    this.on.state("online");
    for (const message of messages) this.take(message);
    return typing;
  }

  take(message) {
    if (message.seq <= this.after) return; // the stream and a poll may both bring it
    this.after = message.seq;
    this.on.message(message);
  }
}

/** Refused says that the shop will never take this message. */
export class Refused extends Error {
  constructor(status) {
    super(`refused: ${status}`);
    this.status = status;
  }
}
