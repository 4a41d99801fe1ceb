import { html, nothing } from '../vendor/lit.js';
import { dayAndClock } from '../data/format.js';
import { historyOf } from '../data/history.js';
import { house } from '../data/house.js';
import { session } from '../data/session.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { icon } from '../shell/icons.js';
import { route, toParameter } from '../shell/routes.js';
import './parameter-picker.js';
import { presets, Range } from './range.js';
import { forget, save, saved } from './saved-sets.js';
import './time-chart.js';

const settle = 250;
const refresh = 60_000;
const shifts = { '': 0, day: 86_400, week: 7 * 86_400 };

/** Parameters over time. The address says which, and when. */
class Charts extends Element {
  static properties = { answer: { state: true }, earlier: { state: true }, failure: { state: true }, busy: { state: true } };

  sources = [house, route];
  #asked = '';
  #timer = null;
  #live = null;
  #keys = [];
  #range = new Range(86_400);

  connectedCallback() {
    super.connectedCallback();
    this.#live = setInterval(() => this.#range.isLive && this.#ask(), refresh);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#live);
  }

  heard(news, source) {
    if (source === route || news === null) {
      this.requestUpdate();
    }
  }

  willUpdate() {
    if (route.view !== 'charts' || !house.ready) {
      return;
    }

    const { query } = route;
    this.#keys = query.has('keys') ? query.get('keys').split(',').filter(Boolean) : this.#first();
    this.#range = Range.parse(query.get('range'));
    const asked = `${this.#keys}|${this.#range}|${query.get('compare') ?? ''}`;
    if (asked !== this.#asked && this.#keys.length > 0) {
      this.#asked = asked;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#ask(), this.answer ? settle : 0);
    }
  }

