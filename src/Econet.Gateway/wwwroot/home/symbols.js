import { nothing, svg } from '../vendor/lit.js';
import { doubt } from '../controls/age.js';
import { color } from './temperature.js';

/** A value as an engineer writes it; grey and told why when it is in doubt. */
export const figure = (parameter, { x, y, anchor = 'start', size = '', prefix = '' }) => parameter && parameter.value !== null
  ? svg`<text class=${`figure ${size} ${parameter.fresh ? '' : 'stale'}`} x=${x} y=${y} text-anchor=${anchor}>${prefix}${parameter.text}${
    parameter.fresh ? nothing : svg`<title>${doubt(parameter)}</title>`}</text>`
  : nothing;

/** Where a finger finds a part: between its pieces too. */
export const touchable = (x, y, w, h) => svg`<rect class="touchable" x=${x} y=${y} width=${w} height=${h}></rect>`;

/** A part that can be opened; it is called what stands in it, or what it is given where that says too little. */
export const part = (id, open, content, label = nothing) => svg`
  <g class="part" role="button" tabindex="0" aria-label=${label} data-part=${id} @click=${open}
    @keydown=${event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); open(); } }}>${content}</g>`;

export const fan = (x, y, radius, turns) => svg`
  <circle class="shape" cx=${x} cy=${y} r=${radius}></circle>
  <g class=${turns ? 'turning' : ''} transform-origin=${`${x} ${y}`}>${[0, 120, 240].map(angle => svg`
    <path class="blade" transform=${`rotate(${angle} ${x} ${y})`} d=${`M${x} ${y}c${radius * 0.55} ${-radius * 0.1} ${radius * 0.75} ${-radius * 0.55} ${radius * 0.3} ${-radius * 0.82}c${-radius * 0.4} ${radius * 0.1} ${-radius * 0.45} ${radius * 0.4} ${-radius * 0.3} ${radius * 0.82}z`}></path>`)}</g>`;

/** A circle with a triangle that says which way it pumps. */
export const pump = (x, y, on, direction = 1) => svg`
  <g class=${on ? 'pump on' : 'pump'}><circle cx=${x} cy=${y} r="10"></circle><path d=${`M${x - 5 * direction} ${y - 6}L${x + 7 * direction} ${y}L${x - 5 * direction} ${y + 6}z`}></path></g>`;

/** Two triangles along the heating and one towards the hot water; the way that is open is filled. */
export const valve = (x, y, toWater, down) => svg`<g class="valve">
  <path class="open" d=${`M${x} ${y}l-11 -7v14z`}></path>
  <path class=${toWater ? '' : 'open'} d=${down ? `M${x} ${y}l-7 11h14z` : `M${x} ${y}l11 -7v14z`}></path>
  <path class=${toWater ? 'open' : ''} d=${`M${x} ${y}l-7 -11h14z`}></path></g>`;

/** Water in layers, from the top's temperature to the bottom's. */
export function tank({ x, y, w, h }, top, bottom) {
  const id = `layers-${x}`;
  const colorOf = parameter => color(parameter?.value, parameter?.fresh);
  return svg`<defs><linearGradient id=${id} x1="0" y1="0" x2="0" y2="1">
      <stop offset="0.15" stop-color=${colorOf(top)}></stop><stop offset="0.9" stop-color=${colorOf(bottom ?? top)}></stop></linearGradient></defs>
    <rect class="shape" x=${x} y=${y} width=${w} height=${h} rx="14"></rect>
    <rect x=${x + 4} y=${y + 4} width=${w - 8} height=${h - 8} rx="10" fill=${`url(#${id})`} fill-opacity="0.32"></rect>`;
}
