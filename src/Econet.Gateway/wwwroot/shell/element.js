import { LitElement } from '../vendor/lit.js';

/** An element without a shadow: the page has one set of styles. It is drawn again when what it follows has news. */
export class Element extends LitElement {
  /** What it follows. */
  sources = [];

  #leave = [];

  createRenderRoot() { return this; }

  connectedCallback() {
    super.connectedCallback();
    this.#leave = this.sources.map(source => source.follow(news => this.heard(news, source)));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#leave.forEach(leave => leave());
    this.#leave = [];
  }

  heard() { this.requestUpdate(); }
}
