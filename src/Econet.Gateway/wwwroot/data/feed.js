import { open } from './api.js';

/** The gateway says something at least every 15 s. */
const silence = 40_000;
const longestWait = 8_000;

/**
 * The events of all devices, one after the other and without end: it resumes by itself where it was cut off. Read by hand, because the
 * browser's own EventSource neither says why it fails nor notices a line that is dead.
 */
export class Feed {
  #last = null;
  #wait = 1000;
  #control = null;
  #timer = null;

  /**
   * @param onEvent gets its name and its data.
   * @param onState gets true when events come, and false when they do not.
   */
  constructor(onEvent, onState) {
    this.onEvent = onEvent;
    this.onState = onState;
  }

  /** Connects at once, whether it waits or not. */
  start() {
    this.stop();
    this.#run();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#control?.abort();
    this.#control = null;
  }

  async #run() {
    const control = this.#control = new AbortController();
    try {
      const answer = await open(this.#last ? `api/events?since=${this.#last}` : 'api/events', control.signal);
      await this.#read(answer.body.getReader(), control);
    } catch (error) {
      if (control !== this.#control) {
        return;
      }

      this.onState(false, error);
    }

    if (control === this.#control) {
      this.onState(false);
      this.#timer = setTimeout(() => this.#run(), this.#wait);
      this.#wait = Math.min(2 * this.#wait, longestWait);
    }
  }

  async #read(reader, control) {
    const decoder = new TextDecoder();
    let pending = '';
    let watch = setTimeout(() => control.abort(), silence);
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done || control !== this.#control) {
          return;
        }

        clearTimeout(watch);
        watch = setTimeout(() => control.abort(), silence);
        this.#wait = 1000;
        this.onState(true);
        pending += decoder.decode(value, { stream: true });
        const end = pending.lastIndexOf('\n\n');
        if (end >= 0) {
          pending.slice(0, end).split('\n\n').forEach(block => this.#take(block));
          pending = pending.slice(end + 2);
        }
      }
    } finally {
      clearTimeout(watch);
    }
  }

  #take(block) {
    let name = 'message';
    let data = '';
    for (const line of block.split('\n')) {
      if (line.startsWith('data: ')) {
        data += line.slice(6);
      } else if (line.startsWith('event: ')) {
        name = line.slice(7);
      } else if (line.startsWith('id: ')) {
        this.#last = line.slice(4);
      }
    }

    if (data) {
      this.onEvent(name, JSON.parse(data));
    }
  }
}
