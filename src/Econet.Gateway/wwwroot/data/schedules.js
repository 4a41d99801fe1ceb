import { get, of } from './api.js';

export const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Half hours of a day. */
export const slots = 48;

const slotOf = text => Number(text.slice(0, 2)) * 2 + (text.slice(3) === '30' ? 1 : 0);
export const timeOf = slot => `${String(Math.floor(slot / 2)).padStart(2, '0')}:${slot % 2 ? '30' : '00'}`;

/** A day's ranges as 48 half hours that are on or off; null when the day is not known. */
export function slotsOf(ranges) {
  if (!ranges) {
    return null;
  }

  const on = new Array(slots).fill(false);
  for (const range of ranges) {
    const [from, to] = range.split('-').map(slotOf);
    on.fill(true, from, to);
  }

  return on;
}

export function rangesOf(on) {
  const ranges = [];
  for (let at = 0; at < slots; at++) {
    if (on[at] && !on[at - 1]) {
      const end = on.indexOf(false, at);
      ranges.push(`${timeOf(at)}-${timeOf(end < 0 ? slots : end)}`);
    }
  }

  return ranges;
}

/** A device's schedules of parts that are used, titled by the part that their parameters belong to. */
export async function schedulesOf(device) {
  const { schedules } = await get(`${of(device.id, 'schedules')}?stale=allow`);
  return schedules.map(schedule => {
    const first = [`${schedule.name}SundayAM`, `${schedule.name}SuAM`].map(key => device.parameters.get(key)).find(Boolean);
    return { ...schedule, device, part: first?.part ?? null, title: (first && device.titleOf(first.part)) ?? schedule.name };
  }).filter(({ part }) => device.role(part, 'in_use')?.raw !== 0).sort((a, b) => a.title.localeCompare(b.title, 'en', { numeric: true }));
}

/** When a schedule changes next: { at, on }; null when it never does. */
export function nextOf(schedule, now = new Date()) {
  const start = now.getHours() * 2 + (now.getMinutes() >= 30 ? 1 : 0);
  const week = days.map(day => slotsOf(schedule.days[day]));
  const isOn = week[now.getDay()]?.[start];
  if (isOn === undefined) {
    return null;
  }

  for (let ahead = 1; ahead <= 7 * slots; ahead++) {
    const slot = start + ahead;
    const day = week[(now.getDay() + Math.floor(slot / slots)) % 7];
    if (day && day[slot % slots] !== isOn) {
      const at = new Date(now);
      at.setHours(0, slot * 30, 0, 0);
      return { at: at.getTime(), on: !isOn };
    }
  }

  return null;
}
