/** What the page says, in the language of whoever looks. English texts are the keys; the gateway has the others beside its vocabulary. */
export const languages = { en: 'English', de: 'Deutsch', pl: 'Polski' };

const kept = 'econet.language';
const attempts = 3;
const patience = 5_000;
let texts = {};
let code = 'en';

export const language = () => code;

/** A text with its places filled: t('{n} min', { n: 3 }). */
export function t(english, values) {
  const text = texts[english] ?? english;
  return values ? text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place) : text;
}

/**
 * One of two texts by a number; both have a place {n}. A language with another form for a few (2 to 4 in Polish) has both forms in place of
 * the second text: 'few | many'.
 */
export function counted(n, one, many) {
  if (n === 1) {
    return t(one, { n });
  }

  const forms = t(many, { n }).split(' | ');
  return new Intl.PluralRules(code).select(n) === 'few' ? forms[0] : forms.at(-1);
}

export const chosen = () => localStorage.getItem(kept)
  ?? navigator.languages.map(tag => tag.slice(0, 2).toLowerCase()).find(tag => tag in languages) ?? 'en';

export function choose(wanted) {
  localStorage.setItem(kept, wanted);
  location.reload();
}

/** Without them after some attempts, the page speaks English. */
export async function loadWords() {
  code = chosen();
  document.documentElement.lang = code;
  for (let attempt = 0; code !== 'en' && attempt < attempts; attempt++) {
    try {
      texts = await (await fetch(new URL(`../words/${code}.json`, import.meta.url), { signal: AbortSignal.timeout(patience) })).json();
      return;
    } catch {
      // It is asked for again.
    }
  }

  code = 'en';
  document.documentElement.lang = code;
}
