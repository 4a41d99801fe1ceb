import { html, nothing } from '../vendor/lit.js';
import { get } from '../data/api.js';
import { duration } from '../data/format.js';
import { house } from '../data/house.js';
import { session } from '../data/session.js';
import { choose, language, languages, t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { chooseTheme, theme } from '../shell/theme.js';
import './configuration-section.js';
import './devices-section.js';
import './history-import-section.js';
import './keys-section.js';
import './thermostat-section.js';

class Settings extends Element {
  static properties = { health: { state: true } };

  sources = [house, session];

  heard(news, source) {
    if (source !== house || news === null) {
      this.requestUpdate();
    }
  }

  connectedCallback() {
    super.connectedCallback();
    // Unhealthy is an answer too.
    get('health').then(health => { this.health = health; }, error => { this.health = error.body; });
  }

  render() {
    return html`<div class="view settings"><header><h1>${t('Settings')}</h1></header>
      <section class="stack"><h2>${t('This browser')}</h2><div class="row whole">
        <label class="field"><span>${t('Language')}</span><select @change=${event => choose(event.target.value)}>${Object.entries(languages).map(([code, name]) => html`
          <option value=${code} lang=${code} ?selected=${code === language()}>${name}</option>`)}</select></label>
        <label class="field"><span>${t('Appearance')}</span><select @change=${event => chooseTheme(event.target.value)}>${[['auto', t('As the system')], ['light', t('Light')], ['dark', t('Dark')]].map(([name, title]) => html`
          <option value=${name} ?selected=${name === theme()}>${title}</option>`)}</select></label></div></section>
      <section class="stack"><h2>${t('Access')}</h2><p>${session.authenticated ? t('You are logged in as {name}.', { name: session.name }) : t('You are not logged in.')}
          ${session.may('admin') ? t('You may do everything.') : session.may('write') ? t('You may change values.') : t('You may only look.')}</p>
        ${session.hidden || session.whyNot('admin') ? html`<p class="quiet">${session.hidden ?? session.whyNot('admin')}</p>` : nothing}
        <div class="row">${session.authenticated ? html`<button @click=${() => session.leave()}>${t('Log out')}</button>` : html`<a class="button" href="#/login">${t('Log in')}</a>`}</div></section>
      <ec-keys-section></ec-keys-section>
      <ec-devices-section></ec-devices-section>
      ${house.ofKind('gm3').map(device => html`<ec-thermostat-section .device=${device}></ec-thermostat-section>`)}
      <ec-history-import-section></ec-history-import-section>
      <ec-configuration-section></ec-configuration-section>
      <section class="stack"><h2>${t('Gateway')}</h2>${this.health ? html`<dl class="pairs">
          ${this.#pair(t('Version'), this.health.version)}
          ${this.#pair(t('Runs for'), duration(this.health.uptime * 1000))}
          ${this.#pair('MQTT', this.health.mqtt ? (this.health.mqtt.connected ? t('connected') : t('not connected')) : t('not set up'))}</dl>
          ${this.health.problem?.map(problem => html`<p class="note warning">${problem.message}</p>`)}` : nothing}
        <p><a href="docs">${t('API documentation')}</a></p></section></div>`;
  }

  #pair(name, value) { return html`<div><dt>${name}</dt><dd>${value}</dd></div>`; }
}

customElements.define('ec-settings', Settings);
