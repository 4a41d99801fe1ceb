import uPlot from '../vendor/uplot.js';
import { clock, day, dayAndClock, number } from '../data/format.js';

export const join = uPlot.join;

/** What an axis of values takes of the width, and its unit beside it. */
export const axisSize = 56;
export const labelSize = 20;

/** Where there is no axis, the last time needs room. */
export const edge = 24;

const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The colour of the series at a place, in the theme of now. */
export const seriesColor = at => style(`--series-${(at % 6) + 1}`);

/** What the axis of time says: the time of day, and the day where one begins. */
const times = (plot, splits) => splits.map((second, at) => {
  const time = second * 1000;
  const isMidnight = new Date(time).getHours() === 0 && new Date(time).getMinutes() === 0;
  return isMidnight || splits[1] - splits[0] >= 86_400 ? day(time) : at === 0 && plot.width > 600 ? dayAndClock(time) : clock(time);
});

/**
 * Draws values over time.
 * @param series { title, unit, values, color, dash, scale } each.
 * @param axes { scale, unit, side } each; side 3 is left and 1 right.
 * @param more what goes to uPlot besides: hooks, and what is selected.
 */
export function draw(host, { t, series, axes, width, height, range, onCursor, ...more }) {
  const line = style('--line');
  const quiet = style('--quiet');
  const font = `13px ${style('--font')}`;
  const axis = { stroke: quiet, font, ticks: { stroke: line, width: 1, size: 4 }, grid: { stroke: line, width: 1 } };
  const plot = new uPlot({
    width, height,
    legend: { show: false },
    padding: [12, axes.some(one => one.side === 1) ? 0 : edge, 0, 0],
    cursor: { y: false, points: { size: 6 }, drag: { x: true, y: false, setScale: false }, ...more.cursor },
    scales: { x: { time: true, range: range ? () => range() : undefined }, ...Object.fromEntries(axes.map(one => [one.scale, { range: padded }])) },
    axes: [
      { ...axis, values: times, space: 72, size: 32 },
      ...axes.map((one, at) => ({
        ...axis, scale: one.scale, side: one.side, size: axisSize, grid: { ...axis.grid, show: at === 0 },
        values: (_, splits) => splits.map(value => number(value, 0, 2)), label: one.unit || undefined, labelFont: font, labelSize: one.unit ? labelSize : 0, labelGap: 0,
      })),
    ],
    series: [{}, ...series.map(one => ({
      label: one.title, scale: one.scale, stroke: one.color, width: one.dash ? 1 : 1.75, dash: one.dash, points: { show: false }, spanGaps: false,
    }))],
    hooks: { setCursor: onCursor ? [self => onCursor(self.cursor.idx)] : [], ...more.hooks },
  }, [t, ...series.map(one => one.values)], host);
  return plot;
}

/** Some room above and below, and no line of noise where nothing happens. */
function padded(_, low, high) {
  if (low === null || high === null) {
    return [0, 1];
  }

  const room = Math.max((high - low) * 0.08, 0.5);
  return [low >= 0 && low - room < 0 ? 0 : low - room, high + room];
}
