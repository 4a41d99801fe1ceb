import { language, t } from './words.js';

const formats = new Map();
const kept = (key, make) => formats.get(key) ?? formats.set(key, make()).get(key);

/** A number with at least and at most so many digits after the decimal point. */
export function number(value, least = 0, most = least) {
  return kept(`${least}/${most}`, () => new Intl.NumberFormat(language(), {
    // What rounds to nothing has no sign.
    minimumFractionDigits: least, maximumFractionDigits: Math.max(least, most), useGrouping: false, signDisplay: 'negative',
  })).format(value);
}

const date = (options) => (time) => kept(JSON.stringify(options), () => new Intl.DateTimeFormat(language(), options)).format(time);

export const clock = date({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
export const clockWithSeconds = date({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
export const day = date({ weekday: 'short', day: 'numeric', month: 'short' });
export const dayAndClock = date({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
export const fullDate = date({ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** Names of the days, by 0 for Sunday. */
export const weekday = (n, style = 'short') => kept(`day/${style}`, () => new Intl.DateTimeFormat(language(), { weekday: style, timeZone: 'UTC' }))
  .format(Date.UTC(2023, 0, 1 + n));

const isToday = time => new Date(time).toDateString() === new Date().toDateString();

/** The time of day, with the day before it unless that is today. */
export const moment = time => isToday(time) ? clock(time) : dayAndClock(time);

/** How long: '45 s', '12 min', '3 h 20 min', '5 d'. */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 90) {
    return t('{n} s', { n: seconds });
  }

  const minutes = Math.round(seconds / 60);
  if (minutes < 60) {
    return t('{n} min', { n: minutes });
  }

  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? minutes % 60 && hours < 12 ? t('{h} h {m} min', { h: hours, m: minutes % 60 }) : t('{n} h', { n: hours })
    : t('{n} d', { n: Math.floor(hours / 24) });
}

export const ago = time => t('{time} ago', { time: duration(Date.now() - time) });
