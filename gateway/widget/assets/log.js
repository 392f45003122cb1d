// The end of the log: what was said last, and the sign that more comes.

/** Scroll keeps the log at what was said last, unless the shopper reads
 * further up. */
export class Scroll {
  /** jump is the button that leads to new messages. */
  constructor(log, jump) {
    Object.assign(this, { log, jump });
    this.atEnd = true;
    this.size = this.measure();
    log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    jump.addEventListener("click", () => {
      log.focus({ preventScroll: true }); // the button goes
      this.toEnd();
    });
    // A keyboard that opens, or a turned phone, does not hide what was just
    // said: only a shopper who scrolls leaves the end, not a log that changes
    // its size.
    new ResizeObserver(() => {
      this.size = this.measure();
      if (this.atEnd) this.toEnd();
    }).observe(log);
  }

  measure() {
    return `${this.log.clientWidth} ${this.log.clientHeight}`;
  }

  near(slack) {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < slack;
  }

  scrolled() {
    if (this.measure() === this.size) this.atEnd = this.near(40);
    if (this.atEnd) this.jump.hidden = true;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** reveal scrolls to a new message: to its end, or to its beginning when it
   * is taller than the log. */
  reveal(element) {
    if (element.offsetHeight > this.log.clientHeight) this.log.scrollTop = element.offsetTop - 12;
    else this.toEnd();
  }
}

const soon = 400; // milliseconds
const again = 2500;
const most = 20; // questions whether the shop still writes

/** Typing is the sign that the shop is writing: shown soon after something was
 * sent, until an answer comes or the shop says that it writes none. */
export class Typing {
  /** ask resolves to whether the shop is writing; shown is called when the
   * sign has been shown. */
  constructor({ sign, ask, shown }) {
    Object.assign(this, { sign, ask, shown });
  }

  /** sending says that an answer is due. It may be here before the shop has
   * confirmed what was sent: then none is expected. */
  sending() {
    this.due = true;
  }

  expect(round = 0) {
    clearTimeout(this.timer);
    if (!this.due) return;
    this.timer = setTimeout(() => this.look(round), round ? again : soon);
  }

  async look(round) {
    if (round === 0) {
      this.sign.hidden = false;
      this.shown();
    } else if (round > most || !(await this.ask().catch(() => false))) {
      return this.stop();
    }
    if (!this.sign.hidden) this.expect(round + 1);
  }

  stop() {
    this.due = false;
    clearTimeout(this.timer);
    this.sign.hidden = true;
  }
}
