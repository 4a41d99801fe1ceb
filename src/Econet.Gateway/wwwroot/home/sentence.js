import { moment } from '../data/format.js';
import { t } from '../data/words.js';
import { activityOf } from './system.js';

const phrases = {
  off: () => t('Off'), standby: () => t('Waiting'), heating: () => t('Heating'), hot_water: () => t('Heating hot water'),
  cooling: () => t('Cooling'), defrost: () => t('Defrosting the outdoor unit'), unknown: () => t('Unknown'),
};

export const phraseOf = activity => (phrases[activity] ?? phrases.unknown)();

/** What it is doing, in words: 'Heating hot water, 42 Hz, since 14:20'. */
export function sentence(system) {
  const { device, unit } = system;
  const doing = activityOf(system);
  if (!device.current) {
    return device.online ? t('The heat pump does not answer') : t('No connection to the gateway');
  }

  const { activity, frequency } = unit;
  if (!activity || activity.raw === null) {
    return t('Waiting for the first values');
  }

  const words = [doing ? phraseOf(doing) : activity.text];
  if (frequency?.value > 0) {
    words.push(frequency.text);
  }

  const since = Math.max(activity.changedAt ?? 0, doing === activity.activity ? 0 : system.valve.changedAt ?? 0);
  if (since > 0) {
    words.push(t('since {time}', { time: moment(since) }));
  }

  return words.join(', ');
}
