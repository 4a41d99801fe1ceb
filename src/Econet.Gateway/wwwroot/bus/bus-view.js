import { html, nothing } from '../vendor/lit.js';
import { get, of } from '../data/api.js';
import { duration, number } from '../data/format.js';
import { house } from '../data/house.js';
import { session } from '../data/session.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { fieldTitle, stateTitle } from './bus-words.js';
import './frames.js';
import { spark } from './spark.js';

const pace = 2000;
const most = 300;

/** How the buses are, followed for as long as somebody looks. */
class Bus extends Element {
  static properties = { failure: { state: true } };

  sources = [house, session];

  /** By device: what was told, with the time it came. */
  #seen = new Map();
  #timer = null;

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => this.#ask(), pace);
    this.#ask();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  heard(news) {
    if (news === null) {
      this.requestUpdate();
    }
  }

  async #ask() {
    if (document.hidden) {
      return;
    }

    for (const device of house.devices.values()) {
      try {
        const status = await get(of(device.id, 'status'));
        const seen = this.#seen.get(device.id) ?? [];
        seen.push({ at: Date.now(), status });
        this.#seen.set(device.id, seen.slice(-most));
        this.failure = null;
      } catch (error) {
        this.failure = error.message;
      }
    }

    this.requestUpdate();
  }

  render() {
    return html`<div class="view"><header><h1>${t('Bus')}</h1>${session.may('admin') ? html`<a class="button" download href="api/support-bundle">${t('Save what a bug report needs')}</a>` : nothing}</header>
      ${this.failure ? html`<p class="note alarm" role="alert">${this.failure}</p>` : nothing}
      ${[...house.devices.values()].map(device => this.#device(device))}</div>`;
  }

  #device(device) {
    const seen = this.#seen.get(device.id);
    if (!seen) {
      return html`<h2>${device.title}</h2><div class="empty" role="status">${t('Loading')}</div>`;
    }

    const { status } = seen.at(-1);
    const counters = Object.entries(status.traffic ?? {}).filter(([, value]) => typeof value === 'number');
    return html`<section class="stack"><div class="row spread"><h2>${device.title}</h2><span class=${status.alive ? 'good' : 'alarm'}>${stateTitle(status.state)}</span></div>
      ${device.problems.map(problem => html`<p class="note warning"><strong>${problem.code}</strong> · ${problem.message}</p>`)}
      <dl class="figures">
        ${this.#rate(seen, 'frames_received', t('Frames'), t('per second'))}
        ${this.#rate(seen, 'bytes_received', t('Bytes'), t('per second'))}
        ${this.#rate(seen, 'requests', t('Requests'), t('per second'))}
        ${status.token ? html`<div><dt>${t('Token')}</dt><dd class="text">${number(status.token.last_hold_ms, 0)} ms</dd><dd class="small quiet">${t('held last; granted {n} times', { n: status.token.granted })}</dd></div>` : nothing}
        ${status.bus?.address ? html`<div><dt>${t('Own address')}</dt><dd class="text">${status.bus.address}</dd><dd class="small quiet">${status.bus.address_confirmed ? t('confirmed by the panel') : t('not confirmed yet')}</dd></div>` : nothing}
        ${status.traffic?.frames_received ? html`<div><dt>${t('Own share')}</dt><dd class="text">${number(100 * status.traffic.frames_sent / (status.traffic.frames_sent + status.traffic.frames_received), 1)} %</dd><dd class="small quiet">${t('of all frames')}</dd></div>` : nothing}</dl>
      ${device.kind === 'gm3' && session.may('admin') ? html`<ec-frames .device=${device}></ec-frames>` : nothing}
      <details><summary>${t('Counters since the start')}</summary><div class="counters">${counters.map(([name, value]) => html`<div><p class="small">${fieldTitle(name)} <b>${number(value, 0)}</b></p>${spark(seen.map(one => one.status.traffic[name]))}</div>`)}</div></details>
      <details><summary>${t('All details')}</summary><dl class="pairs small">${Object.entries(status).filter(([, value]) => value && typeof value === 'object' && !Array.isArray(value)).flatMap(([section, fields]) =>
        Object.entries(fields).map(([name, value]) => html`<div><dt>${fieldTitle(section)} · ${fieldTitle(name)}</dt><dd>${value === null ? '–' : String(value)}</dd></div>`))}</dl></details>
      <p class="small quiet">${t('Watched for {time}.', { time: duration(Date.now() - seen[0].at) })}</p></section>`;
  }

  /** How fast a counter of the traffic rises. */
  #rate(seen, name, title, unit) {
    const [last] = seen.slice(-1);
    const first = seen.at(-16) ?? seen[0];
    const value = last.status.traffic?.[name];
    const seconds = (last.at - first.at) / 1000;
    return value === undefined ? nothing : html`<div><dt>${title}</dt><dd class="text">${seconds > 0 ? number(Math.max(0, value - first.status.traffic[name]) / seconds, value - first.status.traffic[name] > 10 * seconds ? 0 : 1) : '–'}</dd><dd class="small quiet">${unit}</dd></div>`;
  }
}

customElements.define('ec-bus', Bus);
