import { html, nothing } from '../vendor/lit.js';
import { day, number } from '../data/format.js';
import { performanceOf, timelineOf } from '../data/history.js';
import { house } from '../data/house.js';
import { session } from '../data/session.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { route } from '../shell/routes.js';
import { dayBand, daysOf, key, shareBand, sums } from './day-bands.js';
import { scatter, tellsBase } from './scatter.js';

const spans = { week: { days: 7, by: 'day' }, month: { days: 31, by: 'day' }, season: { days: 365, by: 'month' } };
const oftenEnough = 5 * 60_000;

/** What the heat pump did, and how well. */
class Timeline extends Element {
  static properties = { days: { state: true }, performed: { state: true }, failure: { state: true } };

  sources = [house, route, session];
  #asked = null;
  #timer = null;

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => { this.#asked = null; this.requestUpdate(); }, oftenEnough);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  heard(news, source) {
    if (source === route || news === null) {
      this.requestUpdate();
    }
  }

  get #span() { return spans[route.query.get('span')] ? route.query.get('span') : 'week'; }

  willUpdate() {
    const device = house.ofKind('gm3')[0];
    const span = this.#span;
    if (route.view === 'timeline' && device && this.#asked !== span) {
      this.#asked = span;
      this.#ask(device, spans[span], span);
    }
  }

  async #ask(device, { days, by }, span) {
    const from = new Date();
    from.setHours(0, 0, 0, 0);
    from.setDate(from.getDate() - days + 1);
    try {
      const [timeline, how] = await Promise.all([
        by === 'day' ? timelineOf(device, from.toISOString(), 'now') : null,
        performanceOf(device, by, from.toISOString()),
      ]);
      if (span === this.#span) {
        Object.assign(this, { days: timeline && daysOf(timeline), performed: how, failure: null });
      }
    } catch (error) {
      this.failure = error.message;
    }
  }

  render() {
    const span = this.#span;
    return html`<div class="view"><header><h1>${t('Timeline')}</h1>
        <div class="segments" role="group" aria-label=${t('Time')}>${[['week', t('Week')], ['month', t('Month')], ['season', t('Year')]].map(([name, title]) => html`
          <button aria-pressed=${span === name ? 'true' : 'false'} @click=${() => route.set({ span: name })}>${title}</button>`)}</div></header>
      ${this.failure ? html`<div class="empty"><p>${this.failure}</p></div>`
        : session.hides && this.performed && !(this.performed.total?.known > 0) ? html`<div class="empty">${t('Your key does not show what the heat pump did.')}</div>` : !this.performed ? html`<div class="empty" role="status">${t('Loading')}</div>` : html`
        ${this.#total(this.performed.total)}
        ${this.days ? this.#bands() : this.#shares()}
        ${this.#loss(this.performed.heat_loss)}
        ${this.#source()}`}</div>`;
  }

  #total(total) {
    const figure = (title, text, below) => html`<div><dt>${title}</dt><dd class="text">${text}</dd><dd class="small quiet">${below ?? nothing}</dd></div>`;
    const of = (name, digits = 1) => total[name] == null ? '–' : number(total[name], digits);
    return html`<dl class="figures">
      ${figure(t('Electricity'), of('electric_kwh', 0), 'kWh')}
      ${figure(t('Heat'), of('heat_kwh', 0), 'kWh')}
      ${figure(t('COP'), of('cop', 2), t('heat per electricity'))}
      ${total.compressor ? figure(t('Starts'), total.compressor.starts, total.compressor.mean_run_minutes == null ? null : t('{n} min each', { n: number(total.compressor.mean_run_minutes, 0) })) : nothing}
      ${total.defrosts == null ? nothing : figure(t('Defrosts'), total.defrosts)}</dl>`;
  }

  #bands() {
    const byLabel = new Map(this.performed.periods.map(period => [period.label, period]));
    const labelOf = time => { const date = new Date(time); return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`; };
    return html`<section class="stack tight">${key(new Set(this.days.flatMap(one => one.pieces.map(piece => piece.activity))))}
      <div class="days-bands"><div class="days-row" aria-hidden="true"><span></span><span class="hours-scale small quiet">${[0, 6, 12, 18].map(hour => html`<span>${hour}</span>`)}</span><span></span></div>
        ${this.days.map(one => html`<div class="days-row"><span class="small">${day(one.start)}</span>${dayBand(one, day(one.start))}${sums(byLabel.get(labelOf(one.start)))}</div>`)}</div></section>`;
  }

  #shares() {
    return html`<section class="stack tight">${key(new Set(this.performed.periods.flatMap(period => Object.keys(period.activities ?? {}))))}
      <div class="days-bands">${[...this.performed.periods].reverse().map(period => html`<div class="days-row"><span class="small">${period.label}</span>${shareBand(period, period.label)}${sums(period)}</div>`)}</div></section>`;
  }

  #loss(loss) {
    return !loss?.points?.length ? nothing : html`<section class="loss"><div class="stack tight"><h2>${t('Heat demand of the house')}</h2>
      ${loss.watts_per_kelvin == null ? html`<p class="quiet">${t('Too few heating days yet.')}</p>` : html`
        <p><b>${number(loss.watts_per_kelvin, 0)} W/K</b> ${t('for each degree between indoors and outdoors.')}</p>
        <p class="quiet">${tellsBase(loss) ? t('No heating is needed above {n} °C outdoors.', { n: number(loss.base_temperature, 1) }) : t('The days do not tell yet above which temperature no heating is needed.')} ${t('From {days} days; fit {fit} of 1.', { days: loss.days, fit: number(loss.fit, 2) })}</p>`}</div>
      ${scatter(loss)}</section>`;
  }

  #source() {
    const { electric, heat } = this.performed.sources;
    const words = { counter: t('counted by the heat pump'), integrated: t('calculated from the power') };
    return electric || heat ? html`<p class="small quiet">${electric ? `${t('Electricity')}: ${words[electric]}. ` : nothing}${heat ? `${t('Heat')}: ${words[heat]}.` : nothing}</p>` : nothing;
  }
}

customElements.define('ec-timeline', Timeline);
