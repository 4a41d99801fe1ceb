const kept = 'econet.charts';

/** Sets of keys by the names that somebody at this browser gave them. */
export const saved = () => JSON.parse(localStorage.getItem(kept) ?? '{}');

const put = sets => localStorage.setItem(kept, JSON.stringify(sets));

export const save = (name, keys) => put({ ...saved(), [name]: keys });

export function forget(name) {
  const { [name]: _, ...others } = saved();
  put(others);
}
