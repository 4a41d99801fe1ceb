import { html, nothing } from '../vendor/lit.js';
import { of } from '../data/api.js';
import { clockWithSeconds, number } from '../data/format.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { icon } from '../shell/icons.js';

const mostKept = 2000;
const mostShown = 120;
const pace = 400;

/** What is said on a device's bus, frame by frame in words; and who says how much of it. */
class Frames extends Element {
  static properties = { device: { attribute: false }, following: { state: true }, paused: { state: true }, filter: { state: true }, failure: { state: true } };

  #frames = [];
  #shown = [];
  #speakers = new Map();
  #stream = null;
  #timer = null;

  constructor() {
    super();
    this.filter = '';
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  #start() {
    this.failure = null;
    this.following = true;
    this.paused = false;
    const stream = this.#stream = new EventSource(new URL(of(this.device.id, 'frames'), document.baseURI));
    stream.addEventListener('frame', event => this.#take(JSON.parse(event.data)));
    stream.addEventListener('error', () => {
      if (stream.readyState === EventSource.CLOSED) {
        this.failure = t('The gateway does not let this key listen, or too many listen already.');
        this.#stop();
      }
    });
    this.#timer = setInterval(() => this.paused || this.requestUpdate(), pace);
  }

  #stop() {
    this.#stream?.close();
    clearInterval(this.#timer);
    this.following = false;
  }

  #take(frame) {
    this.#frames.push(frame);
    if (this.#frames.length > mostKept) {
      this.#frames.splice(0, this.#frames.length - mostKept);
    }

    const speaker = this.#speakers.get(frame.from) ?? { role: frame.from_role, frames: 0, bytes: 0 };
    speaker.frames++;
    speaker.bytes += frame.bytes;
    this.#speakers.set(frame.from, speaker);
  }

  willUpdate() {
    if (!this.paused) {
      const words = this.filter.toLowerCase().split(/\s+/).filter(Boolean);
      this.#shown = this.#frames.filter(frame => words.every(word => `${frame.from} ${frame.from_role} ${frame.to} ${frame.to_role} ${frame.command} ${frame.text}`.toLowerCase().includes(word)))
        .slice(-mostShown).reverse();
    }
  }

  render() {
    const all = [...this.#speakers.values()].reduce((sum, one) => sum + one.bytes, 0);
    return html`<div class="stack"><div class="row">
        <button @click=${() => this.following ? this.#stop() : this.#start()}>${this.following ? t('Stop listening') : t('Listen to the bus')}</button>
        ${this.#frames.length === 0 ? nothing : html`
          <button aria-pressed=${this.paused ? 'true' : 'false'} @click=${() => { this.paused = !this.paused; }}>${t('Pause')}</button>
          <label class="search">${icon('search')}<input type="search" aria-label=${t('Filter frames')} placeholder=${t('Filter frames')} @input=${event => { this.filter = event.target.value; }}></label>
          <button @click=${this.#save}>${icon('download')}${t('Save')}</button>`}</div>
      ${this.failure ? html`<p class="note warning" role="alert">${this.failure}</p>` : nothing}
      ${this.#speakers.size === 0 ? nothing : html`<div class="scroller"><table><thead><tr><th>${t('Who is on the bus')}</th><th class="end">${t('Address')}</th><th class="end">${t('Frames')}</th><th class="end">${t('Share of traffic')}</th></tr></thead><tbody>
        ${[...this.#speakers].sort(([, a], [, b]) => b.bytes - a.bytes).map(([address, { role, frames, bytes }]) => html`<tr><td>${role}</td><td class="end">${address}</td><td class="end">${number(frames)}</td><td class="end">${number(100 * bytes / all, 1)} %</td></tr>`)}</tbody></table></div>
        <div class="frames" tabindex="0" role="log" aria-live="off" aria-label=${t('Frames')}>${this.#shown.map(frame => html`
          <p><span class="quiet">${clockWithSeconds(Date.parse(frame.at))}</span> <b>${frame.from_role}</b> → ${frame.to_role} <span class="quiet">${frame.command}</span> ${frame.text}</p>`)}</div>`}</div>`;
  }

  #save() {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(this.#frames.map(frame => `${JSON.stringify(frame)}\n`), { type: 'application/jsonl' }));
    link.download = 'frames.jsonl';
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

customElements.define('ec-frames', Frames);
