import { html, nothing } from '../vendor/lit.js';
import { post, of } from '../data/api.js';
import { moment, weekday } from '../data/format.js';
import { house } from '../data/house.js';
import { days, nextOf, rangesOf, schedulesOf, slotsOf } from '../data/schedules.js';
import { refusalOf } from '../data/refusals.js';
import { session } from '../data/session.js';
import { counted, t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { link, route } from '../shell/routes.js';
import './copy-dialog.js';
import { order } from './week-grid.js';

/** A device tells the words of a schedule one after the other. */
const settle = 500;

const clone = week => Object.fromEntries(days.map(day => [day, week[day] && [...week[day]]]));

/** What somebody has painted and not written stays while they look at something else: weeks by device and schedule. */
const drafts = new Map();
const idOf = schedule => `${schedule.device.id}/${schedule.name}`;
const isUsed = schedule => days.some(day => schedule.days[day]?.length > 0);

/** The weekly schedules: painted here, compared, and then written. */
class Schedules extends Element {
  static properties = { schedules: { state: true }, week: { state: true }, failure: { state: true }, wrong: { state: true }, busy: { state: true }, done: { state: true }, copying: { state: true } };

  sources = [house, route, session];
  #shown = null;
  #asking = null;

  heard(news, source) {
    if (source !== house) {
      this.requestUpdate();
    } else if (news === null || [...news].some(one => one.device === this.#chosen?.device && one.name.startsWith(this.#chosen.name))) {
      this.#asking ??= setTimeout(() => { this.#asking = null; this.#ask(); }, settle);
    }
  }

  async #ask() {
    const devices = house.ofKind('gm3').filter(device => device.described);
    if (devices.length === 0) {
      return;
    }

    // A device that does not tell its schedules does not hide those of another one.
    const answers = await Promise.allSettled(devices.map(schedulesOf));
    const told = answers.filter(answer => answer.status === 'fulfilled');
    this.failure = told.length === 0 ? answers[0].reason.message : null;
    if (told.length > 0) {
      this.schedules = told.flatMap(answer => answer.value);
      // What somebody has painted stays until it is written or discarded.
      if (this.#chosen && (!this.week || this.#changes.length === 0)) {
        this.#begin(this.#chosen);
      }
    }
  }

  connectedCallback() {
    super.connectedCallback();
    this.#ask();
  }

  willUpdate() {
    const chosen = this.#chosen;
    if (chosen && idOf(chosen) !== this.#shown) {
      this.#begin(chosen);
    }
  }

  get #chosen() {
    const [, device, name] = route.view === 'schedules' ? route.path : [];
    // What nobody has set up is the least interesting to begin with.
    return this.schedules?.find(one => one.device.id === device && one.name === name) ?? this.schedules?.find(isUsed) ?? this.schedules?.[0] ?? null;
  }

  #begin(schedule) {
    this.#shown = idOf(schedule);
    this.before = Object.fromEntries(days.map(day => [day, slotsOf(schedule.days[day])]));
    this.week = clone(drafts.get(idOf(schedule)) ?? this.before);
    this.wrong = null;
  }

  /** Takes a week that somebody has made; one that is as the device has it is no draft. */
  #draft(week) {
    this.week = week;
    this.done = false;
    if (this.#changes.length > 0) {
      drafts.set(idOf(this.#chosen), week);
    } else {
      drafts.delete(idOf(this.#chosen));
    }
  }

  #discard() {
    drafts.delete(idOf(this.#chosen));
    this.#begin(this.#chosen);
  }

  get #changes() {
    return order.map(at => days[at]).filter(day => this.week[day]?.some((on, slot) => on !== this.before[day][slot]))
      .map(day => ({ day, before: rangesOf(this.before[day]), after: rangesOf(this.week[day]) }));
  }

  render() {
    if (this.failure) {
      return html`<div class="view"><h1>${t('Schedules')}</h1><div class="empty"><p>${this.failure}</p><p><button @click=${() => this.#ask()}>${t('Try again')}</button></p></div></div>`;
    }

    const chosen = this.#chosen;
    if (!this.schedules) {
      return html`<div class="empty" role="status">${t('Loading')}</div>`;
    }

    if (!chosen) {
      return html`<div class="view"><h1>${t('Schedules')}</h1><div class="empty">${session.hides ? t('Your key shows no weekly schedule.') : t('The device has no weekly schedules.')}</div></div>`;
    }

    const next = nextOf(chosen);
    const isAlone = this.schedules.every(one => one.device === chosen.device);
    return html`<div class="view"><header><h1>${t('Schedules')}</h1></header>
      <nav class="segments" aria-label=${t('Schedules')}>${this.schedules.map(one => html`<a class="button" href=${link(['schedules', one.device.id, one.name])} aria-current=${one === chosen ? 'true' : nothing}>${isAlone ? one.title : `${one.device.title} · ${one.title}`}</a>`)}</nav>
      <p class="quiet">${t('Filled is on. Paint with the mouse, a finger, or Space and Shift with the arrow keys.')}
        ${next ? t(next.on ? 'Next: on at {time}.' : 'Next: off at {time}.', { time: moment(next.at) }) : nothing}</p>
      <ec-week-grid .week=${this.week} .before=${this.before} ?disabled=${!session.may('write')} @paint=${this.#paint} @copy=${event => { this.copying = event.detail.day; }}></ec-week-grid>
      ${session.may('write') ? nothing : html`<p class="small quiet">${session.whyNot('write')}</p>`}
      ${this.#difference()}
      ${this.copying ? html`<ec-copy-dialog .day=${this.copying} @copy=${this.#copy} @close=${() => { this.copying = null; }}></ec-copy-dialog>` : nothing}</div>`;
  }

  /** What would be written, before it is. */
  #difference() {
    const changes = this.#changes;
    return html`<section class="stack" aria-live="polite">
      ${this.wrong ? html`<p class="note alarm" role="alert">${this.wrong}</p>` : nothing}
      ${this.done ? html`<p class="good" role="status">${t('Written, and read back from the device.')}</p>` : nothing}
      ${changes.length === 0 ? nothing : html`<h2>${counted(changes.length, '{n} day changes', '{n} days change')}</h2>
        <ul class="changes">${changes.map(({ day, before, after }) => html`<li><strong>${weekday(days.indexOf(day), 'long')}</strong>:
          <del>${before.join(', ') || t('off all day')}</del> → <ins>${after.join(', ') || t('off all day')}</ins></li>`)}</ul>
        <div class="row"><button class="primary" ?disabled=${this.busy || !session.may('write')} @click=${this.#write}>${this.busy ? t('Being written') : t('Write')}</button>
          <button ?disabled=${this.busy} @click=${() => this.#discard()}>${t('Discard')}</button></div>`}</section>`;
  }

  #paint(event) {
    const { day, from, to, on } = event.detail;
    const week = clone(this.week);
    week[day].fill(on, from, to + 1);
    this.#draft(week);
  }

  #copy(event) {
    const week = clone(this.week);
    event.detail.to.filter(day => week[day]).forEach(day => { week[day] = [...week[event.detail.from]]; });
    this.#draft(week);
    this.copying = null;
  }

  async #write() {
    const chosen = this.#chosen;
    this.busy = true;
    this.wrong = null;
    try {
      const body = Object.fromEntries(this.#changes.map(({ day, after }) => [day, after]));
      const written = await post(of(chosen.device.id, `schedules/${encodeURIComponent(chosen.name)}`), { days: body });
      chosen.days = written.days;
      drafts.delete(idOf(chosen));
      this.#begin(chosen);
      this.done = true;
    } catch (error) {
      this.wrong = refusalOf(error) ?? error.message;
    }

    this.busy = false;
  }
}

customElements.define('ec-schedules', Schedules);
