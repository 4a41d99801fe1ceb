import { html, nothing } from '../vendor/lit.js';
import { fullDate, number } from '../data/format.js';
import { house } from '../data/house.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { key as activityKey } from '../timeline/day-bands.js';
import { gestures } from './gestures.js';
import { axisSize, draw, edge, join, labelSize, seriesColor } from './plot.js';
import { Range } from './range.js';

/** What stands above and below it on a large screen. */
const besideIt = 420;

/** Values over time, large: numbers as lines on two axes, states as bands. Tells 'range' with what somebody zoomed or moved to. */
class TimeChart extends Element {
  static properties = { answer: { attribute: false }, earlier: { attribute: false }, shift: { type: Number }, range: { attribute: false }, at: { state: true } };

  #plot = null;
  #observer = new ResizeObserver(() => this.#resize());
  #theme = window.matchMedia('(prefers-color-scheme: dark)');
  #redraw = () => this.#draw();

  connectedCallback() {
    super.connectedCallback();
    this.#theme.addEventListener('change', this.#redraw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#theme.removeEventListener('change', this.#redraw);
    this.#observer.disconnect();
  }

  firstUpdated() {
    const host = this.querySelector('.chart-host');
    this.#observer.observe(host);
    gestures(host, () => this.range, range => this.#tell(range));
  }

  updated(changed) {
    if (changed.has('answer') || changed.has('earlier')) {
      this.#draw();
    } else if (changed.has('range') && this.#plot) {
      // At once, with what is there; more comes with the next answer.
      this.#plot.setScale('x', { min: this.range.from, max: this.range.to });
    }
  }

  get #numbers() { return this.answer?.series.filter(one => one.kind !== 'state') ?? []; }

  get #states() { return this.answer?.series.filter(one => one.kind === 'state') ?? []; }

  #tell(range) { this.dispatchEvent(new CustomEvent('range', { detail: range })); }

  #resize() {
    const host = this.querySelector('.chart-host');
    this.#plot?.setSize({ width: host.clientWidth, height: this.#height });
  }

  get #height() { return window.innerWidth < 900 ? 300 : Math.max(420, window.innerHeight - besideIt); }

  #draw() {
    this.#plot?.destroy();
    this.#plot = null;
    const host = this.querySelector('.chart-host');
    const numbers = this.#numbers;
    if (!host || numbers.length === 0) {
      return;
    }

    // The first two units have an axis each; what has another shares the second.
    const units = [...new Set(numbers.map(one => one.unit))];
    const scaleOf = one => (one.unit === units[0] ? 'left' : 'right');
    const lines = numbers.map((one, at) => ({ ...one, scale: scaleOf(one), color: seriesColor(at) }));
    let times = this.answer.t;
    const values = lines.map(one => one.values);
    const earlier = this.earlier?.series.filter(one => one.kind !== 'state') ?? [];
    if (earlier.length > 0) {
      const tables = [[times, ...values], [this.earlier.t.map(second => second + this.shift), ...earlier.map(one => one.values)]];
      const joined = join(tables, tables.map(table => table.map(() => 2)));
      times = joined[0];
      lines.forEach((one, at) => { one.values = joined[1 + at]; });
      earlier.forEach((one, at) => lines.push({ ...one, values: joined[1 + values.length + at], scale: scaleOf(one), color: seriesColor(at), dash: [4, 4] }));
    }

    this.#plot = draw(host, {
      t: times, width: host.clientWidth, height: this.#height, series: lines,
      range: () => [this.range.from, this.range.to],
      axes: [{ scale: 'left', unit: units[0], side: 3 }, ...(units.length > 1 ? [{ scale: 'right', unit: units.slice(1).join(', '), side: 1 }] : [])],
      onCursor: at => { this.at = at; },
      hooks: {
        setSelect: [plot => {
          const { left, width } = plot.select;
          if (width > 8) {
            const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
            plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
            this.#tell(new Range(to - from, to));
          }
        }],
      },
    });
  }

  render() {
    const { answer } = this;
    return html`<figure class="stack tight">
      <div class="chart-host big-chart" tabindex="0" role="img" aria-label=${t('Chart. Arrow keys move it, + and - zoom, Home shows the last day.')} ?hidden=${this.#numbers.length === 0}></div>
      <div class="bands" .style=${`padding-left:${this.#numbers.length > 0 ? this.#gutter(0) : 0}px;padding-right:${this.#numbers.length > 0 ? this.#gutter(1) : 0}px`}>${this.#states.map(one => this.#band(one))}</div>
      <p class="small quiet" role="status">${this.at != null && answer?.t[this.at] ? html`${fullDate(answer.t[this.at] * 1000)}: ${this.#numbers.map(one => html`${one.title} <b>${this.#value(one)}</b> `)}` : nothing}</p></figure>`;
  }

  /** What the axis on a side takes, so that bands are below what they belong to. */
  #gutter(side) {
    const units = [...new Set(this.#numbers.map(one => one.unit))];
    return side === 1 && units.length < 2 ? edge : axisSize + (units[side] ? labelSize : 0);
  }

  #value(one) {
    const value = one.values[this.at];
    return value == null ? '–' : `${number(value, 0, one.precision ?? 2)} ${one.unit}`;
  }

  /** A state as a band, with its name where there is room. */
  #band({ device, key, title, values, options }) {
    const activities = house.parameter(`${device}/${key}`)?.meaning?.activities;
    const { t: times } = this.answer;
    const { from, length, to } = this.range;
    const pieces = [];
    for (let at = 0; at < times.length;) {
      let end = at + 1;
      while (end < times.length && values[end] === values[at]) {
        end++;
      }

      const [start, stop] = [Math.max(from, times[at]), Math.min(to, times[end] ?? to)];
      if (values[at] !== null && stop > start) {
        const name = options?.find(option => option.value === values[at])?.name ?? values[at];
        const place = options ? options.findIndex(option => option.value === values[at]) : values[at];
        pieces.push(html`<i title=${name} .style=${`left:${(start - from) / length * 100}%;width:${(stop - start) / length * 100}%;background:${activities?.[values[at]] ? `var(--${activities[values[at]]})` : `color-mix(in srgb, var(--series-${(place + 6) % 6 + 1}) ${place === 0 ? 12 : 40}%, var(--sheet))`}`}>${!activities && (stop - start) / length > 0.06 ? name : nothing}</i>`);
      }

      at = end;
    }

    return html`<div><p class="small">${title}</p>${activities ? activityKey(new Set(values.map(value => activities[value]))) : nothing}<div class="band" role="img" aria-label=${title}>${pieces}</div></div>`;
  }
}

customElements.define('ec-time-chart', TimeChart);
