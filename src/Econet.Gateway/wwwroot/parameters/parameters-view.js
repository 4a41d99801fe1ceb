import { html, live, nothing } from '../vendor/lit.js';
import { house } from '../data/house.js';
import { session } from '../data/session.js';
import { counted, t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { icon } from '../shell/icons.js';
import { link, route } from '../shell/routes.js';
import { matching, partsOf } from './filter.js';
import './parameter-detail.js';
import './parameter-list.js';
import { pins } from './pins.js';

const flags = [['writable', () => t('Can be changed')], ['changed', () => t('Changed recently')], ['doubtful', () => t('In doubt')], ['pinned', () => t('Favourites')]];

/** How often a list that depends on values is made again. */
const pace = 1000;

class Parameters extends Element {
  sources = [house, route, pins];
  #items = [];
  #madeAt = 0;
  #made = '';

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('keydown', this.#slash);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#slash);
  }

  #slash = event => {
    if (event.key === '/' && !['INPUT', 'SELECT', 'TEXTAREA'].includes(event.target.tagName)) {
      event.preventDefault();
      this.querySelector('input[type="search"]').focus();
    }
  };

  heard(news, source) {
    // Values are the list's own matter, unless they decide who is in it.
    if (source === house && news !== null && !((route.query.has('changed') || route.query.has('doubtful')) && Date.now() - this.#madeAt > pace)) {
      return;
    }

    this.#made = '';
    this.requestUpdate();
  }

  get #device() { return house.devices.get(route.path[1]) ?? house.first; }

  get #chosen() { return route.view === 'parameters' ? this.#device?.parameters.get(route.path[2]) ?? null : null; }

  #list(device) {
    const { query } = route;
    const asked = `${device.id}?${query}`;
    if (this.#made !== asked) {
      const wanted = { words: query.get('q'), part: query.get('part'), ...Object.fromEntries(flags.map(([name]) => [name, query.has(name)])) };
      const found = matching([...device.parameters.values()], wanted, pins);
      const order = new Map(Object.keys(device.parts).map((part, at) => [part, at]));
      const rank = one => (pins.has(one.id) ? -1 : order.get(one.part) ?? order.size);
      this.#items = found.sort((a, b) => rank(a) - rank(b) || a.index - b.index);
      this.#made = asked;
      this.#madeAt = Date.now();
    }

    return this.#items;
  }

  render() {
    const device = this.#device;
    if (!device?.described) {
      return html`<div class="empty" role="status">${t('Loading')}</div>`;
    }

    const items = this.#list(device);
    const chosen = this.#chosen;
    return html`<div class=${chosen ? 'view fill with-detail' : 'view fill'}>
      <header><h1>${t('Parameters')}</h1><span class="small quiet" role="status">${counted(items.length, '{n} parameter', '{n} parameters')}</span></header>
      ${this.#filters(device)}
      ${this.#missing(device)}
      ${items.length === 0 ? html`<div class="empty"><p>${t('No parameter fits.')}</p><p><button @click=${() => route.replace(link(['parameters', device.id]))}>${t('Show all')}</button></p></div>`
        : html`<ec-parameter-list .items=${items} .chosen=${chosen} @choose=${event => this.#open(event.detail)}></ec-parameter-list>`}
      ${chosen ? html`<ec-parameter-detail .parameter=${chosen} @close=${() => this.#close()}></ec-parameter-detail>` : nothing}
    </div>`;
  }

  /** What the address names and nobody has. */
  #missing(device) {
    const [, id, key] = route.path;
    return id && device.id !== id ? html`<p class="note warning" role="status">${session.hides ? t('There is no device {name}, or your key does not show it.', { name: id }) : t('There is no device {name}.', { name: id })}</p>`
      : key && !this.#chosen ? html`<p class="note warning" role="status">${session.hides ? t('There is no parameter {name}, or your key does not show it.', { name: key }) : t('{device} has no parameter {name}.', { device: device.title, name: key })}</p>`
      : nothing;
  }

  #filters(device) {
    const { counts, others } = partsOf(device);
    const part = route.query.get('part') ?? '';
    return html`<div class="row filters" role="search">
      ${house.devices.size > 1 ? html`<select aria-label=${t('Device')} @change=${event => route.replace(link(['parameters', event.target.value]))}>
        ${[...house.devices.values()].map(one => html`<option value=${one.id} ?selected=${one === device}>${one.title}</option>`)}</select>` : nothing}
      <label class="search">${icon('search')}<input type="search" placeholder=${t('Search')} aria-label=${t('Search')} .value=${live(route.query.get('q') ?? '')} @input=${event => route.set({ q: event.target.value })}></label>
      <select aria-label=${t('Part')} @change=${event => route.set({ part: event.target.value })}>
        <option value="" ?selected=${part === ''}>${t('All parts')}</option>
        ${counts.map(([id, count]) => html`<option value=${id} ?selected=${part === id}>${device.parts[id]} (${count})</option>`)}
        ${others > 0 ? html`<option value="-" ?selected=${part === '-'}>${t('unknown part')} (${others})</option>` : nothing}</select>
      <div class="row flags">${flags.map(([name, title]) => html`<label class="check small"><input type="checkbox" .checked=${live(route.query.has(name))} @change=${event => route.set({ [name]: event.target.checked ? '1' : '' })}>${title()}</label>`)}</div>
    </div>`;
  }

  #open(parameter) { location.hash = link(['parameters', parameter.device.id, parameter.key], route.query); }

  async #close() {
    const at = this.#items.indexOf(this.#chosen);
    route.replace(link(['parameters', this.#device.id], route.query));
    await this.updateComplete;
    this.querySelector('ec-parameter-list')?.focusRow(Math.max(0, at));
  }
}

customElements.define('ec-parameters', Parameters);
