import { html, nothing } from '../vendor/lit.js';
import { ago, moment } from '../data/format.js';
import { house } from '../data/house.js';
import { session } from '../data/session.js';
import { t } from '../data/words.js';
import { activeAlarms } from '../data/alarms.js';
import { Element } from './element.js';
import { icon } from './icons.js';
import { route } from './routes.js';
import { shownViews, views } from './views.js';
import './login.js';

/** What fits at the bottom of a phone; the others are behind 'More'. */
const onPhone = 4;

class App extends Element {
  static properties = { more: { state: true }, broken: { state: true } };

  sources = [house, session, route, activeAlarms];
  #begun = false;
  #loaded = new Set();
  #clock = null;
  #shown = route.view;

  begin() {
    this.#begun = true;
    this.requestUpdate();
    this.#open();
    // The age of what is old.
    this.#clock = setInterval(() => house.online || this.requestUpdate(), 1000);
  }

  heard(news, source) {
    if (source === route) {
      this.more = false;
      this.#open();
      if (route.view !== this.#shown) {
        this.#shown = route.view;
        document.querySelector('main')?.scrollTo?.(0, 0);
      }
    }

    if (source !== house || news === null) {
      this.requestUpdate();
    }
  }

  get #view() { return views.find(view => view.id === route.view) ?? views[0]; }

  async #open() {
    const view = this.#view;
    try {
      await view.load();
      this.broken = null;
      this.#loaded.add(view.id);
    } catch (error) {
      // Another version of the gateway runs by now, or none.
      this.broken = error;
    }

    document.title = `${view.title()} – Econet`;
    this.requestUpdate();
  }

  render() {
    if (!this.#begun) {
      return nothing;
    }

    if (session.locked || route.view === 'login') {
      return html`<ec-login></ec-login>`;
    }

    const shown = shownViews();
    return html`
      <a class="skip" href="#main" @click=${this.#skip}>${t('Skip to the content')}</a>
      ${this.#offline()}
      <nav class="rail" aria-label=${t('Views')}>
        <p class="brand">${house.first?.title ?? 'Econet'}</p>
        ${shown.map(view => this.#link(view))}
        <div class="foot">${this.#who()}</div>
      </nav>
      <main id="main" tabindex="-1">${session.hidden ? html`<p class="hidden-note small quiet">${session.hidden}</p>` : nothing}${this.#content()}</main>
      <nav class="tabs" aria-label=${t('Views')}>
        ${shown.slice(0, onPhone).map(view => this.#link(view))}
        <button class=${shown.indexOf(this.#view) < onPhone ? nothing : 'here'} aria-expanded=${this.more ? 'true' : 'false'} @click=${() => { this.more = !this.more; }}>${icon('more')}<span>${t('More')}</span></button>
      </nav>
      ${this.more ? html`<nav class="more" aria-label=${t('More')}>${shown.slice(onPhone).map(view => this.#link(view))}${this.#who()}</nav>` : nothing}`;
  }

  #link(view) {
    const alarms = view.id === 'alarms' ? activeAlarms.count : 0;
    return html`<a href=${`#/${view.id}`} aria-current=${this.#view.id === view.id ? 'page' : nothing}>
      ${icon(view.id)}<span>${view.title()}</span>${alarms > 0 ? html`<span class="count">${alarms}</span>` : nothing}</a>`;
  }

  #who() {
    return session.authenticated
      ? html`<p class="small quiet">${session.name} · ${this.#scope()}</p><button class="link small" @click=${() => session.leave()}>${t('Log out')}</button>`
      : session.may('admin') ? nothing : html`<p class="small quiet">${this.#scope()}</p><a class="small" href="#/login">${t('Log in')}</a>`;
  }

  #scope() {
    return session.may('admin') ? t('may do everything') : session.may('write') ? t('may change values') : t('may only look');
  }

  #offline() {
    if (house.online || (!house.heardAt && !house.failure)) {
      return nothing;
    }

    return html`<div class="offline" role="status">
      <span>${house.heardAt
        ? t('No connection to the gateway. What you see is from {time}, {age}.', { time: moment(house.heardAt), age: ago(house.heardAt) })
        : t('No connection to the gateway.')}</span>
      <button @click=${() => house.retry()}>${t('Try now')}</button></div>`;
  }

  #content() {
    const view = this.#view;
    if (this.broken) {
      return html`<div class="empty"><p>${t('This view could not be loaded.')}</p><p><button @click=${() => location.reload()}>${t('Reload the page')}</button></p></div>`;
    }

    if (view.id !== route.view) {
      return html`<div class="empty"><p>${t('There is no page {name}.', { name: route.view })}</p><p><a href="#/home">${views[0].title()}</a></p></div>`;
    }

    return this.#loaded.has(view.id) ? viewElement(view.id) : html`<div class="empty" role="status">${t('Loading')}</div>`;
  }

  #skip(event) {
    event.preventDefault();
    document.getElementById('main').focus();
  }
}

const elements = new Map();

/** One element for each view, which keeps what is in it while another is open. */
function viewElement(id) {
  if (!elements.has(id)) {
    elements.set(id, document.createElement(`ec-${id}`));
  }

  return elements.get(id);
}

customElements.define('ec-app', App);
