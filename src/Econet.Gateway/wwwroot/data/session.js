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
