import { get } from './api.js';
import { Device } from './device.js';
import { Feed } from './feed.js';
import { Source } from './source.js';
import { writes } from './writes.js';

/** How long changes are collected before they are told: eyes do not follow faster, and a flood costs no more than this. */
const pace = 250;
const patience = 2_000;

/** All devices, as they are now. Tells its followers which parameters changed; null for anything else. */
class House extends Source {
  devices = new Map();
  online = false;

  /** When the gateway was last heard. */
  heardAt = null;

  /** Everything that there is has come once. */
  ready = false;

  alarms = new Source();

  #changed = new Set();
  #other = false;
  #timer = null;
  #listed = false;
  #asking = Promise.resolve();
  #again = null;
  #feed = new Feed((name, data) => this.#take(name, data), (online, error) => this.#state(online, error));

  async start() {
    this.#feed.start();
    await this.#complete();
  }

  stop() {
    this.#feed.stop();
    clearTimeout(this.#again);
  }

  /** Connects again at once. */
  retry() { this.#feed.start(); }

  get first() { return this.devices.values().next().value ?? null; }

  ofKind(kind) { return [...this.devices.values()].filter(device => device.kind === kind); }

  parameter(id) {
    const slash = id.indexOf('/');
    return this.devices.get(id.slice(0, slash))?.parameters.get(id.slice(slash + 1)) ?? null;
  }

  /** Asks for what no event tells, and again until it is answered: while events come, nothing else would show that it is missing. */
  #complete() { return this.#asking = this.#asking.then(() => this.#ask()); }

  async #ask() {
    clearTimeout(this.#again);
    try {
      if (!this.#listed || [...this.devices.values()].some(device => !device.kind)) {
        await this.#list();
      }

      await Promise.all([...this.devices.values()].filter(device => device.described === false).map(device => device.describe()));
    } catch {
      if (this.online) {
        this.#again = setTimeout(() => this.#complete(), patience);
      }
    }

    this.#other = true;
    this.#tellSoon();
  }

  async #list() {
    for (const one of (await get('api/devices')).devices) {
      Object.assign(this.#device(one.device), { name: one.name, kind: one.kind, source: one.source, state: one.state });
    }

    this.#listed = true;
    // What a gateway without devices would never tell.
    this.ready ||= this.devices.size === 0;
  }

  #device(id) {
    if (!this.devices.has(id)) {
      this.devices.set(id, new Device(id));
    }

    return this.devices.get(id);
  }

  #state(online, error) {
    if (online) {
      this.heardAt = Date.now();
    }

    if (online !== this.online || (error && !this.failure)) {
      this.online = online;
      this.failure = online ? null : error ?? this.failure;
      this.devices.forEach(device => { device.online = online; });
      if (online) {
        this.#complete();
      }

      this.#other = true;
      this.#tell();
    }
  }

  #take(name, data) {
    if (name === 'change') {
      const parameter = this.devices.get(data.device)?.parameters.get(data.key);
      if (parameter) {
        parameter.take(data);
        this.#changed.add(parameter);
        this.#tellSoon();
      }

      return;
    }

    this.#other = true;
    if (name === 'snapshot') {
      this.#snapshot(data);
    } else if (name === 'health') {
      const device = this.#device(data.device);
      const hasBegun = data.alive && !device.alive;
      device.alive = data.alive;
      device.problems = data.problem;
      if (hasBegun) {
        // Of what came into its log meanwhile no event tells.
        this.alarms.tell(null);
      }
    } else if (name === 'write') {
      writes.take(data);
    } else if (name === 'alarm') {
      this.alarms.tell(data);
    } else if (name === 'removed') {
      this.devices.delete(data.device);
    }

    this.#tellSoon();
  }

  async #snapshot(data) {
    const device = this.#device(data.device);
    device.online = true;
    device.takeSnapshot(data);
    await this.#complete();
    this.ready = true;
    this.alarms.tell(null);
  }

  #tellSoon() { this.#timer ??= setTimeout(() => this.#tell(), pace); }

  #tell() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const changed = this.#changed;
    const news = this.#other ? null : changed;
    this.#changed = new Set();
    this.#other = false;
    this.tell(news);
  }
}

export const house = new House();
