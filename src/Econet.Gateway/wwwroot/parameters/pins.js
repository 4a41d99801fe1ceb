import { Source } from '../data/source.js';

const kept = 'econet.pins';

/** The parameters that somebody at this browser wants on top. */
class Pins extends Source {
  #ids = new Set(JSON.parse(localStorage.getItem(kept) ?? '[]'));

  has(id) { return this.#ids.has(id); }

  get size() { return this.#ids.size; }

  toggle(id) {
    if (!this.#ids.delete(id)) {
      this.#ids.add(id);
    }

    localStorage.setItem(kept, JSON.stringify([...this.#ids]));
    this.tell();
  }
}

export const pins = new Pins();
