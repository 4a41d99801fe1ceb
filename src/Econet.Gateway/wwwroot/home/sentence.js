import { moment } from '../data/format.js';
import { t } from '../data/words.js';

const phrases = {
  off: () => t('Off'), standby: () => t('Waiting'), heating: () => t('Heating'), hot_water: () => t('Heating hot water'),
  cooling: () => t('Cooling'), defrost: () => t('Defrosting the outdoor unit'), unknown: () => t('Unknown'),
};

export const phraseOf = activity => (phrases[activity] ?? phrases.unknown)();

/** What it is doing, in words: 'Heating hot water, 42 Hz, since 14:20'. */
export function sentence({ device, unit }) {
  if (!device.current) {
    return device.online ? t('The heat pump does not answer') : t('No connection to the gateway');
  }

  const { activity, frequency } = unit;
  if (!activity || activity.raw === null) {
    return t('Waiting for the first values');
  }

  const words = [activity.activity ? phraseOf(activity.activity) : activity.text];
  if (frequency?.value > 0) {
    words.push(frequency.text);
  }

  if (activity.changedAt) {
    words.push(t('since {time}', { time: moment(activity.changedAt) }));
  }

  return words.join(', ');
}
