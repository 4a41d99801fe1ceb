import { html, nothing } from '../vendor/lit.js';
import { number } from '../data/format.js';
import { comfortOf } from '../data/history.js';
import { house } from '../data/house.js';
import { loadLabels } from '../data/labels.js';
import { session } from '../data/session.js';
import { t } from '../data/words.js';
import { age } from '../controls/age.js';
import '../controls/editor.js';
import { color } from '../home/temperature.js';
import { roomsOf } from '../home/system.js';
import { Element } from '../shell/element.js';
import { route, toParameter } from '../shell/routes.js';

/** The rooms of floor systems, and what the whole house is set to. */
class Rooms extends Element {
  sources = [house, route];
  #labelled = new Set();
  #shownRoom = null;

  /** By device and part. */
  #comfort = new Map();

  willUpdate() {
    for (const device of house.ofKind('neasmart')) {
      if (!this.#labelled.has(device.id)) {
        this.#labelled.add(device.id);
        loadLabels(device).then(() => this.requestUpdate());
        comfortOf(device, '-7d').then(comfort => { this.#comfort.set(device.id, comfort); this.requestUpdate(); }, () => {});
      }
    }
  }

  updated() {
    const room = route.view === 'rooms' ? route.path[2] : null;
    const place = room && this.querySelector(`[data-room="${CSS.escape(room)}"]`);
    if (place && this.#shownRoom !== room) {
      this.#shownRoom = room;
      place.scrollIntoView({ block: 'center' });
      place.focus();
    }
  }

  render() {
    const devices = house.ofKind('neasmart');
    return html`<div class="view"><header><h1>${t('Rooms')}</h1></header>
      ${devices.map(device => html`
        ${devices.length > 1 ? html`<h2>${device.title}</h2>` : nothing}
        ${this.#whole(device)}
        ${roomsOf(device).length === 0 ? html`<div class="empty">${session.hides ? t('Your key shows no room.') : t('The base has not reported any rooms yet.')}</div>` : html`
          <ul class="rooms">${roomsOf(device).map(room => this.#room(room))}</ul>`}`)}</div>`;
  }

  #whole(device) {
    const settings = [...device.parameters.values()].filter(one => one.part === 'system' && one.writable && one.meaning?.options);
    const messages = [...device.parameters.values()].filter(one => one.part === 'system' && !one.writable && one.raw === 1);
    return html`<section class="stack">
      ${messages.map(one => html`<p class="note warning">${one.title}: ${one.text}</p>`)}
      <div class="row whole">${settings.map(one => html`<div class="setting"><h3>${one.title}</h3><ec-editor .parameter=${one}></ec-editor></div>`)}</div></section>`;
  }

  #room({ id, device, title, temperature, target, humidity, mode }) {
    const comfort = this.#comfort.get(device.id)?.get(id);
    return html`<li class="panel room" tabindex="-1" data-room=${id}>
      <div class="row spread"><h2>${title}</h2>${humidity?.value == null ? nothing : html`<span class="small quiet">${t('Humidity {value}', { value: humidity.text })}</span>`}</div>
      <p class=${temperature?.fresh ? 'reading' : 'reading stale'}><i class="warmth" .style=${`background:${color(temperature?.value == null ? null : 15 + (temperature.value - 16) * 4, temperature?.fresh)}`}></i>${temperature
        ? html`<a href=${toParameter(temperature)}>${temperature.text}</a>` : '–'}</p>
      ${temperature && !temperature.fresh ? html`<p class="small">${age(temperature)}</p>` : nothing}
      ${comfort?.hours_below >= 1 ? html`<p class="small warning">${t('too cold for {n} h of the last week', { n: number(comfort.hours_below, 0) })}</p>` : nothing}
      ${target ? html`<div class="setting"><h3>${t('Target')}</h3><ec-editor brief .parameter=${target}></ec-editor></div>` : nothing}
      ${mode ? html`<div class="setting"><h3>${t('Mode')}</h3><ec-editor .parameter=${mode}></ec-editor></div>` : nothing}</li>`;
  }
}

customElements.define('ec-rooms', Rooms);
