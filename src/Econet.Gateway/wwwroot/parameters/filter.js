/** Without accents and case, so that 'zrodlo' finds 'Źródło'. */
const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/g, 'l').replace(/Ł/g, 'L').toLowerCase();

const texts = new WeakMap();

function textOf(parameter) {
  const { title, partTitle } = parameter;
  const kept = texts.get(parameter);
  if (kept?.title === title) {
    return kept.text;
  }

  const text = plain(`${title} ${parameter.key} ${partTitle ?? ''} ${parameter.index}`);
  texts.set(parameter, { title, text });
  return text;
}

export const lately = 5 * 60_000;

/**
 * What is wanted: { words, part, writable, changed, doubtful, pinned }, as the address has it.
 * @returns the parameters of it, those of a part together, in the controller's order.
 */
export function matching(parameters, wanted, pins) {
  const words = plain(wanted.words ?? '').split(/\s+/).filter(Boolean);
  const since = Date.now() - lately;
  return parameters.filter(one =>
    (!wanted.part || one.part === wanted.part || (wanted.part === '-' && one.part === null))
    && (!wanted.writable || one.writable)
    && (!wanted.changed || (one.changedAt ?? 0) > since)
    && (!wanted.doubtful || one.quality !== 'good')
    && (!wanted.pinned || pins.has(one.id))
    && (words.length === 0 || words.every(word => textOf(one).includes(word))));
}

/** Parts in the vocabulary's order, with how many parameters each has; those that nobody knows come last. */
export function partsOf(device) {
  const counts = new Map(Object.keys(device.parts).map(part => [part, 0]));
  let others = 0;
  for (const { part } of device.parameters.values()) {
    if (part === null) {
      others++;
    } else {
      counts.set(part, (counts.get(part) ?? 0) + 1);
    }
  }

  return { counts: [...counts].filter(([, count]) => count > 0), others };
}
