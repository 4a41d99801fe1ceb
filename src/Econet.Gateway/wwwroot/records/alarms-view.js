import { html, nothing } from '../vendor/lit.js';
import { activeAlarms } from '../data/alarms.js';
import { duration, fullDate } from '../data/format.js';
import { house } from '../data/house.js';
import { t } from '../data/words.js';
import { Element } from '../shell/element.js';

/** The alarm logs; their times are the devices' own. */
class Alarms extends Element {
  sources = [house, activeAlarms];

  heard(news, source) {
    if (source !== house || news === null) {
      this.requestUpdate();
    }
  }

  connectedCallback() {
    super.connectedCallback();
    activeAlarms.load();
  }

  render() {
    const logs = [...activeAlarms.byDevice].filter(([, alarms]) => alarms.length > 0);
    const { unread } = activeAlarms;
    return html`<div class="view"><header><h1>${t('Alarms')}</h1></header>
      ${unread.map(device => html`<div class="empty" role="status">${house.devices.size > 1 ? html`<strong>${device.title}: </strong>` : nothing}${t('The alarm log has not been read yet.')}</div>`)}
      ${logs.length === 0 ? unread.length > 0 ? nothing : html`<div class="empty">${t('No alarms.')}</div>` : logs.map(([id, alarms]) => html`
        ${house.devices.size > 1 ? html`<h2>${house.devices.get(id)?.title ?? id}</h2>` : nothing}
        <div class="scroller"><table class="records alarms"><thead><tr><th>${t('Alarm')}</th><th>${t('From')}</th><th>${t('Until')}</th><th class="end">${t('Lasted')}</th></tr></thead><tbody>
          ${alarms.map(alarm => this.#row(alarm))}</tbody></table></div>`)}</div>`;
  }

  #row({ code, title, from_date: from, to_date: to, active, raw }) {
    return html`<tr><td><span class="quiet">${code}</span> ${active ? html`<strong class="alarm">${title ?? t('unknown')}</strong>` : title ?? t('unknown')}</td>
      <td class="number">${from ? fullDate(Date.parse(from)) : html`<span class="quiet" title=${raw ?? nothing}>${t('no date')}</span>`}</td>
      <td class="number">${active ? html`<strong class="alarm">${t('active')}</strong>` : to ? fullDate(Date.parse(to)) : '–'}</td>
      <td class="number end">${from && to ? duration(Date.parse(to) - Date.parse(from)) : nothing}</td></tr>`;
  }
}

customElements.define('ec-alarms', Alarms);
