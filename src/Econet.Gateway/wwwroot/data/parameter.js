import { digitsOf, meant, named } from './meaning.js';

const time = text => text ? Date.parse(text) : null;

/** One parameter of a device: what the device says, and what that means. */
export class Parameter {
  /** @param body as the API's bare view has it. */
  constructor(device, key, body) {
    this.device = device;
    this.key = key;
    this.index = body.index;
    this.name = body.name;
    this.type = body.type;
    this.writable = body.writable;
    this.bareUnit = body.unit;
    this.min = body.min;
    this.max = body.max;
    this.take(body);
  }

  take(body) {
    this.raw = body.value;
    this.quality = body.quality;
    this.readAt = time(body.read_at);
    this.changedAt = time(body.changed_at);
  }

  get id() { return `${this.device.id}/${this.key}`; }

  get meaning() { return this.device.meanings[this.key]; }

  get title() { return this.meaning?.title ?? (this.name || `@${this.index}`); }

  get part() { return this.meaning?.part ?? null; }

  get partTitle() { return this.part ? this.device.parts[this.part] ?? this.part : null; }

  get unit() { return this.meaning ? this.meaning.unit : this.bareUnit; }

  get role() { return this.meaning?.role ?? null; }

  get digits() { return digitsOf(this.meaning, this.type); }

  /** The number that is meant; null when nothing is measured. */
  get value() {
    const value = meant(this.raw, this.meaning, this.type);
    return this.quality === 'absent' || this.meaning?.absent?.includes(value) ? null : value ?? null;
  }

  get text() { return named(this.value, this.meaning, this.type, this.unit); }

  /** The value without its unit. */
  get bareText() { return this.unit && this.text.endsWith(` ${this.unit}`) ? this.text.slice(0, -this.unit.length - 1) : this.text; }

  get activity() { return this.meaning?.activities?.[this.raw] ?? null; }

  /** The value is what the device holds now. */
  get fresh() { return this.quality === 'good' && this.device.current; }

  get isNumber() { return typeof this.raw === 'number' && !this.meaning?.options && !this.meaning?.bits; }
}
