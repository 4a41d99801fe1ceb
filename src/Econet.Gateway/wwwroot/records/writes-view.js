import { html, nothing } from '../vendor/lit.js';
import { get, of } from '../data/api.js';
import { clockWithSeconds, dayAndClock, duration } from '../data/format.js';
import { house } from '../data/house.js';
import { named, meant } from '../data/meaning.js';
import { neverMadeBecause } from '../data/refusals.js';
import { session } from '../data/session.js';
import { t } from '../data/words.js';
import { ended, writes } from '../data/writes.js';
import { statusText } from '../controls/progress.js';
import { Element } from '../shell/element.js';
import { toParameter } from '../shell/routes.js';

/** Who changed what, when, and how it ended. */
class Writes extends Element {
  static properties = { jobs: { state: true }, failure: { state: true } };

  sources = [house, writes];
  #asking = null;

  connectedCallback() {
    super.connectedCallback();
    this.#ask();
  }

  heard(news) {
    // An event that is no change of a value may be a write.
    if (!(news instanceof Set)) {
      this.#asking ??= setTimeout(() => { this.#asking = null; this.#ask(); }, 300);
    }
  }

  async #ask() {
    try {
      const lists = await Promise.all([...house.devices.values()].map(async device => (await get(`${of(device.id, 'writes')}?limit=200`)).writes.map(job => ({ ...job, device }))));
      this.jobs = lists.flat().sort((a, b) => b.created_at.localeCompare(a.created_at));
      this.failure = null;
    } catch (error) {
      this.failure = error.message;
    }
  }

  render() {
    return html`<div class="view"><header><h1>${t('Writes')}</h1></header>
      ${this.failure ? html`<div class="empty">${this.failure}</div>` : !this.jobs ? html`<div class="empty" role="status">${t('Loading')}</div>`
        : this.jobs.length === 0 ? html`<div class="empty">${session.hides ? t('Nobody has changed lately what your key shows.') : t('Nobody has changed anything lately.')}</div>` : html`
        <div class="scroller"><table class="records"><thead><tr><th>${t('When')}</th><th>${t('What')}</th><th>${t('Change')}</th><th>${t('Who')}</th><th>${t('How it ended')}</th></tr></thead>
          <tbody>${this.jobs.map(job => this.#row(job))}</tbody></table></div>`}</div>`;
  }

  #row(job) {
    const parameter = job.device.parameters.get(job.parameter);
    const shown = raw => parameter ? named(meant(raw, parameter.meaning, parameter.type), parameter.meaning, parameter.type, parameter.unit) : String(raw);
    const bad = ended(job.status) && job.status !== 'verified';
    const words = neverMadeBecause(job);
    const took = job.ended_at ? Date.parse(job.ended_at) - Date.parse(job.created_at) : null;
    return html`<tr><td class="number">${new Date(job.created_at).toDateString() === new Date().toDateString() ? clockWithSeconds(Date.parse(job.created_at)) : dayAndClock(Date.parse(job.created_at))}</td>
      <td>${parameter ? html`<a href=${toParameter(parameter)}>${parameter.title}</a>` : job.parameter}</td>
      <td>${job.old_value === null ? nothing : html`<span class="quiet">${shown(job.old_value)} →</span> `}${shown(job.value)}</td>
      <td>${job.origin}</td>
      <td><span class=${bad ? 'alarm' : job.status === 'verified' ? 'good' : 'pending'}>${statusText(job.status)}</span>${took === null ? nothing : html` <span class="small quiet">${t('after {time}', { time: duration(took) })}</span>`}
        ${words ? html`<br><span class="small">${words}</span>` : job.message ? html`<br><span class="small" lang="en">${job.message}</span>` : nothing}</td></tr>`;
  }
}

customElements.define('ec-writes', Writes);
