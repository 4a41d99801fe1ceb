/** Where everything is drawn, in pixels: below this width the circuits stand under the machine and not beside it. */
const narrowest = 700;

const rowHeight = 72;
const gap = 12;

/** What flows in a pipe along rows, in pieces between them: in each what the rows beyond it take, and the way that the water goes. */
const pieces = (x, from, ends, isBack) => ends.map(end => {
  const beyond = ends.flatMap((one, at) => (end < from ? one <= end : one >= end) ? [at] : []);
  const start = end < from ? Math.min(from, ...ends.filter(one => one > end && one < from)) : Math.max(from, ...ends.filter(one => one < end && one > from));
  return { beyond, d: isBack ? `M${x} ${end}V${start}` : `M${x} ${start}V${end}` };
});

/** @returns boxes of the parts, and the pipes between them as paths. */
export const layoutOf = (width, system) => (width < narrowest ? narrow : wide)(width, system);

function wide(W, { water, buffer, circuits, valve }) {
  const [ys, yr] = [212, 276];
  const unit = { x: 0, y: 168, w: W < 900 ? 140 : 168, h: 148 };
  const boxWidth = Math.min(300, Math.max(220, W * 0.26));
  const cx = W - boxWidth;
  const mx = cx - 56;
  const span = mx - 28 - unit.w;
  const vx = Math.round(unit.w + span * (water ? 0.3 : 0.5));
  const tank = water && { x: vx + 50, y: 12, w: 68, h: 124, label: { x: vx + 128, y: 34, anchor: 'start' } };
  const bx = Math.round(Math.min(unit.w + span * 0.74, mx - 120));
  const store = buffer && { x: bx, y: 180, w: 68, h: 128, label: { x: bx + 34, y: 330, anchor: 'middle' } };
  const rows = circuits.map((_, at) => ({ x: cx, y: 12 + at * (rowHeight + gap), w: boxWidth, h: rowHeight }));
  const [first, last] = [rows[0]?.y ?? ys, rows.at(-1)?.y ?? ys];
  const right = rows.length > 0 ? mx : store ? store.x : mx;
  const pipes = [
    { id: 'back', d: `M${water ? vx + 30 : store ? store.x : right - 28} ${yr}H${unit.w}` },
    water && { id: 'heatingBack', d: `M${store ? store.x : right - 28} ${yr}H${vx + 30}` },
    water && { id: 'waterBack', d: `M${tank.x} 112H${vx + 30}V${yr}` },
    ...rows.map((row, at) => ({ id: 'circuitBack', at, d: `M${row.x} ${row.y + 50}H${mx - 28}` })),
    rows.length > 0 && { id: 'circuitsBack', d: `M${mx - 28} ${Math.min(first + 50, yr)}V${Math.max(last + 50, yr)}M${mx - 28} ${yr}H${store ? store.x + store.w : right - 28}`,
      trunk: `M${mx - 28} ${yr}H${store ? store.x + store.w : right - 28}`, pieces: pieces(mx - 28, yr, rows.map(row => row.y + 50), true) },
    { id: 'flow', d: `M${unit.w} ${ys}H${water ? vx : store ? store.x : right}` },
    water && { id: 'water', d: `M${vx} ${ys}V40H${tank.x}` },
    water && { id: 'heating', d: `M${vx} ${ys}H${store ? store.x : right}` },
    rows.length > 0 && { id: 'circuits', d: `M${store ? store.x + store.w : right} ${ys}H${mx}M${mx} ${Math.min(first + 22, ys)}V${Math.max(last + 22, ys)}`,
      trunk: `M${store ? store.x + store.w : right} ${ys}H${mx}`, pieces: pieces(mx, ys, rows.map(row => row.y + 22), false) },
    ...rows.map((row, at) => ({ id: 'circuit', at, d: `M${mx} ${row.y + 22}H${row.x}` })),
  ].filter(Boolean);
  return {
    width: W, height: Math.max(344, last + rowHeight + 12), unit, tank, store, rows, pipes, valve: valve && water && { x: vx, y: ys },
    outdoor: { x: 0, y: 116 }, pump: { x: unit.w + 30, y: yr },
    labels: { flow: { x: unit.w + 12, y: ys - 12 }, back: { x: unit.w + 52, y: yr + 24 }, rate: { x: unit.w + 52, y: yr + 44 } },
  };
}

function narrow(W, { water, buffer, circuits, valve }) {
  const [ys, yr] = [96, 148];
  const unit = { x: 0, y: 64, w: 112, h: 112 };
  const vx = 176;
  const tank = water && { x: W - 62, y: 12, w: 60, h: 100, label: { x: W - 2, y: 132, anchor: 'end' } };
  const store = buffer && { x: vx - 32, y: 204, w: 64, h: 96, label: { x: vx + 48, y: 256, anchor: 'start' } };
  const top = store ? 340 : 240;
  const rows = circuits.map((_, at) => ({ x: 50, y: top + at * (rowHeight + gap), w: W - 51, h: rowHeight }));
  const last = rows.at(-1)?.y ?? top;
  const [sm, rm] = [32, 8];
  const below = store ? store.y : top - 14;
  const forth = `M${store ? `${vx + 14} 300` : `${vx} ${top - 14}`}V${top - 14}H${sm}`;
  const back = `H${store ? `${vx - 14}V300` : `${vx - 48}V${top - 40}`}`;
  const heatingBack = store ? `M${store.x} 280H${vx - 48}` : `M${vx - 48} ${top - 40}`;
  const pipes = [
    water && { id: 'heatingBack', d: `${heatingBack}V${yr}` },
    { id: 'back', d: water ? `M${vx - 48} ${yr}H${unit.w}` : `${heatingBack}V${yr}H${unit.w}` },
    water && { id: 'waterBack', d: `M${tank.x} 92H${vx + 28}V${yr}H${vx - 48}` },
    ...rows.map((row, at) => ({ id: 'circuitBack', at, d: `M${row.x} ${row.y + 50}H${rm}` })),
    rows.length > 0 && { id: 'circuitsBack', d: `M${rm} ${last + 50}V${top - 28}${back}`, trunk: `M${rm} ${top - 28}${back}`, pieces: pieces(rm, top - 28, rows.map(row => row.y + 50), true) },
    { id: 'flow', d: `M${unit.w} ${ys}H${vx}${water ? '' : `V${below}`}` },
    water && { id: 'water', d: `M${vx} ${ys}V36H${tank.x}` },
    water && { id: 'heating', d: `M${vx} ${ys}V${below}` },
    rows.length > 0 && { id: 'circuits', d: `${forth}V${last + 22}`, trunk: forth, pieces: pieces(sm, top - 14, rows.map(row => row.y + 22), false) },
    ...rows.map((row, at) => ({ id: 'circuit', at, d: `M${sm} ${row.y + 22}H${row.x}` })),
  ].filter(Boolean);
  return {
    width: W, height: last + rowHeight + 8, unit, tank, store, rows, pipes, valve: valve && water && { x: vx, y: ys },
    outdoor: { x: 0, y: 34 }, pump: { x: unit.w + 18, y: yr },
    labels: { flow: { x: unit.w + 4, y: ys - 18 }, back: { x: vx + 10, y: yr + 26 }, rate: null },
  };
}
