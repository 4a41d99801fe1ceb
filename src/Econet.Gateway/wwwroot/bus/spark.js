import { html, svg } from '../vendor/lit.js';

/** How a counter went, as a line without scales. */
export function spark(values) {
  const known = values.filter(value => typeof value === 'number');
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const points = known.map((value, at) => `${at / Math.max(1, known.length - 1) * 100},${high === low ? 30 : 38 - (value - low) / (high - low) * 34}`).join(' ');
  return html`<svg class="spark" viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true">${svg`<polyline points=${points}></polyline>`}</svg>`;
}
