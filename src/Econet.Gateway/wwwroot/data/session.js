import { get, post, refused, remove } from './api.js';
import { Source } from './source.js';
import { t } from './words.js';

const ranks = ['none', 'read', 'write', 'admin'];

/** Whether a text fits a pattern with * and ?, in capitals or not. */
const fits = (pattern, text) => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, 'is').test(text ?? '');

/** Who looks, and what they may do. */
class Session extends Source {
  authenticated = false;
  name = null;
  scope = 'none';
  auth = 'writes';
  has_keys = true;

  /** The only devices, and the only parameters as patterns, that the key is for; null for all. */
  devices = null;
  parameters = null;

  #checking = null;

  /** Counts logins and logouts: an answer from before one tells nothing of now. */
  #turn = 0;

  /** A key is needed before anything can be shown. */
  locked = false;

  constructor() {
    super();
    refused.follow(() => this.#check());
  }

  may(scope) {
    return ranks.indexOf(this.scope) >= ranks.indexOf(scope);
  }

  get #limits() { return [...this.devices ?? [], ...this.parameters ?? []].join(', '); }

  /** There is more than the key shows. Where everybody may read, it hides nothing. */
  get hides() { return this.auth === 'all' && Boolean(this.devices || this.parameters); }

  /** What is not shown, and why; null when everything is. */
  get hidden() {
    return this.hides ? t('Your key {name} shows only {what}. There may be more, which it does not show.', { name: this.name, what: this.#limits }) : null;
  }

  /** Why this may not be done, in the words of whoever looks; null when it may. */
  whyNot(scope) {
    if (this.may(scope)) {
      return null;
    }

    if (!this.authenticated) {
      return !this.has_keys ? t('There is no key yet: only the gateway\'s own machine may change anything.')
        : scope === 'admin' ? t('Log in with a key that may do everything.') : t('Log in with a key that may write.');
    }

    return scope !== 'admin' ? t('Your key {name} may only look. To change something, log in with a key that may write.', { name: this.name })
      : this.#limits ? t('Your key {name} is for {what} only. This takes a key without such limits that may do everything.', { name: this.name, what: this.#limits })
      : t('This takes a key that may do everything; {name} may not.', { name: this.name });
  }

  /** The same for writing a parameter. */
  whyNotWrite({ device, key, name }) {
    const isCovered = (this.devices?.includes(device.id) ?? true) && (this.parameters?.some(pattern => fits(pattern, key) || fits(pattern, name)) ?? true);
    return this.whyNot('write') ?? (isCovered ? null : t('Your key {name} may change only {what}.', { name: this.name, what: this.#limits }));
  }

  async load() {
    const turn = this.#turn;
    const body = await get('api/session');
    if (turn === this.#turn) {
      this.#take(body);
    }
  }

  /** Throws when the key is none. */
  async enter(key) {
    const body = await post('api/session', { key });
    this.#turn++;
    this.#take(body);
  }

  async leave() {
    await remove('api/session');
    this.#turn++;
    await this.load();
  }

  #take(body) {
    Object.assign(this, { devices: null, parameters: null, name: null }, body);
    this.locked = !this.may('read');
    this.tell();
  }

  /** A key was revoked or has expired, or another page has logged out. */
  #check() {
    this.#checking ??= this.load().catch(() => {}).finally(() => { this.#checking = null; });
  }
}

export const session = new Session();
