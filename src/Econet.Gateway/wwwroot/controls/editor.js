import { html, live, nothing } from '../vendor/lit.js';
import { get, of } from '../data/api.js';
import { number } from '../data/format.js';
import { session } from '../data/session.js';
import { t } from '../data/words.js';
import { writes } from '../data/writes.js';
import { Element } from '../shell/element.js';
import { icon } from '../shell/icons.js';
import './progress.js';

/** More choices than this are a list. */
const mostSegments = 5;

/** People write a decimal point or a comma, in whatever language. */
const numberOf = text => Number(text.replace(',', '.'));

/** Changes a parameter: in the form that its meaning asks for, within the limits that hold now. A brief one tells the limits while somebody edits. */
class Editor extends Element {
  static properties = { parameter: { attribute: false }, brief: { type: Boolean }, draft: { state: true }, limits: { state: true }, wrong: { state: true } };

  sources = [session, writes];

  willUpdate(changed) {
    if (changed.has('parameter') && changed.get('parameter')?.id !== this.parameter?.id) {
      this.draft = null;
      this.wrong = null;
      this.limits = null;
      this.#ask();
    }
  }

  /** A limit may be another parameter's value, so it is asked for when somebody is about to use it. */
  async #ask() {
    const { parameter } = this;
    const body = await get(`${of(parameter.device.id, `parameters/${encodeURIComponent(parameter.key)}`)}?stale=allow`).catch(() => null);
    if (parameter === this.parameter && body) {
      this.limits = { min: body.min, max: body.max };
    }
  }

  get #why() {
    return session.whyNotWrite(this.parameter) ?? (this.parameter.device.current ? null : t('The device does not answer now.'));
  }

  render() {
    const why = this.#why;
    return html`<div class="editor">${this.#control(why !== null)}
      ${why ? html`<p class="small quiet">${why}</p>` : nothing}
      ${this.wrong ? html`<p class="small alarm" role="alert">${this.wrong}</p>` : nothing}
      <ec-progress .parameter=${this.parameter}></ec-progress></div>`;
  }

  #control(disabled) {
    const { meaning, raw } = this.parameter;
    if (meaning?.options) {
      const options = meaning.options.filter((one, at, all) => all.findIndex(other => other.name === one.name) === at);
      const current = meaning.options.find(one => one.value === raw)?.name;
      return this.#choice(options, current, disabled);
    }

    if (meaning?.bits) {
      return html`<div class="row">${Object.entries(meaning.bits).map(([bit, name]) => html`<label class="check"><input type="checkbox" ?disabled=${disabled}
        .checked=${live(Math.floor(raw / 2 ** bit) % 2 === 1)} @change=${event => writes.writeBits(this.parameter, { [name]: event.target.checked })}>${name}</label>`)}</div>`;
    }

    return typeof raw === 'boolean'
      ? this.#choice([{ value: false, name: t('No') }, { value: true, name: t('Yes') }], raw ? t('Yes') : t('No'), disabled)
      : this.#entry(disabled);
  }

  #choice(options, current, disabled) {
    const set = option => option.name === current || writes.write(this.parameter, option.value);
    return options.length > mostSegments
      ? html`<select aria-label=${this.parameter.title} ?disabled=${disabled} @change=${event => set(options[event.target.selectedIndex])}>
          ${options.map(option => html`<option ?selected=${option.name === current}>${option.name}</option>`)}</select>`
      : html`<div class="segments" role="radiogroup" aria-label=${this.parameter.title}>${options.map(option => html`
          <button role="radio" aria-checked=${option.name === current ? 'true' : 'false'} ?disabled=${disabled} @click=${() => set(option)}>${option.name}</button>`)}</div>`;
  }

  /** A number as it is typed in: those of one kind have as many digits. */
  #written(value) { return number(value, this.parameter.digits === 1 ? 1 : 0, 6); }

  /** A number with steps, or a text. */
  #entry(disabled) {
    const { parameter } = this;
    const isNumber = parameter.isNumber || (parameter.raw === null && parameter.type !== 'string');
    const shown = this.draft ?? (parameter.value === null ? '' : isNumber ? this.#written(parameter.value) : parameter.raw);
    return html`<form class="row" @submit=${this.#submit}>
      ${isNumber ? html`<button type="button" class="square" aria-label=${t('Less')} ?disabled=${disabled} @click=${() => this.#step(-1)}>${icon('minus')}</button>` : nothing}
      <input aria-label=${parameter.title} inputmode=${isNumber ? 'decimal' : 'text'} size=${isNumber ? 6 : 20} ?disabled=${disabled} .value=${live(String(shown))}
        aria-invalid=${this.wrong ? 'true' : 'false'} @input=${event => { this.draft = event.target.value; this.wrong = null; }}
        @keydown=${event => { if (event.key === 'Escape' && this.draft !== null) { event.stopPropagation(); this.draft = null; } else if (isNumber && event.key === 'ArrowUp') { this.#step(1); event.preventDefault(); } else if (isNumber && event.key === 'ArrowDown') { this.#step(-1); event.preventDefault(); } }}>
      ${isNumber ? html`<button type="button" class="square" aria-label=${t('More')} ?disabled=${disabled} @click=${() => this.#step(1)}>${icon('plus')}</button>` : nothing}
      ${parameter.unit ? html`<span>${parameter.unit}</span>` : nothing}
      ${this.draft === null || (isNumber ? numberOf(this.draft) === parameter.value : this.draft === parameter.raw) ? nothing : html`<button class="primary" ?disabled=${disabled}>${t('Set')}</button>
        <button type="button" class="plain" @click=${() => { this.draft = null; this.wrong = null; }}>${t('Cancel')}</button>`}
    </form>
    ${this.#range === null || (this.brief && this.draft === null) ? nothing : html`<p class="small quiet">${this.#range}</p>`}`;
  }

  /** What the device takes, in words; null when nothing limits it. */
  get #range() {
    const { min = null, max = null } = this.limits ?? {};
    return min === null && max === null ? null
      : min === null ? t('at most {max}', { max: this.#limit(max) })
      : max === null ? t('at least {min}', { min: this.#limit(min) })
      : t('{min} to {max}', { min: number(min, 0, 3), max: this.#limit(max) });
  }

  #limit(value) { return `${number(value, 0, 3)}${this.parameter.unit ? ` ${this.parameter.unit}` : ''}`; }

  #step(direction) {
    const { parameter } = this;
    const size = parameter.digits > 0 ? (['°C', 'K'].includes(parameter.unit) ? 0.5 : 10 ** -parameter.digits) : 1;
    const from = this.draft === null ? parameter.value ?? 0 : numberOf(this.draft);
    const next = Number(((Number.isFinite(from) ? from : 0) + direction * size).toFixed(6));
    this.draft = this.#written(Math.min(this.limits?.max ?? Infinity, Math.max(this.limits?.min ?? -Infinity, next)));
    this.wrong = null;
  }

  #submit(event) {
    event.preventDefault();
    const { parameter } = this;
    if (parameter.type === 'string') {
      writes.write(parameter, this.draft);
    } else {
      const value = numberOf(this.draft);
      if (this.draft.trim() === '' || !Number.isFinite(value)) {
        this.wrong = t('That is not a number.');
        return;
      }

      if (value < (this.limits?.min ?? -Infinity) || value > (this.limits?.max ?? Infinity)) {
        this.wrong = t('{value} was not sent: the device takes {range}.', { value: this.#limit(value), range: this.#range });
        return;
      }

      writes.write(parameter, value);
    }

    this.draft = null;
  }
}

customElements.define('ec-editor', Editor);
