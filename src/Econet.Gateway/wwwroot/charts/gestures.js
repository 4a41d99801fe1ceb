import { Range } from './range.js';

/**
 * Zooms and pans by wheel, fingers and keys; dragging with a mouse selects what to zoom to, which the chart does itself.
 * @param current tells the range that is shown; @param change gets another one.
 */
export function gestures(host, current, change) {
  const fingers = new Map();
  let before = null;
  const share = x => {
    const { left, width } = host.querySelector('.u-over')?.getBoundingClientRect() ?? host.getBoundingClientRect();
    return (x - left) / width;
  };

  host.addEventListener('wheel', event => {
    event.preventDefault();
    change(event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
      ? current().moved((event.deltaX || event.deltaY) / 1000)
      : current().zoomed(event.deltaY > 0 ? 1.25 : 0.8, share(event.clientX)));
  }, { passive: false });

  host.addEventListener('keydown', event => {
    const next = {
      ArrowLeft: () => current().moved(-0.25), ArrowRight: () => current().moved(0.25), '+': () => current().zoomed(0.5), '=': () => current().zoomed(0.5),
      '-': () => current().zoomed(2), Home: () => new Range(86_400), End: () => new Range(current().length),
    }[event.key];
    if (next) {
      event.preventDefault();
      change(next());
    }
  });

  host.addEventListener('pointerdown', event => {
    if (event.pointerType === 'touch') {
      fingers.set(event.pointerId, event.clientX);
      before = { range: current(), at: [...fingers.values()] };
    }
  });

  host.addEventListener('pointermove', event => {
    if (!fingers.has(event.pointerId)) {
      return;
    }

    fingers.set(event.pointerId, event.clientX);
    const now = [...fingers.values()];
    const { range, at } = before;
    if (now.length === 2 && at.length === 2) {
      const factor = Math.abs(at[1] - at[0]) / Math.max(20, Math.abs(now[1] - now[0]));
      change(range.zoomed(factor, share((now[0] + now[1]) / 2)));
    } else if (now.length === 1 && Math.abs(now[0] - at[0]) > 8) {
      change(range.moved(share(at[0]) - share(now[0])));
    }
  });

  for (const end of ['pointerup', 'pointercancel', 'pointerleave']) {
    host.addEventListener(end, event => {
      fingers.delete(event.pointerId);
      before = { range: current(), at: [...fingers.values()] };
    });
  }
}
