import { html, nothing } from '../vendor/lit.js';
import { activeAlarms } from '../data/alarms.js';
import { clock, day, moment, number } from '../data/format.js';
import { performanceOf } from '../data/history.js';
import { house } from '../data/house.js';
import { nextOf, schedulesOf } from '../data/schedules.js';
import { session } from '../data/session.js';
import { counted, t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { link, route } from '../shell/routes.js';
import './drawing.js';
import './part-panel.js';
import './rooms-strip.js';
import { sentence } from './sentence.js';
import { showsAnything, systemOf } from './system.js';
import { doubt } from '../controls/age.js';

const oftenEnough = 5 * 60_000;

class Home extends Element {
  static properties = { next: { state: true }, today: { state: true } };

  sources = [house, activeAlarms, route, session];
  #cameFromHere = false;
  #timer = null;
  #asking = false;

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => this.#ask(), oftenEnough);
    this.#ask();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  heard(news) {
    if (news === null && !this.next) {
      this.#ask();
    }

    this.requestUpdate();
  }

  /** The part that the address names: the browser's way back closes it. */
  get #open() {
    const [view, id, part] = route.path;
    const device = view === 'home' ? house.devices.get(id) : null;
    return device?.described && Object.hasOwn(device.parts, part) ? { device, id: part } : null;
  }

  get #pump() { return house.ofKind('gm3')[0] ?? null; }

  async #ask() {
    const device = this.#pump;
    if (!device?.described || this.#asking) {
      return;
    }

    this.#asking = true;
    try {
      const changes = (await schedulesOf(device)).map(schedule => ({ schedule, next: nextOf(schedule) })).filter(({ next }) => next);
      this.next = changes.sort((a, b) => a.next.at - b.next.at)[0] ?? {};
    } catch {
      this.next = {};
    }

    try {
      const midnight = new Date();
      midnight.setHours(0, 0, 0, 0);
      this.today = (await performanceOf(device, 'day', midnight.toISOString())).total;
    } catch {
      this.today = null;
    }

    this.#asking = false;
  }

  render() {
    if (!house.ready) {
      return html`<div class="empty" role="status">${t('Loading')}</div>`;
    }

    const device = this.#pump;
    if (house.devices.size === 0) {
      import('../settings/devices-section.js');
      return html`<div class="view setup"><header><h1>${t('Set up a device')}</h1></header>
        <p>${t('No device is configured yet. Connect an adapter to the bus, choose its port, and listen whether a bus is heard there before you add it.')}</p>
        <ec-devices-section></ec-devices-section></div>`;
    }

    const system = device?.described ? systemOf(device) : null;
    // Of what a key does not show there is nothing to draw.
    const blind = session.hides && system !== null && !showsAnything(system);
    const open = this.#open;
    return html`<div class="view home">
      <header><h1>${system && session.hides && !system.unit.activity ? device.title : system ? sentence(system) : device ? t('Waiting for the first values') : house.first.title}</h1></header>
      ${this.#troubles()}
      ${blind ? html`<div class="empty"><p>${t('Your key does not show what the heat pump does.')}</p><p><a href="#/parameters">${t('What it shows')}</a></p></div>`
        : system ? html`${this.#figures(system)}
        <ec-drawing .system=${system} @part=${event => this.#show(event.detail)}></ec-drawing>` : nothing}
      ${house.ofKind('neasmart').map(floor => html`<ec-rooms-strip .device=${floor}></ec-rooms-strip>`)}
      ${open ? html`<ec-part-panel .part=${open.id} .device=${open.device} @close=${() => this.#close(open)}></ec-part-panel>` : nothing}
    </div>`;
  }

  #show({ id, device }) {
    this.#cameFromHere = true;
    location.hash = link(['home', device.id, id]);
  }

  /** Unless a link in it was followed. */
  #close({ id, device }) {
    if (location.hash !== link(['home', device.id, id])) {
      return;
    }

    if (this.#cameFromHere) {
      history.back();
    } else {
      route.replace('#/home');
    }
  }

  /** What is wrong, and what to do. */
  #troubles() {
    const problems = [...house.devices.values()].flatMap(device => device.problems.map(problem => ({ device, problem })));
    const { active } = activeAlarms;
    return problems.length + active.length === 0 ? nothing : html`<ul class="stack tight">
      ${active.map(alarm => html`<li class="note alarm"><strong>${t('Alarm {code}', { code: alarm.code })}${alarm.title ? `: ${alarm.title}` : ''}</strong>
        ${alarm.from_date ? html`<span class="quiet"> · ${t('since {time}', { time: moment(Date.parse(alarm.from_date)) })}</span>` : nothing}
        · <a href="#/alarms">${t('Alarms')}</a></li>`)}
      ${problems.map(({ device, problem }) => html`<li class="note warning">${house.devices.size > 1 ? html`<strong>${device.title}: </strong>` : nothing}${problem.message}</li>`)}</ul>`;
  }

  #figures({ unit }) {
    const cooling = unit.activity?.activity === 'cooling';
    const heat = cooling && unit.cool ? unit.cool : unit.heat;
    const { today } = this;
    return html`<dl class="figures">
      ${this.#figure(t('Power in'), unit.electric, today?.electric_kwh > 0 ? t('{n} kWh today', { n: number(today.electric_kwh, 1) }) : null)}
      ${this.#figure(cooling ? t('Cold out') : t('Heat out'), heat, today?.heat_kwh > 0 ? t('{n} kWh today', { n: number(today.heat_kwh, 1) }) : null)}
      ${this.#figure(t('COP'), unit.cop?.value > 0 ? unit.cop : null, today?.cop ? t('{n} today', { n: number(today.cop, 2) }) : null)}
      ${this.next?.next ? html`<div class="next"><dt>${t('Next')}</dt><dd class="text">${this.#nextWhen(this.next.next.at)}</dd>
        <dd class="small quiet">${t(this.next.next.on ? '{schedule} on' : '{schedule} off', { schedule: this.next.schedule.title })}</dd></div>` : nothing}
      ${today?.compressor ? html`<div><dt>${t('Starts')}</dt><dd class="text">${today.compressor.starts}</dd>
        <dd class="small quiet">${today.defrosts ? counted(today.defrosts, '{n} defrost today', '{n} defrosts today') : t('today')}</dd></div>` : nothing}
    </dl>`;
  }

  #nextWhen(at) {
    return new Date(at).toDateString() === new Date().toDateString() ? clock(at) : `${day(at).split(',')[0]} ${clock(at)}`;
  }

  #figure(title, parameter, below) {
    return !parameter && !below && session.hides ? nothing : html`<div><dt>${title}</dt>
      <dd class=${parameter?.fresh ?? true ? 'text' : 'text stale'} title=${parameter && !parameter.fresh ? doubt(parameter) : nothing}>${parameter?.value === null || !parameter ? '–' : html`${parameter.bareText}${parameter.unit ? html` <span class="unit">${parameter.unit}</span>` : nothing}`}</dd>
      <dd class="small quiet">${below ?? nothing}</dd></div>`;
  }
}

customElements.define('ec-home', Home);
