import { html, nothing } from '../vendor/lit.js';
import { get, post, remove } from '../data/api.js';
import { house } from '../data/house.js';
import { session } from '../data/session.js';
import { t } from '../data/words.js';
import { stateTitle } from '../bus/bus-words.js';
import { Element } from '../shell/element.js';
import './port-field.js';

/** The devices: where they come from; adding and removing. */
class DevicesSection extends Element {
  static properties = { devices: { state: true }, adding: { state: true }, kind: { state: true }, wrong: { state: true }, busy: { state: true }, removing: { state: true } };

  sources = [house, session];

  constructor() {
    super();
    this.kind = 'gm3';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#ask();
  }

  heard(news) {
    if (news === null) {
      this.#ask();
    }
  }

  async #ask() {
    this.devices = (await get('api/devices').catch(() => ({ devices: [] }))).devices;
  }

  render() {
    const mayChange = session.may('admin');
    return html`<section class="stack"><h2>${t('Devices')}</h2>
      ${this.devices?.length === 0 ? nothing : html`<div class="scroller"><table><thead><tr><th>${t('Name')}</th><th>${t('Kind')}</th><th>${t('State')}</th><th>${t('Source')}</th><th></th></tr></thead><tbody>
        ${this.devices?.map(one => html`<tr><td>${one.name ?? one.device}${one.name ? html` <span class="small quiet">${one.device}</span>` : nothing}</td><td>${one.kind === 'gm3' ? 'GM3' : 'NEA SMART'}</td>
          <td>${stateTitle(one.state)}${one.problem.map(problem => html`<br><span class="small warning">${problem.message}</span>`)}</td>
          <td>${one.source === 'api' ? t('added here or over the API') : t('configuration')}</td>
          <td class="end">${one.source === 'api' && mayChange ? this.removing === one.device
            ? html`<span class="row"><button @click=${() => this.#remove(one.device)} ?disabled=${this.busy}>${t('Really remove')}</button><button class="plain" @click=${() => { this.removing = null; }}>${t('Cancel')}</button></span>`
            : html`<button @click=${() => { this.removing = one.device; }}>${t('Remove')}</button>` : nothing}</td></tr>`)}</tbody></table></div>`}
      ${mayChange ? this.adding || this.devices?.length === 0 ? this.#form() : html`<div class="row"><button @click=${() => { this.adding = true; }}>${t('Add a device')}</button></div>`
        : html`<p class="small quiet">${t('Only a key with the scope admin may add or remove devices.')}</p>`}
      ${this.wrong ? html`<p class="note alarm" role="alert">${this.wrong}</p>` : nothing}</section>`;
  }

  #form() {
    const isGm3 = this.kind === 'gm3';
    return html`<form class="stack panel" @submit=${this.#add}>
      <label class="field"><span>${t('Kind')}</span><select name="kind" @change=${event => { this.kind = event.target.value; }}><option value="gm3">${t('GM3: heat pump controller, ecoMAX, ecoTRONIC')}</option><option value="neasmart">REHAU NEA SMART 2.0</option></select></label>
      <label class="field"><span>${t('Id, for addresses: small letters and digits')}</span><input name="id" required pattern="[a-z0-9_\\-]+" placeholder=${isGm3 ? 'house' : 'floor'}></label>
      <label class="field"><span>${t('Name')}</span><input name="name"></label>
      ${isGm3
        ? html`<ec-port-field></ec-port-field>`
        : html`<label class="field"><span>${t('Modbus TCP port that the base connects to')}</span><input name="server_port" required inputmode="numeric" placeholder="502"></label>`}
      <div class="row"><button class="primary" ?disabled=${this.busy}>${t('Add')}</button><button type="button" @click=${() => { this.adding = false; this.wrong = null; }}>${t('Cancel')}</button></div></form>`;
  }

  async #add(event) {
    event.preventDefault();
    const { kind, id, name, port, server_port: serverPort } = Object.fromEntries(new FormData(event.target));
    const device = kind === 'gm3' ? { id, kind, port } : { id, kind, server_type: 'tcp', server_port: Number(serverPort) };
    await this.#do(() => post('api/devices', name ? { ...device, name } : device));
    this.adding = Boolean(this.wrong);
  }

  #remove(id) { return this.#do(() => remove(`api/devices/${encodeURIComponent(id)}`)); }

  async #do(what) {
    this.busy = true;
    this.wrong = null;
    try {
      await what();
    } catch (error) {
      this.wrong = error.message;
    }

    this.busy = false;
    this.removing = null;
    this.#ask();
  }
}

customElements.define('ec-devices-section', DevicesSection);
