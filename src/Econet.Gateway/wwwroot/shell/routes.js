import { Source } from '../data/source.js';

/** Where the page is: '#/parameters/house/KEY?q=water' has path ['parameters', 'house', 'KEY'] and query q. */
class Route extends Source {
  path = [];
  query = new URLSearchParams();

  constructor() {
    super();
    window.addEventListener('hashchange', () => this.#read());
    this.#read();
  }

  get view() { return this.path[0] || 'home'; }

  /** Changes a part of the query, without a step in the browser's history. */
  set(values) {
    const query = new URLSearchParams(this.query);
    for (const [name, value] of Object.entries(values)) {
      if (value) {
        query.set(name, value);
      } else {
        query.delete(name);
      }
    }

    this.replace(link(this.path, query));
  }

  replace(hash) {
    history.replaceState(null, '', hash);
    this.#read();
  }

  #read() {
    const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
    this.path = path.split('/').filter(Boolean).map(decodeURIComponent);
    this.query = new URLSearchParams(query);
    this.tell();
  }
}

export function link(path, query) {
  const text = query?.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

export const toParameter = parameter => link(['parameters', parameter.device.id, parameter.key]);

export const route = new Route();
