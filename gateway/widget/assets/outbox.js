// Sends what the shopper says: in its order, once, and for as long as it takes.

import { pause } from "./kit.js";
import { Ended } from "./session.js";

const patience = 15000; // for one request
const stuck = 3; // attempts after which the shopper is told

export class Outbox {
  /**
   * What waits is kept in memory tab, so that a reload loses nothing; its ids
   * make a message that is sent again the same one. on.sending is called before
   * each, on.sent after it, on.failed(id, again) when one is not sent yet (again
   * is true) or never will be, on.state with "online", "offline" or "slow".
   */
  constructor({ request, tab, on }) {
    Object.assign(this, { request, tab, on });
    this.waiting = tab.get(":outbox") || [];
    this.busy = true; // until start
  }

  /** start sends what waits, and what is added from now on. */
  start() {
    this.busy = false;
    this.run();
  }

  /** add takes {id, text}, or {id, choice, label}. */
  add(item) {
    this.keep([...this.waiting, item]);
    this.run();
  }

  /** keep says what still waits. */
  keep(waiting) {
    this.waiting = waiting;
    this.tab.set(":outbox", waiting);
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    while (this.waiting.length) {
      const item = this.waiting[0];
      await this.deliver(item);
      this.keep(this.waiting.filter((other) => other.id !== item.id));
    }
    this.busy = false;
  }

  /** deliver returns when a message is sent, refused, or waits no longer. */
  async deliver(item) {
    this.on.sending();
    for (let attempt = 1; this.waiting.includes(item); attempt++) {
      try {
        const answer = await this.post(item);
        if (answer.ok) return this.on.sent();
        if (answer.status < 500 && answer.status !== 429) return this.on.failed(item.id, false);
        this.on.state(answer.status === 429 ? "slow" : "offline");
        await this.again(item, attempt, 1000 * Number(answer.headers.get("Retry-After") || 0));
      } catch (error) {
        // A new conversation takes a text as the old one did; a choice of the
        // old one does not wait any more.
        if (error instanceof Ended) continue;
        this.on.state("offline");
        await this.again(item, attempt, 0);
      }
    }
  }

  async post({ label, ...body }) {
    const answer = await this.request("webchat/messages", {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body), signal: AbortSignal.timeout(patience),
    });
    if (answer.ok) this.on.state("online");
    return answer;
  }

  again(item, attempt, atLeast) {
    if (attempt >= stuck) this.on.failed(item.id, true);
    return pause(Math.max(atLeast, 500 * 2 ** Math.min(attempt, 6)));
  }
}
