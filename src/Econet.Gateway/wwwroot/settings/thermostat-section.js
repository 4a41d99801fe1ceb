import { html, nothing } from '../vendor/lit.js';
import { get, of, post } from '../data/api.js';
import { duration, number } from '../data/format.js';
import { session } from '../data/session.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';

const pace = 2000;

const steps = [
  ['unpaired', () => t('Not paired')],
  ['pairing_requested', () => t('Put the panel into pairing mode within 60 seconds')],
  ['beacon_responded', () => t('The panel has been heard; it gives an address')],
  ['paired', () => t('Paired')],
];

/** The virtual thermostat, where there is one, and its pairing step by step. */
class ThermostatSection extends Element {
  static properties = { device: { attribute: false }, state: { state: true }, wrong: { state: true } };

  sources = [session];
  #timer = null;

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => document.hidden || (this.state && this.#ask()), pace);
    this.updateComplete.then(() => this.#ask());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  async #ask() {
    this.state = await get(of(this.device.id, 'thermostat/status')).catch(() => null);
  }

  render() {
    const { state } = this;
    if (!state?.enabled) {
      return nothing;
    }

    const at = steps.findIndex(([name]) => name === state.pairing_state);
    return html`<section class="stack"><h2>${t('Virtual thermostat')}</h2>
      <p>${state.temperature === null ? t('No reading has been sent yet.') : t('The panel gets {n} °C.', { n: number(state.effective_temperature, 1) })}
        ${state.is_stale && state.temperature !== null ? html`<span class="warning">${t('The reading is {time} old.', { time: duration(state.age_seconds * 1000) })}</span>` : nothing}</p>
      <ol class="steps">${steps.map(([, title], n) => html`<li aria-current=${n === at ? 'step' : nothing} class=${n === at ? '' : 'quiet'}>${title()}</li>`)}</ol>
      ${this.wrong ? html`<p class="note alarm" role="alert">${this.wrong}</p>` : nothing}
      <div class="row"><button ?disabled=${!session.may('write') || at === 1 || at === 2} @click=${this.#pair}>${t('Pair')}</button></div></section>`;
  }

  async #pair() {
    try {
      this.wrong = null;
      await post(of(this.device.id, 'thermostat/pair'), {});
      await this.#ask();
    } catch (error) {
      this.wrong = error.message;
    }
  }
}

customElements.define('ec-thermostat-section', ThermostatSection);
