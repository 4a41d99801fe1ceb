import { html, nothing } from '../vendor/lit.js';
import { clock, number } from '../data/format.js';
import { counted, t } from '../data/words.js';
import { phraseOf } from '../home/sentence.js';

export const activities = ['heating', 'hot_water', 'cooling', 'defrost', 'standby', 'off', 'unknown'];

const startOfDay = time => new Date(time).setHours(0, 0, 0, 0);
const nextDay = time => new Date(new Date(time).setHours(24, 0, 0, 0)).getTime();

/** The periods of each day, newest day first: [{ start, end, pieces: [{ activity, start, end }] }]. */
export function daysOf({ from, to, periods }) {
  const days = [];
  for (let start = startOfDay(Date.parse(from)); start < Date.parse(to); start = nextDay(start)) {
    days.unshift({ start, end: nextDay(start), pieces: [] });
  }

  const byStart = new Map(days.map(day => [day.start, day]));
  for (const period of periods) {
    let start = Date.parse(period.start);
    const end = Date.parse(period.end);
    while (start < end) {
      const day = byStart.get(startOfDay(start));
      const stop = Math.min(end, day?.end ?? end);
      day?.pieces.push({ activity: period.activity, start, end: stop });
      start = stop;
    }
  }

  return days;
}

/** A band for a day: what the machine did, from midnight to midnight. */
export const dayBand = ({ start, end, pieces }, label) => html`<div class="days-band" role="img" aria-label=${label}>${pieces.map(piece => html`
  <i class=${`a-${piece.activity}`} title=${`${phraseOf(piece.activity)}, ${clock(piece.start)}–${clock(piece.end)}`}
    .style=${`left:${(piece.start - start) / (end - start) * 100}%;width:${(piece.end - piece.start) / (end - start) * 100}%`}></i>`)}</div>`;

/** A band for a longer time: the shares of what the machine did. */
export function shareBand(period, label) {
  const shares = Object.entries(period.activities ?? {}).map(([activity, { hours }]) => [activity, hours]).filter(([, hours]) => hours > 0);
  const whole = (Date.parse(period.end) - Date.parse(period.start)) / 3_600_000;
  let left = 0;
  return html`<div class="days-band" role="img" aria-label=${label}>${shares.map(([activity, hours]) => {
    const at = left;
    left += hours / whole * 100;
    return html`<i class=${`a-${activity}`} title=${`${phraseOf(activity)}: ${t('{n} h', { n: number(hours, 0) })}`} .style=${`left:${at}%;width:${hours / whole * 100}%`}></i>`;
  })}</div>`;
}

export const sums = period => html`<span class="sums small">
  <span>${period?.electric_kwh == null ? '–' : `${number(period.electric_kwh, 1)} kWh`}</span>
  <span>${period?.cop == null ? nothing : t('COP {n}', { n: number(period.cop, 2) })}</span>
  <span class="quiet">${period?.compressor ? counted(period.compressor.starts, '{n} start', '{n} starts') : nothing}</span></span>`;

export const key = shown => html`<ul class="legend small activity-key">${activities.filter(activity => shown.has(activity)).map(activity => html`
  <li><i class=${`a-${activity}`}></i>${phraseOf(activity)}</li>`)}</ul>`;
