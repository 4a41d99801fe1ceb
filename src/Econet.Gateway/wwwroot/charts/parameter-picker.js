import { html, live, nothing } from '../vendor/lit.js';
import { house } from '../data/house.js';
import { t } from '../data/words.js';
import { matching } from '../parameters/filter.js';
import { Element } from '../shell/element.js';
import { icon } from '../shell/icons.js';

const most = 12;
const none = { has: () => false };

/** Finds a parameter by what is typed. Tells 'pick' with it. */
class ParameterPicker extends Element {
  static properties = { words: { state: true }, at: { state: true } };

  sources = [house];

  heard(news) {
    if (news === null && this.words) {
      this.requestUpdate();
    }
  }

  constructor() {
    super();
    this.words = '';
    this.at = 0;
  }

  get #found() {
    return this.words.trim() === '' ? [] : [...house.devices.values()]
      .flatMap(device => matching([...device.parameters.values()], { words: this.words }, none))
      .filter(one => typeof one.raw === 'number' || typeof one.raw === 'boolean')
      .sort((a, b) => Number(b.meaning?.level === 'everyday') - Number(a.meaning?.level === 'everyday')).slice(0, most);
  }

  render() {
    const found = this.#found;
    return html`<div class="picker search">${icon('search')}<input type="search" role="combobox" aria-label=${t('Add a parameter')} placeholder=${t('Add a parameter')} autocomplete="off"
        aria-expanded=${found.length > 0 ? 'true' : 'false'} aria-controls="picked" aria-activedescendant=${found.length > 0 ? `pick-${this.at}` : nothing} .value=${live(this.words)}
        @input=${event => { this.words = event.target.value; this.at = 0; }} @keydown=${event => this.#key(event, found)} @blur=${() => setTimeout(() => { this.words = ''; }, 200)}>
      ${found.length === 0 ? nothing : html`<ul id="picked" role="listbox" aria-label=${t('Parameters')}>${found.map((one, at) => html`
        <li id=${`pick-${at}`} role="option" aria-selected=${at === this.at ? 'true' : 'false'} @pointerdown=${event => { event.preventDefault(); this.#pick(one); }}>
          <span>${one.title}</span><span class="small quiet">${one.partTitle ?? one.name} · ${one.text}</span></li>`)}</ul>`}</div>`;
  }

  #key(event, found) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      this.at = (this.at + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % Math.max(1, found.length);
    } else if (event.key === 'Enter' && found[this.at]) {
      event.preventDefault();
      this.#pick(found[this.at]);
    } else if (event.key === 'Escape') {
      this.words = '';
    }
  }

  #pick(parameter) {
    this.words = '';
    this.dispatchEvent(new CustomEvent('pick', { detail: parameter }));
  }
}

customElements.define('ec-parameter-picker', ParameterPicker);
