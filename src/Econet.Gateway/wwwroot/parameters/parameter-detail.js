import { html, nothing } from '../vendor/lit.js';
import { number } from '../data/format.js';
import { house } from '../data/house.js';
import { t } from '../data/words.js';
import { age } from '../controls/age.js';
import '../controls/editor.js';
import { Element } from '../shell/element.js';
import { icon } from '../shell/icons.js';
import { link } from '../shell/routes.js';
import { pins } from './pins.js';

/** Everything about one parameter, and the place to change it. */
class ParameterDetail extends Element {
  static properties = { parameter: { attribute: false } };

  sources = [house, pins];

  connectedCallback() {
    super.connectedCallback();
    import('../charts/day-chart.js').then(() => this.requestUpdate(), () => {});
  }

  heard(changed) {
    if (!(changed instanceof Set) || changed.has(this.parameter)) {
      this.requestUpdate();
    }
  }

  updated(changed) {
    if (changed.has('parameter') && changed.get('parameter')?.id !== this.parameter.id) {
      this.querySelector('h2').focus();
    }
  }

  render() {
    const one = this.parameter;
    const { meaning } = one;
    return html`<aside class="detail" aria-label=${one.title} @keydown=${event => event.key === 'Escape' && this.#close()}>
      <div class="row spread"><h2 tabindex="-1" class="grow">${one.title}</h2>
        <button class="plain square" aria-label=${t('Favourite')} aria-pressed=${pins.has(one.id) ? 'true' : 'false'} @click=${() => pins.toggle(one.id)}>${icon('star')}</button>
        <button class="plain square" aria-label=${t('Close')} @click=${this.#close}>${icon('close')}</button></div>
      <p class=${one.fresh ? 'reading' : 'reading stale'}>${one.text}</p>
      <p class="small quiet">${age(one)}</p>
      ${one.writable ? html`<ec-editor .parameter=${one}></ec-editor>` : nothing}
      ${customElements.get('ec-day-chart') && typeof one.value === 'number' ? html`<ec-day-chart .parameters=${[one]}></ec-day-chart>
        <p class="small"><a href=${link(['charts'], new URLSearchParams({ keys: one.id }))}>${t('Open in charts')}</a></p>` : nothing}
      <dl class="pairs small">
        ${this.#pair(t('Name'), one.name || '–')}
        ${this.#pair(t('Index'), one.index)}
        ${this.#pair(t('Part'), one.partTitle)}
        ${this.#pair(t('Type'), one.type)}
        ${meaning?.scale ? this.#pair(t('Raw value'), `${one.raw} (${meaning.scale})`) : nothing}
        ${meaning?.sane ? this.#pair(t('Possible values'), `${number(meaning.sane[0], 0, 3)} … ${number(meaning.sane[1], 0, 3)} ${one.unit}`) : nothing}
        ${meaning ? this.#pair(t('Meaning known from'), { documented: t('documents'), observed: t('values of real devices'), inferred: t('name and neighbours') }[meaning.source]) : this.#pair(t('Meaning'), t('unknown'))}
        ${meaning?.options && !one.writable ? this.#pair(t('Values'), meaning.options.map(option => `${option.value} ${option.name}`).join(', ')) : nothing}
      </dl></aside>`;
  }

  #pair(name, value) {
    return value === null || value === undefined ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  }

  #close() { this.dispatchEvent(new CustomEvent('close')); }
}

customElements.define('ec-parameter-detail', ParameterDetail);
