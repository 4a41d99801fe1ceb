import { get, of, post } from './api.js';
import { neverMadeBecause, refusalOf } from './refusals.js';
import { Source } from './source.js';

export const ended = status => !['sending', 'queued', 'sent', 'acknowledged'].includes(status);

/** The writes that somebody here has asked for, how far they are, and how to undo them. */
class Writes extends Source {
  #byParameter = new Map();

  /** The latest write of a parameter; null for none. */
  of(parameter) {
    return this.#byParameter.get(parameter.id) ?? null;
  }

  /** Asks for a value. What becomes of it comes with the events. */
  write(parameter, value) {
    return this.#send(parameter, { value }, parameter.value);
  }

  /** Asks for some bits of a word, by their names; the others stay as they are. */
  writeBits(parameter, bits) {
    return this.#send(parameter, { bits }, null);
  }

  async #send(parameter, body, before) {
    const write = { status: 'sending', before, words: null, message: null, id: null };
    this.#byParameter.set(parameter.id, write);
    this.tell();
    try {
      const job = await post(of(parameter.device.id, `parameters/${encodeURIComponent(parameter.key)}`), body, { Prefer: 'respond-async' });
      write.id = job.id;
      this.#progress(write, job);
      if (!ended(write.status)) {
        // What has happened before its number was known.
        this.#progress(write, await get(of(parameter.device.id, `writes/${job.id}`)));
      }
    } catch (error) {
      Object.assign(write, { status: 'refused', words: refusalOf(error, parameter), message: error.message });
    }

    this.tell();
  }

  undo(parameter) {
    return this.#send(parameter, { value: this.of(parameter).before }, null);
  }

  forget(parameter) {
    this.#byParameter.delete(parameter.id);
    this.tell();
  }

  /** An event of a write. */
  take(job) {
    for (const write of this.#byParameter.values()) {
      if (write.id === job.id) {
        this.#progress(write, job);
        this.tell();
      }
    }
  }

  #progress(write, job) {
    if (!ended(write.status)) {
      Object.assign(write, { status: job.status, words: neverMadeBecause(job), message: job.message, endedAt: job.ended_at ? Date.parse(job.ended_at) : null });
    }
  }
}

export const writes = new Writes();
