import { get, of } from './api.js';
import { Parameter } from './parameter.js';
import { language } from './words.js';

/** A heating system: its parameters, what they mean, and how it is. */
export class Device {
  name = null;
  kind = null;
  alive = false;
  problems = [];
  parameters = new Map();
  meanings = {};
  parts = {};
  alarmTitles = {};

  /** What its parameters mean is known; null before it has told them. */
  described = null;

  /** The page is in touch with the gateway. */
  online = true;

  #byRole = new Map();

  constructor(id) {
    this.id = id;
  }

  /** What its owner calls it, or what it is. */
  get title() { return this.name ?? { gm3: this.parts.heat_pump, neasmart: 'NEA SMART' }[this.kind] ?? this.id; }

  /** What is known of it is what is so now. */
  get current() { return this.alive && this.online; }

  /** What its owner calls a part, or what it is. */
  titleOf(part) {
    const name = this.role(part, 'name')?.value;
    return typeof name === 'string' && name.trim() ? name.trim() : this.parts[part];
  }

  takeSnapshot(body) {
    this.alive = body.alive;
    this.problems = body.problem;
    const known = this.parameters;
    this.parameters = new Map(Object.entries(body.parameters).map(([key, parameter]) => [key, new Parameter(this, key, parameter)]));
    if (known.size !== this.parameters.size || !this.described) {
      this.described = false;
    }

    this.#index();
  }

  /** Asks what the parameters mean. */
  async describe() {
    const body = await get(`${of(this.id, 'vocabulary')}?lang=${language()}`);
    this.meanings = body.parameters;
    this.parts = body.parts;
    this.alarmTitles = body.alarms;
    this.described = true;
    this.#index();
  }

  /** The parameter that is this within a part: ('heat_pump', 'flow_temperature'). */
  role(part, role) {
    return this.#byRole.get(`${part}/${role}`) ?? null;
  }

  /** The first parameter that is this within any part. */
  anyRole(role) {
    return this.#byRole.get(role) ?? null;
  }

  /** The parts of a kind, with what is within them: 'circuit' has circuit_1, circuit_2. */
  partsOf(kind) {
    const pattern = new RegExp(`^${kind}_\\d+(\\.\\d+)?$`);
    return Object.keys(this.parts).filter(part => pattern.test(part)).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  }

  #index() {
    this.#byRole = new Map();
    for (const parameter of this.parameters.values()) {
      if (parameter.role) {
        this.#add(`${parameter.part}/${parameter.role}`, parameter);
        this.#add(parameter.role, parameter);
      }
    }
  }

  /** Of two that are the same, the one that has a value. */
  #add(key, parameter) {
    const known = this.#byRole.get(key);
    if (!known || (known.value === null && parameter.value !== null)) {
      this.#byRole.set(key, parameter);
    }
  }
}
