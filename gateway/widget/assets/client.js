// Talks to the shop: follows the conversation by event stream or, where that
// does not come through, by long poll, and sends by the outbox.

import { Outbox } from "./outbox.js";
import { pause, wake } from "./kit.js";
import { Ended, Session } from "./session.js";

export class Client {
  /**
   * base is the gateway's URL; kept and tab are memories, of the browser and
   * of this tab. on.message is called with each message in order, on.restart
   * when a new conversation replaces one that has ended, the others as
   * the Outbox says.
   */
  constructor({ base, locale, identity, referral, kept, tab, on }) {
    this.on = on;
    this.after = 0;
    this.session = new Session({ base, locale, identity, referral, kept, restarted: () => this.restarted() });
    const state = (name) => this.state(name);
    const request = (path, options) => this.session.request(path, options);
    this.outbox = new Outbox({ request, tab, on: { ...on, state } });
    addEventListener("offline", () => this.drop?.());
  }

  /** start opens or resumes the conversation and follows it for good. */
  async start() {
    for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
      try {
        if (await this.session.open()) this.outbox.keep([]); // another person's
        break;
      } catch {
        this.state("offline");
        await pause(wait);
      }
    }
    this.outbox.start();
    this.follow();
  }

  /** state tells how the connection is; what waits for it is woken. */
  state(name) {
    if (name === this.last) return;
    this.last = name;
    this.on.state(name);
    if (name === "online") wake();
  }

  restarted() {
    this.after = 0;
    this.outbox.keep(this.outbox.waiting.filter((item) => item.text));
    this.on.restart();
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
        this.state("offline");
      }
      const wait = Math.min(30000, failures ? 1000 * 2 ** failures : 500);
      await pause(wait * (0.5 + Math.random() / 2));
    }
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
    this.drop = () => control.abort();
    try {
      alive(8000); // the first bytes come at once, unless a proxy collects them
      const headers = { Accept: "text/event-stream", "Last-Event-ID": String(this.after) };
      const answer = await this.session.request("webchat/events", { headers, signal: control.signal });
      if (answer.status === 429) return await this.poll(25); // other tabs have all streams
      if (!answer.ok) throw new Error(`stream: ${answer.status}`);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ; ) {
        const { done, value } = await reader.read();
        if (done) return;
        alive(35000);
        this.state("online");
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
    const path = `webchat/messages?after=${this.after}&wait=${wait}`;
    const answer = await this.session.request(path, { signal: AbortSignal.timeout((wait + 15) * 1000) });
    if (!answer.ok) throw new Error(`poll: ${answer.status}`);
    const { messages, typing } = await answer.json();
    this.state("online");
    for (const message of messages) this.take(message);
    return typing;
  }

  take(message) {
    if (message.seq <= this.after) return; // the stream and a poll may both bring it
    this.after = message.seq;
    this.on.message(message);
  }
}
