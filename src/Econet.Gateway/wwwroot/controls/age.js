import { html, nothing } from '../vendor/lit.js';
import { ago, fullDate } from '../data/format.js';
import { t } from '../data/words.js';

/** Why a value is not to be relied on; null when it is. */
export function doubt(parameter) {
  switch (parameter.quality) {
    case 'absent': return t('no sensor');
    case 'suspect': return t('last good value; the latest reading was implausible');
    case 'stale': return parameter.readAt ? t('not confirmed since {time}', { time: fullDate(parameter.readAt) }) : t('not confirmed');
    default: return parameter.device.current ? null : parameter.readAt ? t('old, from {time}', { time: fullDate(parameter.readAt) }) : t('old');
  }
}

/** How long a value has been what it is, or since when it is in doubt. */
export function age(parameter) {
  const why = doubt(parameter);
  return why ? html`<span class="warning">${why}</span>`
    : parameter.changedAt ? html`<time datetime=${new Date(parameter.changedAt).toISOString()}>${ago(parameter.changedAt)}</time>` : nothing;
}
