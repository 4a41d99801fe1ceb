import { html } from '../vendor/lit.js';
import { weekday } from '../data/format.js';
import { days, slots, timeOf } from '../data/schedules.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { icon } from '../shell/icons.js';

/** Monday first. */
export const order = [1, 2, 3, 4, 5, 6, 0];

/**
 * A week of half hours, painted with mouse, finger or keyboard: the first one that is touched says whether it paints on or off. Tells 'paint' with
 * { day, from, to, on }, and 'copy' with { day }.
 */
class WeekGrid extends Element {
  static properties = { week: { attribute: false }, before: { attribute: false }, disabled: { type: Boolean } };

  #stroke = null;

  constructor() {
    super();
    this.at = { row: 0, slot: 12 };
  }

  render() {
    return html`<div class="week" role="grid" aria-label=${t('Week')} aria-readonly=${this.disabled ? 'true' : 'false'} @keydown=${this.#key}>
      <span role="presentation"></span><div class="hours" role="presentation" aria-hidden="true">${[0, 3, 6, 9, 12, 15, 18, 21].map(hour => html`<span>${hour}</span>`)}</div><span role="presentation"></span>
      ${order.map((day, row) => this.#row(day, row))}</div>`;
  }

  #row(day, row) {
    const on = this.week[days[day]];
    const before = this.before[days[day]];
    return html`<div class="week-row" role="row" aria-label=${weekday(day, 'long')}>
      <span role="rowheader">${weekday(day)}</span>
      <div class="cells" role="presentation" data-row=${row} @pointerdown=${this.#down} @pointermove=${this.#move} @pointerup=${this.#up} @pointercancel=${this.#up}>
        ${on ? on.map((isOn, slot) => html`<span class=${before && before[slot] !== isOn ? 'cell differs' : 'cell'} role="gridcell" data-slot=${slot}
          tabindex=${this.at.row === row && this.at.slot === slot ? 0 : -1} aria-selected=${isOn ? 'true' : 'false'}
          aria-label=${`${weekday(day, 'long')} ${timeOf(slot)}, ${isOn ? t('on') : t('off')}`}></span>`) : html`<span role="gridcell">${t('not known yet')}</span>`}</div>
      <span role="gridcell"><button class="plain square" ?disabled=${this.disabled || !on} aria-label=${t('Copy {day} to other days', { day: weekday(day, 'long') })} @click=${() => this.#tell('copy', { day: days[day] })}>${icon('copy')}</button></span></div>`;
  }

  #slotAt(cells, x) {
    const { left, width } = cells.getBoundingClientRect();
    return Math.min(slots - 1, Math.max(0, Math.floor((x - left) / width * slots)));
  }

  #down(event) {
    const cells = event.currentTarget;
    const day = days[order[cells.dataset.row]];
    if (this.disabled || !this.week[day] || event.button > 0) {
      return;
    }

    event.preventDefault();
    cells.setPointerCapture(event.pointerId);
    const slot = this.#slotAt(cells, event.clientX);
    this.#stroke = { day, from: slot, last: slot, on: !this.week[day][slot] };
    this.at = { row: Number(cells.dataset.row), slot };
    this.#tell('paint', { day, from: slot, to: slot, on: this.#stroke.on });
  }

  #move(event) {
    const stroke = this.#stroke;
    if (stroke) {
      const slot = this.#slotAt(event.currentTarget, event.clientX);
      if (slot !== stroke.last) {
        this.#tell('paint', { day: stroke.day, from: Math.min(slot, stroke.last), to: Math.max(slot, stroke.last), on: stroke.on });
        stroke.last = slot;
      }
    }
  }

  #up() { this.#stroke = null; }

  #key(event) {
    if (event.target.getAttribute('role') !== 'gridcell') {
      return;
    }

    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const day = days[order[this.at.row]];
    const isOn = this.week[day]?.[this.at.slot];
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      if (!this.disabled) {
        this.#tell('paint', { day, from: this.at.slot, to: this.at.slot, on: !isOn });
      }
    } else if (step || event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      const row = Math.min(6, Math.max(0, this.at.row + (step?.[0] ?? 0)));
      const slot = event.key === 'Home' ? 0 : event.key === 'End' ? slots - 1 : Math.min(slots - 1, Math.max(0, this.at.slot + step[1]));
      this.at = { row, slot };
      if (event.shiftKey && !this.disabled) {
        this.#tell('paint', { day: days[order[row]], from: slot, to: slot, on: isOn });
      }

      this.requestUpdate();
      this.updateComplete.then(() => this.querySelector('[tabindex="0"].cell')?.focus());
    }
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}

customElements.define('ec-week-grid', WeekGrid);
