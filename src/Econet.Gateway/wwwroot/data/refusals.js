import { moment } from './format.js';
import { session } from './session.js';
import { t } from './words.js';

/** Why the gateway did not make a change, in the words of whoever looks; null where only its own message says it. */
export function refusalOf({ status, message, body }, parameter) {
  switch (status) {
    case 401:
    case 403:
      return (parameter ? session.whyNotWrite(parameter) : session.whyNot('write')) ?? t('Your key {name} may not change this.', { name: session.name ?? '' });
    case 429:
      return body?.retry_at
        ? t('The device keeps this value in memory that every change wears, so it was not changed. It may be changed again from {time} on.', { time: moment(Date.parse(body.retry_at)) })
        : body?.error?.includes('budget') ? t('The device keeps this value in memory that every change wears, and the gateway is set never to change it.')
        : t('Too much was asked of the gateway. Try again in a minute.');
    case 503:
      return t('The device does not answer now.');
    case 504:
      return t('The device has not answered in time.');
    case 507:
      return t('The change could not be recorded, because the disk of the gateway takes nothing, and so it was not made.');
    default:
      // What the page says itself is in words already.
      return status === 0 ? message : null;
  }
}
