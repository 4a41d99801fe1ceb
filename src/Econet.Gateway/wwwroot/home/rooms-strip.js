import { html, nothing } from '../vendor/lit.js';
import { number } from '../data/format.js';
import { house } from '../data/house.js';
import { loadLabels } from '../data/labels.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { roomsOf } from './system.js';

/** The rooms of a floor system, each with how warm it is and should be. */
class RoomsStrip extends Element {
  static properties = { device: { attribute: false } };

  sources = [house];

  willUpdate(changed) {
    if (changed.has('device')) {
      loadLabels(this.device).then(() => this.requestUpdate());
    }
  }

  render() {
    const rooms = roomsOf(this.device);
    return rooms.length === 0 ? nothing : html`<section class="stack tight"><h2>${t('Rooms')}</h2><ul class="strip">${rooms.map(room => {
      const apart = room.temperature?.value != null && room.target?.value != null ? room.temperature.value - room.target.value : null;
      const low = apart !== null && apart < -0.5;
      return html`<li><a href=${`#/rooms/${this.device.id}/${room.id}`}><span class="ellipsis">${room.title}</span>
        <strong class=${room.temperature?.fresh ? '' : 'stale'}>${room.temperature?.text ?? '–'}</strong>
        <span class=${low ? 'small warning' : 'small quiet'}>${room.target?.value == null ? nothing : low ? t('{n} K too cold', { n: number(-apart, 1) }) : t('target {value}', { value: room.target.text })}</span></a></li>`;
    })}</ul></section>`;
  }
}

customElements.define('ec-rooms-strip', RoomsStrip);
