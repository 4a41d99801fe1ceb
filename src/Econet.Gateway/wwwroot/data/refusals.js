import { moment } from './format.js';
import { session } from './session.js';
import { t } from './words.js';

/** Of these writes the gateway knows that they were never made. Others may have arrived: what is known of them, their status and message say. */
const neverMade = ['budget_spent', 'budget_closed', 'not_durable'];

/** Why a write that was accepted was not made after all; null where its status and message say more. */
export const neverMadeBecause = job => neverMade.includes(job.code) ? refusalOf(job) : null;

/** Why the gateway did not make a change, in the words of whoever looks; null where only its own message says it. */
export function refusalOf({ code, retry_at: retryAt, status, message }, parameter) {
  switch (code) {
    case 'key_required':
    case 'key_invalid':
    case 'forbidden':
      return (parameter ? session.whyNotWrite(parameter) : session.whyNot('write')) ?? t('Your key {name} may not change this.', { name: session.name ?? '' });
    case 'out_of_range':
      return t('The device does not take this value now: it is out of its range.');
    case 'wrong_type':
    case 'bad_value':
      return t('The device does not take such a value.');
    case 'read_only':
      return t('The device does not let this value be changed.');
    case 'not_found':
      return t('The device does not know this any more.');
    case 'budget_spent':
      return retryAt
        ? t('The device keeps this value in memory that every change wears, so it was not changed. It may be changed again from {time} on.', { time: moment(Date.parse(retryAt)) })
        : t('The device keeps this value in memory that every change wears, so it was not changed.');
    case 'budget_closed':
      return t('The device keeps this value in memory that every change wears, and the gateway is set never to change it.');
    case 'too_many_requests':
      return t('Too much was asked of the gateway. Try again in a minute.');
    case 'unavailable':
      return t('The device does not answer now.');
    case 'timed_out':
      return t('The device has not answered in time.');
    case 'not_durable':
      return t('The change could not be recorded, because the disk of the gateway takes nothing, and so it was not made.');
    default:
      // What the page says itself is in words already.
      return status === 0 ? message : null;
  }
}
