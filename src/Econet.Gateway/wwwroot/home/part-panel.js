import { html, nothing } from '../vendor/lit.js';
import { house } from '../data/house.js';
import { t } from '../data/words.js';
import { age } from '../controls/age.js';
import '../controls/editor.js';
import { Element } from '../shell/element.js';
import { icon } from '../shell/icons.js';
import { link, toParameter } from '../shell/routes.js';

/** What belongs to a part that is drawn elsewhere: the machine is also its energy, its source and its controller. */
const alsoOf = { heat_pump: ['heat_pump', 'energy', 'heat_source', 'outdoors', 'controller', 'silent_mode'] };

/** One part of the system: its values, its settings, its day. */
class PartPanel extends Element {
  static properties = { part: {}, device: { attribute: false } };

  sources = [house];

  firstUpdated() {
    this.querySelector('dialog').showModal();
  }

  willUpdate(changed) {
    if (changed.has('part')) {
      import('../charts/day-chart.js').then(() => this.requestUpdate(), () => {});
    }
  }

  get #parameters() {
    const parts = alsoOf[this.part] ?? [this.part];
    return [...this.device.parameters.values()].filter(one => parts.includes(one.part) && one.meaning?.level === 'everyday')
      .sort((a, b) => parts.indexOf(a.part) - parts.indexOf(b.part) || a.index - b.index);
  }

  render() {
    const all = this.#parameters;
    const values = all.filter(one => !one.writable && one.value !== null);
    const settings = all.filter(one => one.writable && one.raw !== null);
    const charted = values.filter(one => one.unit === '°C' && one.isNumber).slice(0, 5);
    return html`<dialog class="side" aria-label=${this.device.parts[this.part]} @close=${this.#closed} @click=${this.#outside}>
      <div class="row spread"><h1>${this.device.parts[this.part]}</h1>
        <button class="plain square" aria-label=${t('Close')} @click=${() => this.querySelector('dialog').close()}>${icon('close')}</button></div>
      ${values.length === 0 ? nothing : html`<dl class="pairs">${values.map(one => html`<div><dt><a href=${toParameter(one)}>${this.#short(one)}</a></dt>
        <dd class=${one.fresh ? 'number' : 'number stale'}>${one.text} ${one.fresh ? nothing : html`<small>${age(one)}</small>`}</dd></div>`)}</dl>`}
      ${charted.length > 0 && customElements.get('ec-day-chart') ? html`<ec-day-chart .parameters=${charted}></ec-day-chart>` : nothing}
      ${settings.length === 0 ? nothing : html`<h2>${t('Settings')}</h2><div class="stack">${settings.map(one => html`
        <div class="setting"><h3>${this.#short(one)}</h3><ec-editor .parameter=${one}></ec-editor></div>`)}</div>`}
      <p><a href=${link(['parameters'], new URLSearchParams({ part: this.part }))}>${t('All parameters of this part')}</a></p>
    </dialog>`;
  }

  /** A title without the part's, which stands above. */
  #short(parameter) {
    const { title, partTitle } = parameter;
    const rest = title.startsWith(`${partTitle} `) ? title.slice(partTitle.length + 1) : title;
    return rest.charAt(0).toUpperCase() + rest.slice(1);
  }

  #outside(event) {
    if (event.target === event.currentTarget) {
      event.currentTarget.close();
    } else if (event.target.closest('a')) {
      this.querySelector('dialog').close();
    }
  }

  #closed() {
    this.dispatchEvent(new CustomEvent('close'));
  }
}

customElements.define('ec-part-panel', PartPanel);