  /** What most people look at first. */
  #first() {
    const device = house.first;
    return device ? [device.anyRole('outdoor_temperature'), device.role('heat_pump', 'flow_temperature'), device.role('heat_pump', 'return_temperature'), device.anyRole('electric_power'), device.anyRole('activity')]
      .filter(Boolean).map(one => one.id) : [];
  }

  get #parameters() { return this.#keys.map(key => house.parameter(key)).filter(Boolean); }

  get #shift() { return shifts[route.query.get('compare') ?? ''] ?? 0; }

  async #ask() {
    const asked = this.#asked;
    const range = this.#range;
    const parameters = this.#parameters;
    if (parameters.length === 0) {
      // Nobody here has what the address names.
      Object.assign(this, { answer: null, earlier: null, failure: null });
      return;
    }

    this.busy = true;
    try {
      const [answer, earlier] = await Promise.all([
        historyOf(parameters, range.from, range.to, { points: 1200 }),
        this.#shift ? historyOf(parameters, range.from - this.#shift, range.to - this.#shift, { points: 1200 }) : null,
      ]);
      if (asked === this.#asked) {
        Object.assign(this, { answer, earlier, failure: null });
      }
    } catch (error) {
      this.failure = error.message;
    }

    this.busy = false;
  }

  render() {
    const parameters = this.#parameters;
    const range = this.#range;
    const empty = this.answer && !this.answer.series.some(one => one.values.some(value => value !== null));
    return html`<div class="view"><header><h1>${t('Charts')}</h1>
        <div class="row chart-tools"><ec-parameter-picker class="grow" @pick=${event => this.#set([...this.#keys, event.detail.id])}></ec-parameter-picker>${this.#sets()}</div></header>
      <div class="row spread"><div class="row chart-when">
          <div class="segments presets" role="group" aria-label=${t('Time')}>${presets.map(([name, length]) => html`<button aria-pressed=${range.isLive && range.length === length ? 'true' : 'false'} @click=${() => route.set({ range: name })}>${this.#named(name)}</button>`)}</div>
          <button class="square" aria-label=${t('Earlier')} @click=${() => this.#move(range.moved(-0.5))}>${icon('back')}</button>
          <button class="square" aria-label=${t('Later')} ?disabled=${range.isLive} @click=${() => this.#move(range.moved(0.5))}>${icon('forward')}</button>
          <button class="square" aria-label=${t('Zoom in')} @click=${() => this.#move(range.zoomed(0.5))}>${icon('plus')}</button>
          <button class="square" aria-label=${t('Zoom out')} @click=${() => this.#move(range.zoomed(2))}>${icon('minus')}</button></div>
        <div class="row chart-beside"><select aria-label=${t('Compare')} @change=${event => route.set({ compare: event.target.value })}>
            <option value="" ?selected=${!this.#shift}>${t('No comparison')}</option>
            <option value="day" ?selected=${this.#shift === shifts.day}>${t('With the day before')}</option>
            <option value="week" ?selected=${this.#shift === shifts.week}>${t('With the week before')}</option></select>
          <a class="button" download="history.csv" href=${this.#csv(parameters, range)}>${icon('download')}CSV</a></div></div>
      <ul class="legend small">${parameters.map(one => html`<li><i class=${`swatch ${this.#swatch(one)}`}></i><a href=${toParameter(one)}>${one.title}</a>
        ${this.answer?.not_found?.includes(one.key) || this.answer?.not_found?.includes(one.id) ? html`<span class="quiet">${t('not recorded')}</span>` : nothing}
        <button class="plain square" aria-label=${t('Remove {title}', { title: one.title })} @click=${() => this.#set(this.#keys.filter(key => key !== one.id))}>${icon('close')}</button></li>`)}</ul>
      ${house.ready ? this.#keys.filter(key => !house.parameter(key)).map(key => html`<p class="note warning" role="status">${session.hides ? t('There is no parameter {name}, or your key does not show it.', { name: key }) : t('There is no parameter {name}.', { name: key })}
        <button class="plain square" aria-label=${t('Remove {title}', { title: key })} @click=${() => this.#set(this.#keys.filter(other => other !== key))}>${icon('close')}</button></p>`) : nothing}
      ${this.failure ? html`<p class="note alarm" role="alert">${this.failure}</p>` : nothing}
      ${parameters.length === 0 ? html`<div class="empty">${t('Add a parameter to see how it was.')}</div>`
        : empty ? html`<div class="empty">${t('Nothing was recorded between {from} and {to}.', { from: dayAndClock(range.from * 1000), to: dayAndClock(range.to * 1000) })}</div>`
        : html`<ec-time-chart .answer=${this.answer} .earlier=${this.#shift ? this.earlier : null} .shift=${this.#shift} .range=${range} @range=${event => this.#move(event.detail)}></ec-time-chart>`}
      ${this.#shift ? html`<p class="small quiet">${t('Dashed lines: the time before.')}</p>` : nothing}</div>`;
  }

  #named(name) {
    const [, n, unit] = /(\d+)(\w)/.exec(name);
    return unit === 'h' ? t('{n} h', { n }) : t('{n} d', { n });
  }

  #swatch(parameter) {
    const at = this.answer?.series.filter(one => one.kind !== 'state').findIndex(one => one.device === parameter.device.id && one.key === parameter.key) ?? -1;
    return at < 0 ? '' : `s${at % 6}`;
  }

  #sets() {
    const sets = saved();
    return html`<select aria-label=${t('Saved sets')} @change=${event => this.#choose(event)}>
      <option value="">${t('Saved sets')}</option>
      ${Object.keys(sets).map(name => html`<option value=${`=${name}`}>${name}</option>`)}
      <option value="+">${t('Save this one')}</option>
      ${Object.keys(sets).map(name => html`<option value=${`-${name}`}>${t('Delete {name}', { name })}</option>`)}</select>`;
  }

  #choose(event) {
    const { value } = event.target;
    event.target.value = '';
    if (value === '+') {
      const name = window.prompt(t('Name of the set'), this.#parameters[0]?.title ?? '');
      if (name) {
        save(name, this.#keys);
      }
    } else if (value.startsWith('=')) {
      this.#set(saved()[value.slice(1)]);
    } else if (value.startsWith('-')) {
      forget(value.slice(1));
    }

    this.requestUpdate();
  }

  #set(keys) { route.set({ keys: [...new Set(keys)].join(',') || ',' }); }

  #move(range) { route.set({ range: range.toString() }); }

  #csv(parameters, range) {
    return `api/history?${new URLSearchParams({ keys: parameters.map(one => one.id).join(','), from: new Date(range.from * 1000).toISOString(), to: new Date(range.to * 1000).toISOString(), format: 'csv' })}`;
  }
}

customElements.define('ec-charts', Charts);
