import { html } from '../vendor/lit.js';
import { weekday } from '../data/format.js';
import { days } from '../data/schedules.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';
import { order } from './week-grid.js';

/** Asks which days get what one has. Tells 'copy' with { from, to }. */
class CopyDialog extends Element {
  static properties = { day: {} };

  firstUpdated() { this.querySelector('dialog').showModal(); }

  render() {
    const from = days.indexOf(this.day);
    const others = order.filter(day => day !== from);
    return html`<dialog aria-labelledby="copy-title" @close=${() => this.dispatchEvent(new CustomEvent('close'))}><form class="stack" method="dialog" @submit=${this.#copy}>
      <h1 id="copy-title">${t('Copy {day} to', { day: weekday(from, 'long') })}</h1>
      <div class="row"><button type="button" @click=${() => this.#check(day => day > 0 && day < 6)}>${t('Weekdays')}</button>
        <button type="button" @click=${() => this.#check(day => day === 0 || day === 6)}>${t('Weekend')}</button>
        <button type="button" @click=${() => this.#check(() => true)}>${t('All days')}</button></div>
      <div>${others.map(day => html`<label class="check"><input type="checkbox" name="day" value=${day}>${weekday(day, 'long')}</label> `)}</div>
      <div class="row"><button class="primary" value="copy">${t('Copy')}</button><button value="cancel">${t('Cancel')}</button></div></form></dialog>`;
  }

  #check(which) {
    this.querySelectorAll('input').forEach(box => { box.checked = which(Number(box.value)); });
  }

  #copy(event) {
    if (event.submitter?.value === 'copy') {
      const to = new FormData(event.target).getAll('day').map(day => days[day]);
      this.dispatchEvent(new CustomEvent('copy', { detail: { from: this.day, to } }));
    }
  }
}

customElements.define('ec-copy-dialog', CopyDialog);
