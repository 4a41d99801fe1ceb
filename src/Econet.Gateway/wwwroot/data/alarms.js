import { get, of } from './api.js';
import { house } from './house.js';
import { Source } from './source.js';

/** The log is read last after a start, within a minute; nothing tells when. */
const patience = 5_000;

/** The alarms of all devices that keep a log of them. */
class Alarms extends Source {
  byDevice = new Map();

  /** When each log was read; null for one that the gateway has not read yet. */
  #readAt = new Map();
  #timer = null;

  constructor() {
    super();
    house.alarms.follow(() => this.load());
  }

  get count() { return this.active.length; }

  get active() { return [...this.byDevice.values()].flat().filter(alarm => alarm.active); }

  /** The devices whose log the gateway has not read yet. */
  get unread() { return [...house.devices.values()].filter(device => this.#readAt.get(device.id) === null); }

  async load() {
    // Of one that does not answer, what is known stays.
    for (const device of [...house.devices.values()].filter(one => one.current)) {
      try {
        const { alarms, read_at: readAt } = await get(of(device.id, 'alarms'));
        this.#readAt.set(device.id, readAt);
        this.byDevice.set(device.id, alarms.map(alarm => ({ ...alarm, device, title: device.alarmTitles[alarm.code] ?? alarm.name })));
      } catch {
        // It has just fallen silent, or was removed.
      }
    }

    clearTimeout(this.#timer);
    this.#timer = this.unread.length > 0 ? setTimeout(() => this.load(), patience) : null;
    this.tell();
  }
}

export const activeAlarms = new Alarms();
