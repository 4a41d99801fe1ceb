import { html, nothing } from '../vendor/lit.js';
import { clock, number } from '../data/format.js';
import { historyOf } from '../data/history.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { draw, seriesColor } from './plot.js';

const dayLong = 86_400;
const oftenEnough = 5 * 60_000;

/** The last day of some parameters of one unit, small. */
class DayChart extends Element {
  static properties = { parameters: { attribute: false }, answer: { state: true }, failure: { state: true }, at: { state: true } };

  #keys = '';
  #plot = null;
  #timer = null;
  #observer = new ResizeObserver(([entry]) => this.#plot?.setSize({ width: Math.floor(entry.contentRect.width), height: 168 }));
  #theme = window.matchMedia('(prefers-color-scheme: dark)');
  #redraw = () => this.#draw();

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => this.#ask(), oftenEnough);
    this.#theme.addEventListener('change', this.#redraw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#theme.removeEventListener('change', this.#redraw);
    this.#observer.disconnect();
  }

  willUpdate() {
    const keys = this.parameters.map(one => one.id).join();
    if (keys !== this.#keys) {
      this.#keys = keys;
      this.answer = null;
      this.#ask();
    }
  }

  async #ask() {
    const keys = this.#keys;
    const now = Date.now() / 1000;
    try {
      // What somebody sets has no mean: between 45 and 48 it never was.
      const aggregate = this.parameters.every(one => one.writable) ? 'last' : 'mean';
      const answer = await historyOf(this.parameters, now - dayLong, now, { points: 300, aggregate });
      if (keys === this.#keys) {
        this.answer = answer;
        this.failure = null;
      }
    } catch (error) {
      this.failure = error.message;
    }
  }

  updated(changed) {
    if (changed.has('answer')) {
      this.#draw();
    }
  }

  #draw() {
    this.#plot?.destroy();
    this.#plot = null;
    const host = this.querySelector('.plot');
    if (!host || !this.answer?.series.length) {
      return;
    }

    const { t: times, series } = this.answer;
    this.#observer.observe(host);
    this.#plot = draw(host, {
      t: times, width: host.clientWidth || 360, height: 168,
      series: series.map((one, at) => ({ ...one, scale: 'y', color: seriesColor(at) })),
      axes: [{ scale: 'y', unit: '', side: 3 }],
      onCursor: at => { this.at = at; },
    });
  }

  render() {
    const { answer } = this;
    if (this.failure || (answer && !answer.series.some(one => one.values.some(value => value !== null)))) {
      return html`<p class="small quiet">${this.failure ?? t('Nothing recorded in the last 24 hours.')}</p>`;
    }

    return html`<figure class="day-chart"><div class="plot" aria-hidden="true"></div><figcaption class="small">
      <span class="quiet">${this.at != null && answer ? clock(answer.t[this.at] * 1000) : t('Last 24 hours')}</span>
      ${answer?.series.map((one, at) => html`<span class="key"><i class=${`swatch s${at % 6}`}></i>${answer.series.length > 1 ? html`${one.title} ` : nothing}
        <b>${this.#value(one)}</b></span>`)}</figcaption></figure>`;
  }

  /** At the cursor, or from the lowest to the highest. */
  #value(one) {
    if (this.at != null) {
      const value = one.values[this.at];
      return value == null ? '–' : `${number(value, 0, one.precision ?? 2)} ${one.unit}`;
    }

    const known = one.values.filter(value => value !== null);
    const [least, most] = [number(Math.min(...known), 0, 1), number(Math.max(...known), 0, 1)];
    return known.length === 0 ? '–' : `${least === most ? least : `${least} … ${most}`} ${one.unit}`;
  }
}

customElements.define('ec-day-chart', DayChart);
