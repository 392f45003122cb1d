// The box that the shopper writes in.

const tallest = 140; // pixels

export class Composer {
  /** say is called with a text; one it returns false for stays in the box. */
  constructor({ form, input, say }) {
    this.input = input;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (text && say(text)) this.set("");
    });
    input.addEventListener("input", () => this.grow());
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  set(text) {
    this.input.value = text;
    this.grow();
  }

  grow() {
    const { style } = this.input;
    style.setProperty("height", "auto");
    style.setProperty("height", `${Math.min(this.input.scrollHeight + 3, tallest)}px`);
  }
}
