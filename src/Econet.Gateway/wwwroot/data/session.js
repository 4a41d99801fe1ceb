import { get, post, refused, remove } from './api.js';
import { Source } from './source.js';

const ranks = ['none', 'read', 'write', 'admin'];

/** Who looks, and what they may do. */
class Session extends Source {
  authenticated = false;
  name = null;
  scope = 'none';
  auth = 'writes';

  #checking = null;

  /** A key is needed before anything can be shown. */
  locked = false;

  constructor() {
    super();
    refused.follow(() => this.#check());
  }

  may(scope) {
    return ranks.indexOf(this.scope) >= ranks.indexOf(scope);
  }

  async load() {
    this.#take(await get('api/session'));
  }

  /** Throws when the key is none. */
  async enter(key) {
    this.#take(await post('api/session', { key }));
  }

  async leave() {
    await remove('api/session');
    await this.load();
  }

  #take(body) {
    Object.assign(this, body);
    this.locked = !this.may('read');
    this.tell();
  }

  /** A key was revoked or has expired, or another page has logged out. */
  #check() {
    this.#checking ??= this.load().catch(() => {}).finally(() => { this.#checking = null; });
  }
}

export const session = new Session();
