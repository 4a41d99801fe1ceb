import { html, nothing } from '../vendor/lit.js';
import { clockWithSeconds } from '../data/format.js';
import { named } from '../data/meaning.js';
import { t } from '../data/words.js';
import { ended, writes } from '../data/writes.js';
import { Element } from '../shell/element.js';
import { icon } from '../shell/icons.js';

/** What a write's status means, for people. */
export const statusText = status => ({
  sending: t('On its way to the gateway'),
  queued: t('Waiting for its turn on the bus'),
  sent: t('Sent'),
  acknowledged: t('Taken by the device; it is being read back'),
  verified: t('Verified: the device holds it'),
  refused: t('Refused'),
  mismatch: t('The device holds another value'),
  expired: t('Not done in time'),
  superseded: t('Replaced by a later write'),
  withdrawn: t('Withdrawn before it was sent'),
  overridden: t('Somebody set another value at the device'),
})[status] ?? status;

/** How far the latest write of a parameter is, and the way back. */
class Progress extends Element {
  static properties = { parameter: { attribute: false } };

  sources = [writes];

  render() {
    const write = this.parameter && writes.of(this.parameter);
    if (!write) {
      return html`<span role="status"></span>`;
    }

    const isBad = ended(write.status) && write.status !== 'verified';
    return html`<div class="row small" role="status">
      <span class=${isBad ? 'alarm' : write.status === 'verified' ? 'good' : 'pending'} data-status=${write.status}>
        ${isBad && write.words ? write.words : statusText(write.status)}${write.endedAt && write.status === 'verified' ? html` · ${clockWithSeconds(write.endedAt)}` : nothing}</span>
      ${isBad && !write.words && write.message ? html`<span class="quiet" lang="en">${write.message}</span>` : nothing}
      ${write.status === 'verified' && write.before !== null && write.before !== this.parameter.value
        ? html`<button class="link" @click=${() => writes.undo(this.parameter)}>${t('Back to {value}', { value: this.#before(write) })}</button>` : nothing}
      ${isBad ? html`<button class="plain square" aria-label=${t('Close')} @click=${() => writes.forget(this.parameter)}>${icon('close')}</button>` : nothing}
    </div>`;
  }

  #before(write) {
    const { meaning, type, unit } = this.parameter;
    return named(write.before, meaning, type, unit);
  }
}

customElements.define('ec-progress', Progress);
