import { html, nothing, svg } from '../vendor/lit.js';
import { number } from '../data/format.js';
import { t } from '../data/words.js';

const [widest, height, left, bottom, top] = [880, 320, 56, 40, 16];

/** What is beside it on a phone. */
const margins = 32;

/** Between two numbers below it. */
const room = 64;

const ticks = (low, high, count) => {
  const raw = (high - low) / count;
  const step = [1, 2, 5, 10].map(one => one * 10 ** Math.floor(Math.log10(raw))).find(one => one >= raw) ?? raw;
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, at) => Number((first + at * step).toFixed(6)));
};

/** A line through cold days that meets nothing heated only where no climate goes says nothing of that end. */
const warmestBase = 30;

export const tellsBase = loss => loss.base_temperature != null && loss.base_temperature <= warmestBase;

/** Heat of each day against how cold it was, with the line through it: what the house needs. */
export function scatter(loss) {
  const { points } = loss;
  // Drawn as wide as it is shown, so that its numbers are as large on a phone.
  const width = Math.min(widest, document.documentElement.clientWidth - margins);
  const temperatures = points.map(point => point.outdoor_temperature);
  const [coldest, warmest] = [Math.floor(Math.min(...temperatures)) - 1, Math.ceil(Math.max(...temperatures, tellsBase(loss) ? loss.base_temperature : -99)) + 1];
  const most = Math.max(...points.map(point => point.heat_kwh)) * 1.08 || 1;
  const x = celsius => left + (celsius - coldest) / (warmest - coldest) * (width - left - 16);
  const y = heat => height - bottom - heat / most * (height - bottom - top);
  const heatAt = celsius => Math.max(0, loss.watts_per_kelvin * (loss.base_temperature - celsius) * 24 / 1000);
  const hasLine = loss.watts_per_kelvin != null && loss.base_temperature != null;
  return html`<svg class="scatter" viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${t('Heat of each day by outdoor temperature')}>
    ${ticks(0, most, 5).map(value => svg`<line class="axis" x1=${left} x2=${width - 16} y1=${y(value)} y2=${y(value)}></line><text x=${left - 8} y=${y(value) + 4} text-anchor="end">${number(value, 0, 1)}</text>`)}
    ${ticks(coldest, warmest, (width - left) / room).map(value => svg`<text x=${x(value)} y=${height - bottom + 20} text-anchor="middle">${number(value, 0, 1)}</text>`)}
    <text x=${width - 16} y=${height - 4} text-anchor="end">${t('Outdoors')}, °C</text><text x=${left + 4} y=${top}>${t('kWh a day')}</text>
    ${points.map(point => svg`<circle cx=${x(point.outdoor_temperature)} cy=${y(point.heat_kwh)} r="4"><title>${point.label}: ${number(point.outdoor_temperature, 1)} °C, ${number(point.heat_kwh, 1)} kWh</title></circle>`)}
    ${hasLine ? svg`<line class="fit" x1=${x(coldest)} y1=${y(heatAt(coldest))} x2=${x(Math.min(warmest, loss.base_temperature))} y2=${y(heatAt(Math.min(warmest, loss.base_temperature)))}></line>` : nothing}</svg>`;
}
