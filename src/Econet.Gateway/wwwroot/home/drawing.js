import { html, nothing, svg } from '../vendor/lit.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { layoutOf } from './layout.js';
import { flowsOf } from './system.js';
import { fan, figure, part, pump, tank, touchable, valve } from './symbols.js';
import { color } from './temperature.js';

/** This system, drawn of the parts that it has. Tells 'part' with the id of one that is touched. */
class Drawing extends Element {
  static properties = { system: { attribute: false }, width: { state: true } };

  #observer = new ResizeObserver(([entry]) => { this.width = Math.floor(entry.contentRect.width); });

  connectedCallback() {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  render() {
    if (!this.system || !this.width) {
      return nothing;
    }

    const { system } = this;
    const place = layoutOf(this.width, system);
    const flows = flowsOf(system);
    return html`<svg class="drawing" width=${place.width} height=${place.height} viewBox=${`0 0 ${place.width} ${place.height}`} role="group" aria-label=${t('The system')}>
      ${place.pipes.map(pipe => this.#pipe(pipe, flows))}
      ${this.#unit(place, flows)}
      ${place.valve ? valve(place.valve.x, place.valve.y, flows.toWater, this.width < 700) : nothing}
      ${system.water ? this.#water(place.tank) : nothing}
      ${system.buffer ? this.#buffer(place.store) : nothing}
      ${system.circuits.map((circuit, at) => this.#circuit(circuit, place.rows[at]))}
    </svg>`;
  }

  /** What flows in a pipe, and whether it does. */
  #pipe({ id, at, d, trunk, pieces }, flows) {
    const { unit, water, buffer, circuits } = this.system;
    const circuit = circuits[at];
    const anyPump = circuits.some(one => one.pump?.raw);
    const supply = buffer?.top ?? buffer?.bottom ?? unit.flow;
    const [source, moves] = {
      flow: [unit.flow, flows.runs], back: [unit.back, flows.runs], heatingBack: [flows.toHeating ? unit.back : buffer?.bottom ?? unit.back, flows.toHeating],
      water: [flows.toWater ? unit.flow : water?.temperature, flows.toWater], waterBack: [flows.toWater ? unit.back : water?.temperature, flows.toWater],
      heating: [flows.toHeating ? unit.flow : supply, flows.toHeating],
      circuits: [supply, anyPump], circuitsBack: [buffer?.bottom ?? unit.back, anyPump],
      circuit: [circuit?.flow ?? supply, Boolean(circuit?.pump?.raw)],
      circuitBack: [circuit?.back ?? buffer?.bottom ?? unit.back, Boolean(circuit?.pump?.raw)],
    }[id];
    const stroke = color(source?.value, source?.fresh);
    const moving = pieces ? [trunk, ...pieces.filter(({ beyond }) => beyond.some(one => circuits[one].pump?.raw)).map(piece => piece.d)] : [d];
    return svg`<g data-pipe=${id}><path class="pipe-halo" d=${d}></path><path class="pipe" stroke=${stroke} d=${d}></path>${
      moves && this.system.device.current ? moving.map(one => svg`<path class="pipe-water" d=${one}></path>`) : nothing}</g>`;
  }

  #unit({ unit: { x, y, w, h }, outdoor, pump: pumpAt, labels }, flows) {
    const { unit } = this.system;
    const turns = (unit.fan?.value ?? 0) > 0 || (unit.frequency?.value ?? 0) > 0;
    const radius = Math.min(w, h) * 0.3;
    const [cx, cy] = [x + w / 2, y + h / 2 - 8];
    return svg`
      ${unit.outdoor ? svg`<text class="label" x=${outdoor.x} y=${outdoor.y - 22}>${t('Outdoors')}</text>${figure(unit.outdoor, { ...outdoor, y: outdoor.y + 8, size: 'large' })}` : nothing}
      ${part(unit.id, () => this.#open(unit.id), svg`
        <rect class="shape" x=${x + 1} y=${y} width=${w - 2} height=${h} rx="8"></rect>
        ${fan(cx, cy, radius, turns && this.system.device.current)}
        ${figure(unit.frequency?.value > 0 ? unit.frequency : null, { x: cx, y: y + h - 12, anchor: 'middle' })}`,
        [unit.title, unit.activity?.text, unit.frequency?.text].filter(Boolean).join(', '))}
      ${unit.pump ? pump(pumpAt.x, pumpAt.y, flows.runs, -1) : nothing}
      ${figure(unit.flow, labels.flow)}
      ${figure(unit.back, labels.back)}
      ${labels.rate ? figure(unit.rate, { ...labels.rate, size: 'minor' }) : nothing}`;
  }

  #water(at) {
    const { water } = this.system;
    const { x, y, anchor } = at.label;
    return part(water.id, () => this.#open(water.id), svg`
      ${anchor === 'start' ? touchable(at.x, at.y, x - at.x + 104, at.h) : touchable(at.x - 40, at.y, at.w + 42, at.h + 72)}
      ${tank(at, water.temperature)}
      <text class="label" x=${x} y=${y} text-anchor=${anchor}>${water.title}</text>
      ${figure(water.temperature, { x, y: y + 24, anchor, size: 'large' })}
      ${figure(water.target, { x, y: y + 44, anchor, size: 'minor', prefix: `${t('target')} ` })}`);
  }

  #buffer(at) {
    const { buffer } = this.system;
    const { x, y, anchor } = at.label;
    return part(buffer.id, () => this.#open(buffer.id), svg`
      ${anchor === 'middle' ? touchable(at.x, at.y, at.w, at.h + 28) : touchable(at.x, at.y, at.w + 72, at.h)}
      ${tank(at, buffer.top ?? buffer.bottom, buffer.bottom)}
      ${figure(buffer.top, { x: at.x + at.w / 2, y: at.y + 26, anchor: 'middle' })}
      ${figure(buffer.bottom, { x: at.x + at.w / 2, y: at.y + at.h - 14, anchor: 'middle' })}
      <text class="label" x=${x} y=${y} text-anchor=${anchor}>${buffer.title}</text>`);
  }

  #circuit(circuit, { x, y, w, h }) {
    const { flow, aim, room, target, mode, title, valve: mixing } = circuit;
    const big = room ?? flow;
    return part(circuit.id, () => this.#open(circuit.id, circuit.device), svg`
      <rect class="shape" x=${x} y=${y} width=${w - 1} height=${h} rx="6"></rect>
      <text class="label" x=${x + 14} y=${y + 24}>${title}</text>
      ${figure(mode ?? mixing, { x: x + w - 14, y: y + 24, anchor: 'end', size: 'minor' })}
      ${figure(big, { x: x + 14, y: y + 54, size: 'large' })}
      ${big === room
        ? svg`${figure(target, { x: x + w - 14, y: y + 54, anchor: 'end', size: 'minor', prefix: `${t('target')} ` })}`
        : figure(aim, { x: x + w - 14, y: y + 54, anchor: 'end', size: 'minor', prefix: `${t('target')} ` })}
      ${circuit.pump ? pump(this.width < 700 ? x - 18 : x - 20, y + 22, Boolean(circuit.pump.raw)) : nothing}`);
  }

  #open(id, device = this.system.device) {
    this.dispatchEvent(new CustomEvent('part', { detail: { id, device } }));
  }
}

customElements.define('ec-drawing', Drawing);
