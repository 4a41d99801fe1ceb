import { get, of } from './api.js';
import { house } from './house.js';
import { Source } from './source.js';

/** The alarms of all devices that keep a log of them. */
class Alarms extends Source {
  byDevice = new Map();

  constructor() {
    super();
    house.alarms.follow(() => this.load());
  }

  get count() { return this.active.length; }

  get active() { return [...this.byDevice.values()].flat().filter(alarm => alarm.active); }

  async load() {
    // One that is only just learnt to know has no log to tell.
    for (const device of [...house.devices.values()].filter(one => one.parameters.size > 0)) {
      try {
        const { alarms } = await get(of(device.id, 'alarms'));
        this.byDevice.set(device.id, alarms.map(alarm => ({ ...alarm, device, title: device.alarmTitles[alarm.code] ?? alarm.name })));
      } catch {
        // It keeps none, or has not told them yet.
      }
    }

    this.tell();
  }
}

export const activeAlarms = new Alarms();
