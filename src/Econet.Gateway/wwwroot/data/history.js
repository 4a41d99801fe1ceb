import { get, of } from './api.js';
import { language } from './words.js';

/**
 * Parameters over time, as charts take them: { t, series }, with a series for each parameter that is recorded.
 * @param parameters of any devices.
 * @param from seconds since 1970; @param to the same.
 */
export async function historyOf(parameters, from, to, { points = 600, aggregate = 'mean' } = {}) {
  const query = new URLSearchParams({
    keys: parameters.map(parameter => parameter.id).join(','),
    from: new Date(from * 1000).toISOString(),
    to: new Date(to * 1000).toISOString(),
    points,
    aggregate,
    format: 'columns',
    lang: language(),
  });
  return get(`api/history?${query}`);
}

/** What the heat pump did. */
export const timelineOf = (device, from, to) => get(`${of(device.id, 'timeline')}?${new URLSearchParams({ from, to, lang: language() })}`);

/** How well it did it, by hour, day, month or year. */
export const performanceOf = (device, by, from, to = 'now') => get(`${of(device.id, 'performance')}?${new URLSearchParams({ by, from, to })}`);

/** For how long the rooms were too cold, by part. */
export async function comfortOf(device, from) {
  const { parts } = await get(`${of(device.id, 'comfort')}?${new URLSearchParams({ from, lang: language() })}`);
  return new Map(parts.map(one => [one.part, one]));
}
