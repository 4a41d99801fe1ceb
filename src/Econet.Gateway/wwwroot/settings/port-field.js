import { html, nothing } from '../vendor/lit.js';
import { get } from '../data/api.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';

/** Where a heat pump's bus is: a serial port of this machine, or one on the network; and whether a bus is heard there. */
class PortField extends Element {
  static properties = { ports: { state: true }, frames: { state: true }, listening: { state: true } };

  #stream = null;

  connectedCallback() {
    super.connectedCallback();
    get('api/ports').then(({ ports }) => { this.ports = ports; }, () => {});
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  render() {
    return html`<label class="field"><span>${t('Port: a serial adapter, or host and port of one on the network')}</span>
        <input name="port" required list="ports" placeholder="/dev/ttyUSB0 · tcp://192.168.1.50:4001" @change=${this.#stop}></label>
      <datalist id="ports">${this.ports?.filter(port => !port.device).map(port => html`<option value=${port.names[0] ?? port.path}>${port.path}</option>`)}</datalist>
      ${this.ports?.length === 0 ? html`<p class="small quiet">${t('This machine has no serial port.')}</p>` : nothing}
      <div class="row"><button type="button" @click=${() => this.listening ? this.#stop() : this.#start()}>${this.listening ? t('Stop listening') : t('Listen there')}</button>
        <span role="status" class=${this.frames > 0 ? 'good' : 'quiet'}>${this.frames > 0 ? t('A GM3 bus is heard here: {n} frames.', { n: this.frames }) : this.note ?? nothing}</span></div>`;
  }

  #start() {
    const port = this.querySelector('input').value.trim();
    if (!port) {
      this.querySelector('input').focus();
      return;
    }

    this.frames = 0;
    this.note = t('Listening; nothing is sent.');
    this.listening = true;
    const stream = this.#stream = new EventSource(new URL(`api/ports/listen?${new URLSearchParams({ port, seconds: 30 })}`, document.baseURI));
    stream.addEventListener('frame', () => { this.frames++; });
    stream.addEventListener('note', event => this.#say(JSON.parse(event.data).text));
    stream.addEventListener('problem', event => this.#say(JSON.parse(event.data).message));
    stream.addEventListener('summary', () => this.#stop());
    stream.addEventListener('error', () => {
      this.#say(this.frames > 0 ? null : t('The gateway can not listen there.'));
      this.#stop();
    });
  }

  #say(text) {
    this.note = text;
    this.requestUpdate();
  }

  #stop() {
    this.#stream?.close();
    this.listening = false;
  }
}

customElements.define('ec-port-field', PortField);
