import { html, live, nothing } from '../vendor/lit.js';
import { get, of, send } from '../data/api.js';
import { fullDate, number } from '../data/format.js';
import { house } from '../data/house.js';
import { session } from '../data/session.js';
import { counted, t } from '../data/words.js';
import { Element } from '../shell/element.js';

/** More names that nothing is recorded of are not asked about. */
const mostNames = 20;

const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const sum = (all, what) => all.reduce((total, one) => total + what(one), 0);

/** Takes in what another logger recorded: shows first what would come in. */
class HistoryImportSection extends Element {
  static properties = {
    file: { state: true }, device: { state: true }, zone: { state: true }, recorded: { state: true }, report: { state: true }, sent: { state: true }, wrong: { state: true },
  };

  sources = [house, session];

  /** What names of the file mean: keys of parameters. */
  #means = new Map();
  #aborted = null;

  constructor() {
    super();
    this.zone = browserZone;
  }

  heard(news, source) {
    if (source !== house || news === null) {
      this.requestUpdate();
    }
  }

  render() {
    const why = session.whyNot('admin');
    return house.devices.size === 0 ? nothing : html`<section class="stack"><h2>${t('Import history')}</h2>
      <p class="quiet">${t('A CSV file of Home Assistant, InfluxDB, this gateway or a logger of your own. It fills hours of which nothing is known, and changes no others. It cannot be undone.')}</p>
      ${why ? html`<p class="small quiet">${why}</p>` : html`${this.#form()}
        ${this.wrong ? html`<div class="note alarm" role="alert"><p>${this.wrong.words}</p>${this.wrong.message ? html`<p class="small" lang="en">${this.wrong.message}</p>` : nothing}</div>` : nothing}
        ${this.report ? this.#shown() : nothing}`}</section>`;
  }

  #form() {
    const busy = this.sent !== undefined;
    const zones = [...new Set([browserZone, 'UTC'])];
    return html`<div class="row whole">
      <label class="field"><span>${t('File')}</span><input type="file" accept=".csv,.tsv,.txt,text/csv" ?disabled=${busy} @change=${event => this.#choose({ file: event.target.files[0] })}></label>
      ${house.devices.size > 1 ? html`<label class="field"><span>${t('Device, if the file names none')}</span><select ?disabled=${busy} @change=${event => this.#choose({ device: event.target.value })}>
        ${[...house.devices.values()].map(device => html`<option value=${device.id} ?selected=${device.id === this.#deviceId}>${device.title}</option>`)}</select></label>` : nothing}
      <label class="field"><span>${t('Time zone, if the times have none')}</span><select ?disabled=${busy} @change=${event => this.#choose({ zone: event.target.value })}>
        ${zones.map(zone => html`<option value=${zone} ?selected=${zone === this.zone}>${zone}</option>`)}</select></label></div>
      ${busy ? this.#progress() : html`<div class="row"><button ?disabled=${!this.file} @click=${() => this.#run(true)}>${t('Show what would come in')}</button>
        ${this.report?.dry_run && this.#hours > 0 ? html`<button class="primary" @click=${() => this.#run(false)}>${t('Import')}</button>` : nothing}</div>`}`;
  }

  #progress() {
    return html`<div class="row"><progress max="1" .value=${this.sent} aria-label=${t('Sent')}></progress>
      <span role="status">${this.sent < 1 ? t('{n} % is sent.', { n: number(Math.floor(this.sent * 100)) }) : t('The gateway is reading it.')}</span>
      <button @click=${() => this.#aborted.abort()}>${t('Cancel')}</button></div>`;
  }

  get #deviceId() { return this.device ?? house.first.id; }

  get #hours() { return sum(this.report.series, one => one.hours); }

  #shown() {
    const { dry_run: isDry, series, before, not_found: missing, unread } = this.report;
    const hours = this.#hours;
    return html`<p role="status" class=${!isDry && hours > 0 ? 'good' : ''}>${isDry
        ? hours > 0 ? counted(hours, '{n} hour would come in.', '{n} hours would come in.') : t('Nothing would come in.')
        : counted(hours, '{n} hour has come in.', '{n} hours have come in.')}</p>
      ${series.length === 0 ? nothing : html`<div class="scroller"><table><thead><tr><th>${t('Parameter')}</th><th class="end">${t('Values')}</th><th>${t('From')}</th><th>${t('Until')}</th>
        <th class="end">${t('Hours')}</th><th class="end">${t('Known before')}</th><th class="end">${t('Too old')}</th></tr></thead><tbody>${series.map(one => this.#row(one))}</tbody></table></div>`}
      <p class="small quiet">${t('From {time} on the gateway keeps every change that it saw itself, and nothing comes in.', { time: fullDate(Date.parse(before)) })}</p>
      ${missing.length > 0 ? this.#names(missing, isDry) : nothing}
      ${unread.count > 0 ? html`<details><summary>${counted(unread.count, '{n} value could not be read.', '{n} values could not be read.')}</summary>
        <ul class="small">${unread.first.map(one => html`<li>${t('Line {n}', { n: one.line })}: <span lang="en">${one.reason}</span></li>`)}</ul></details>` : nothing}`;
  }

  #row({ device, key, values, from, to, hours, known_hours: known, old_hours: old }) {
    return html`<tr><td>${house.parameter(`${device}/${key}`)?.title ?? key}</td><td class="number end">${values}</td><td class="number">${fullDate(Date.parse(from))}</td><td class="number">${fullDate(Date.parse(to))}</td>
      <td class="number end">${hours}</td><td class="number end">${known}</td><td class="number end">${old}</td></tr>`;
  }

  /** What the file calls otherwise than the gateway; what it means can be said before the import. */
  #names(missing, isDry) {
    return html`<p>${t('Of these names nothing is recorded:')}</p>
      ${isDry ? html`<datalist id="recorded">${this.recorded?.map(one => html`<option value=${one.key}>${one.title ?? one.key}</option>`)}</datalist>
        <div class="stack tight">${missing.slice(0, mostNames).map(({ name }) => html`<label class="row"><code>${name}</code> ${t('means')}
          <input list="recorded" aria-label=${t('What {name} means', { name })} placeholder=${t('nothing here')} .value=${live(this.#means.get(name) ?? '')} @input=${event => this.#means.set(name, event.target.value.trim())}></label>`)}</div>`
        : nothing}
      ${isDry && missing.length <= mostNames ? nothing : html`<p class="small">${missing.slice(isDry ? mostNames : 0, 10 * mostNames).map(({ name }) => name).join(', ')}</p>`}`;
  }

  #choose(changed) {
    Object.assign(this, changed);
    this.report = null;
    this.wrong = null;
  }

  async #run(isDry) {
    this.#aborted = new AbortController();
    this.wrong = null;
    this.sent = 0;
    try {
      this.report = await send(`api/history/import?${this.#question(isDry)}`, this.file, 'text/csv', { told: share => { this.sent = share; }, signal: this.#aborted.signal });
      this.recorded ??= (await get(of(this.#deviceId, 'history/series'))).series;
    } catch (error) {
      this.report = null;
      this.wrong = this.#whyNot(error);
    }

    this.sent = undefined;
  }

  #question(isDry) {
    const question = new URLSearchParams({ device: this.#deviceId, zone: this.zone, dry_run: isDry });
    for (const [name, key] of this.#means) {
      if (key) {
        question.append('map', `${name}=${key}`);
      }
    }

    return question;
  }

  #whyNot({ code, status, message }) {
    const words = {
      bad_file: t('The gateway can not read this file.'),
      bad_request: t('The gateway can not read this file.'),
      too_large: t('The file is too large; split it.'),
      busy: t('Another file is being imported. Try again when that has ended.'),
      conflict: t('This gateway records no history.'),
      unavailable: t('The gateway can not take the file now. What has come in stays; import it again later.'),
      not_found: t('There is no such device any more.'),
      key_required: session.whyNot('admin'), key_invalid: session.whyNot('admin'), forbidden: session.whyNot('admin'),
    }[code];
    return words ? { words, message: ['bad_file', 'bad_request', 'unavailable'].includes(code) ? message : null }
      : status === 0 ? { words: message } : { words: t('The file could not be imported.'), message };
  }
}

customElements.define('ec-history-import-section', HistoryImportSection);
