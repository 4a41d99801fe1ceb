import { html, nothing } from '../vendor/lit.js';
import { get, post } from '../data/api.js';
import { session } from '../data/session.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';

/** What is set, and where that comes from; changes belong in the configuration file or the environment. */
class ConfigurationSection extends Element {
  static properties = { configuration: { state: true }, all: { state: true }, imported: { state: true }, failed: { state: true } };

  sources = [session];

  connectedCallback() {
    super.connectedCallback();
    this.#ask();
  }

  heard() { this.#ask(); }

  async #ask() {
    this.configuration = session.may('admin') ? await get('api/configuration').catch(() => null) : null;
  }

  async #import(event) {
    const file = event.target.files[0];
    URL.revokeObjectURL(this.imported?.address);
    this.imported = null;
    this.failed = null;
    if (!file) {
      return;
    }

    try {
      const { configuration, remarks } = await post('api/configuration/import', { file: file.name, text: await file.text() });
      this.imported = { remarks, address: URL.createObjectURL(new Blob([configuration], { type: 'application/yaml' })) };
    } catch (error) {
      this.failed = error.message;
    }
  }

  render() {
    const { configuration } = this;
    if (!configuration) {
      return nothing;
    }

    const shown = configuration.settings.filter(one => this.all || one.source !== 'default');
    return html`<section class="stack"><h2>${t('Configuration')}</h2>
      <p class="quiet">${configuration.file ? t('From {file}, the environment and the command line.', { file: configuration.file }) : t('Without a configuration file, from the environment and the command line.')}</p>
      ${configuration.remarks.map(remark => html`<p class="note warning">${remark}</p>`)}
      <label class="check"><input type="checkbox" @change=${event => { this.all = event.target.checked; }}>${t('Show defaults too')}</label>
      ${shown.length === 0 ? html`<p class="quiet">${t('Everything is as it is by default.')}</p>` : html`
        <div class="scroller"><table><thead><tr><th>${t('Setting')}</th><th>${t('Value')}</th><th>${t('Source')}</th></tr></thead><tbody>
          ${shown.map(one => html`<tr><td><code>${one.name}</code><br><span class="small quiet">${one.description}</span></td><td>${one.value || '–'}</td><td class="quiet">${one.source}</td></tr>`)}</tbody></table></div>`}
      <div class="row"><a class="button" download="config.yaml" href="api/configuration?format=yaml">${t('Save as a configuration file')}</a>
        <a class="button" download href="api/support-bundle">${t('Save what a bug report needs')}</a></div>
      <h3>${t('Convert a configuration file')}</h3>
      <p class="quiet">${t('From another gateway or an earlier version. Nothing changes until you put the result in place.')}</p>
      <label class="field"><span>${t('File')}</span><input type="file" accept=".yaml,.yml,.json" @change=${event => this.#import(event)}></label>
      ${this.failed ? html`<p class="note warning" role="alert">${this.failed}</p>` : nothing}
      ${this.imported ? html`${this.imported.remarks.map(remark => html`<p class="note warning">${remark}</p>`)}
        <div class="row"><a class="button" download="config.yaml" href=${this.imported.address}>${t('Save the converted file')}</a></div>` : nothing}</section>`;
  }
}

customElements.define('ec-configuration-section', ConfigurationSection);
