import { html, nothing } from '../vendor/lit.js';
import { get, post, remove } from '../data/api.js';
import { fullDate } from '../data/format.js';
import { session } from '../data/session.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';

/** The keys: who may do what. */
class KeysSection extends Element {
  static properties = { keys: { state: true }, made: { state: true }, wrong: { state: true }, revoking: { state: true } };

  sources = [session];

  connectedCallback() {
    super.connectedCallback();
    this.#ask();
  }

  heard() { this.#ask(); }

  async #ask() {
    this.keys = session.may('admin') ? (await get('api/keys').catch(() => null))?.keys : null;
  }

  render() {
    const isFirst = this.keys?.length === 0;
    return !this.keys ? nothing : html`<section class="stack"><h2>${t('Keys')}</h2>
      ${isFirst ? html`<p class="quiet">${t('There is no key yet: only the gateway\'s own machine may change anything.')}</p>` : html`
        <div class="scroller"><table><thead><tr><th>${t('Name')}</th><th>${t('Scope')}</th><th>${t('State')}</th><th>${t('Expires')}</th><th></th></tr></thead><tbody>
          ${this.keys.map(key => this.#row(key))}</tbody></table></div>`}
      ${this.made ? html`<div class="note" role="status"><p>${t('The key {name}. Keep it, it is not shown again:', { name: this.made.name })}</p><p><code class="secret">${this.made.key}</code></p></div>` : nothing}
      ${this.wrong ? html`<p class="note alarm" role="alert">${this.wrong}</p>` : nothing}
      <form class="row" @submit=${this.#add}>
        <label class="field"><span>${t('Name')}</span><input name="name" required></label>
        <label class="field"><span>${t('Scope')}</span><select name="scope"><option value="read">${t('read: only look')}</option><option value="write" ?selected=${!isFirst}>${t('write: change values')}</option><option value="admin" ?selected=${isFirst}>${t('admin: everything')}</option></select></label>
        <label class="field"><span>${t('Expires after, such as 90d')}</span><input name="expires" size="6"></label>
        <span class="field"><span>&nbsp;</span><button>${t('Make a key')}</button></span></form></section>`;
  }

  #row({ name, scope, state, expires_at: expires }) {
    const words = { active: t('active'), expired: t('expired'), revoked: t('revoked') };
    return html`<tr><td>${name}</td><td>${scope}</td><td class=${state === 'active' ? '' : 'quiet'}>${words[state] ?? state}</td><td>${expires ? fullDate(Date.parse(expires)) : t('never')}</td>
      <td class="end">${state !== 'active' ? nothing : this.revoking === name
        ? html`<span class="row"><button @click=${() => this.#revoke(name)}>${t('Really revoke')}</button><button class="plain" @click=${() => { this.revoking = null; }}>${t('Cancel')}</button></span>`
        : html`<button @click=${() => { this.revoking = name; }}>${t('Revoke')}</button>`}</td></tr>`;
  }

  async #add(event) {
    event.preventDefault();
    const form = event.target;
    const { name, scope, expires } = Object.fromEntries(new FormData(form));
    await this.#do(async () => {
      const isFirst = this.keys.length === 0;
      this.made = await post('api/keys', { name, scope, ...(expires ? { expires } : {}) });
      if (isFirst) {
        // From now on a key is needed here too.
        await session.enter(this.made.key);
      }

      form.reset();
    });
  }

  #revoke(name) { return this.#do(() => remove(`api/keys/${encodeURIComponent(name)}`)); }

  async #do(what) {
    this.wrong = null;
    this.revoking = null;
    try {
      await what();
    } catch (error) {
      this.wrong = error.message;
    }

    this.#ask();
  }
}

customElements.define('ec-keys-section', KeysSection);
