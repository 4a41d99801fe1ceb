import { html, nothing, repeat } from '../vendor/lit.js';
import { house } from '../data/house.js';
import { t } from '../data/words.js';
import { writes } from '../data/writes.js';
import { age } from '../controls/age.js';
import { Element } from '../shell/element.js';
import { icon } from '../shell/icons.js';
import { pins } from './pins.js';

const rowHeight = 56;
const spare = 4;

/** Any number of parameters, of which only those in sight are drawn. Tells 'choose' with one that is opened. */
class ParameterList extends Element {
  static properties = { items: { attribute: false }, chosen: { attribute: false }, first: { state: true }, shown: { state: true }, focused: { state: true } };

  sources = [house, pins, writes];
  #observer = new ResizeObserver(() => this.#measure());

  constructor() {
    super();
    this.items = [];
    this.first = 0;
    this.shown = 20;
    this.focused = 0;
  }

  firstUpdated() { this.#observer.observe(this.#scroller); }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) {
      this.#observer.observe(this.#scroller);
    }
  }

  willUpdate(changed) {
    if (changed.has('items')) {
      this.focused = Math.min(this.focused, Math.max(0, this.items.length - 1));
    }
  }

  /** Values that are not in sight change without being drawn. */
  heard(changed) {
    if (!(changed instanceof Set) || this.#inSight.some(one => changed.has(one))) {
      this.requestUpdate();
    }
  }

  get #scroller() { return this.querySelector('.list'); }

  get #inSight() { return this.items.slice(this.first, this.first + this.shown); }

  #measure() {
    const { scrollTop, clientHeight } = this.#scroller;
    this.first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
    this.shown = Math.ceil(clientHeight / rowHeight) + 2 * spare;
  }

  render() {
    return html`<div class="list" role="grid" aria-label=${t('Parameters')} aria-rowcount=${this.items.length} @scroll=${this.#measure} @keydown=${this.#key}>
      <div class="list-space" role="presentation" .style=${`height:${this.items.length * rowHeight}px`}>
        <div class="list-rows" role="rowgroup" .style=${`transform:translateY(${this.first * rowHeight}px)`}>
          ${repeat(this.#inSight, one => one.id, (one, at) => this.#row(one, this.first + at))}</div></div></div>`;
  }

  #row(one, at) {
    const write = writes.of(one);
    return html`<div class="list-row" role="row" aria-rowindex=${at + 1} tabindex=${at === this.focused ? 0 : -1} data-id=${one.id} aria-selected=${one === this.chosen ? 'true' : 'false'}
      @click=${() => this.#choose(at)}>
      <span role="gridcell" class="list-title"><span class="ellipsis">${one.title}</span><span class="ellipsis small quiet">${one.title === one.name ? nothing : html`${one.name} · `}${one.partTitle ?? t('unknown part')}</span></span>
      <span role="gridcell" class=${one.fresh ? 'list-value' : 'list-value stale'}><span class="ellipsis">${one.text}</span>${one.writable ? html`<span class="small accent">${icon('writes')}<span class="hidden-visually">${t('can be changed')}</span></span>` : nothing}</span>
      <span role="gridcell" class="list-age small quiet">${write && !['verified'].includes(write.status) ? html`<ec-progress .parameter=${one}></ec-progress>` : age(one)}</span>
      <span role="gridcell"><button class="plain square" tabindex="-1" aria-pressed=${pins.has(one.id) ? 'true' : 'false'} aria-label=${t('Favourite')} @click=${event => { event.stopPropagation(); pins.toggle(one.id); }}>${icon('star')}</button></span>
    </div>`;
  }

  #choose(at) {
    this.focused = at;
    this.dispatchEvent(new CustomEvent('choose', { detail: this.items[at] }));
  }

  #key(event) {
    const page = Math.max(1, this.shown - 2 * spare - 1);
    const to = { ArrowDown: this.focused + 1, ArrowUp: this.focused - 1, PageDown: this.focused + page, PageUp: this.focused - page, Home: 0, End: this.items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.focusRow(Math.min(this.items.length - 1, Math.max(0, to)));
    } else if (event.key === 'Enter' && event.target.role === 'row') {
      this.#choose(this.focused);
    } else if (event.key === 'f' && event.target.role === 'row') {
      pins.toggle(this.items[this.focused].id);
    }
  }

  async focusRow(at) {
    this.focused = at;
    const top = at * rowHeight;
    const { scrollTop, clientHeight } = this.#scroller;
    if (top < scrollTop || top + rowHeight > scrollTop + clientHeight) {
      this.#scroller.scrollTop = top < scrollTop ? top : top + rowHeight - clientHeight;
      this.#measure();
    }

    await this.updateComplete;
    this.querySelector(`[aria-rowindex="${at + 1}"]`)?.focus();
  }
}

customElements.define('ec-parameter-list', ParameterList);
