// What the shopper has not seen yet: counted on the button of the page we
// stand in, or in our own title, and heard if she likes.

export class Attention {
  /** shown is whether the chat is; tell tells the page. */
  constructor({ kept, sound, shown, tell }) {
    Object.assign(this, { kept, sound, shown, tell });
    this.title = document.title;
    this.last = this.seen = kept.get(":seen") || 0;
    this.unread = 0;
    document.addEventListener("visibilitychange", () => this.look());
  }

  get looking() {
    return this.shown && !document.hidden;
  }

  /** show says whether the chat is shown. */
  show(shown) {
    this.shown = shown;
    this.look();
  }

  /** look takes all there is as seen, if the shopper looks. */
  look() {
    if (!this.looking) return;
    if (this.last !== this.seen) this.kept.set(":seen", this.last);
    this.seen = this.last;
    this.count(0);
  }

  /** take is called with each message, old ones too; fresh are those that are
   * said now. */
  take({ seq, from }, fresh) {
    this.last = Math.max(this.last, seq);
    if (this.looking) return this.look();
    if (from === "shopper" || seq <= this.seen) return;
    this.count(this.unread + 1);
    if (fresh) this.sound.play();
  }

  /** restart forgets a conversation that has ended. */
  restart() {
    this.last = this.seen = 0;
    this.kept.set(":seen", 0);
    this.count(0);
  }

  count(unread) {
    if (unread === this.unread) return;
    this.unread = unread;
    this.tell(unread);
    document.title = unread ? `(${unread}) ${this.title}` : this.title;
  }
}

/** Sound is a short tone for messages that the shopper does not see, once she
 * has asked for it. */
export class Sound {
  /** button turns it on and off; kept remembers that. */
  constructor(button, kept) {
    Object.assign(this, { button, kept });
    this.turn(kept.get(":sound") === true);
    button.addEventListener("click", () => {
      kept.set(":sound", this.turn(!this.on));
      this.play(); // so that she hears what she has chosen
    });
  }

  turn(on) {
    this.on = on;
    this.button.setAttribute("aria-pressed", String(on));
    return on;
  }

  /** play sounds two soft notes. A browser that allows none yet stays silent,
   * and plays the last ones when it does. */
  play() {
    if (!this.on) return;
    this.context ??= new AudioContext();
    this.context.resume().catch(() => {});
    for (const note of this.notes || []) note.disconnect();
    this.notes = [this.note(660, 0), this.note(880, 0.12)];
  }

  note(pitch, after) {
    const begin = this.context.currentTime + after;
    const tone = new OscillatorNode(this.context, { frequency: pitch });
    const volume = new GainNode(this.context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0.08, begin + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + 0.2);
    tone.connect(volume).connect(this.context.destination);
    tone.start(begin);
    tone.stop(begin + 0.22);
    return tone;
  }
}
