import { number } from './format.js';
import { t } from './words.js';

const bitsOf = { uint8: 8, uint16: 16, uint32: 32, int8: 8, int16: 16, int32: 32 };

/** How a raw number becomes the one that is meant, as the vocabulary writes it: '/100', '*10', '/10 signed', 'signed'. */
export function scaleOf(text) {
  const words = (text ?? '').split(' ');
  const factor = words[0].startsWith('*') ? Number(words[0].slice(1)) : 1;
  return { divisor: words[0].startsWith('/') ? Number(words[0].slice(1)) : 1 / factor, signed: words.includes('signed') };
}

/** The number that a raw one means. */
export function meant(raw, meaning, type) {
  if (!meaning?.scale || typeof raw !== 'number') {
    return raw;
  }

  const { divisor, signed } = meaning.parsed ??= scaleOf(meaning.scale);
  const bits = bitsOf[type];
  const value = signed && type.startsWith('u') && raw >= 2 ** (bits - 1) ? raw - 2 ** bits : raw;
  return divisor >= 1 ? value / divisor : value * (1 / divisor);
}

export const digitsOf = (meaning, type) => meaning?.precision ?? (type === 'float' || type === 'double' ? 3 : 0);

/** A number as people read it, without its unit. */
export function shown(value, meaning, type) {
  const most = digitsOf(meaning, type);
  return number(value, meaning?.quantity ? most : 0, most);
}

/** What a value is called: the name of a number, of bits, or the number with its unit. */
export function named(value, meaning, type, unit) {
  if (value === null || value === undefined) {
    return '–';
  }

  if (typeof value === 'boolean') {
    return value ? t('Yes') : t('No');
  }

  if (typeof value === 'string') {
    return value;
  }

  const option = meaning?.options?.find(one => one.value === value);
  if (option) {
    return option.name;
  }

  if (meaning?.bits) {
    const on = Object.entries(meaning.bits).filter(([bit]) => Math.floor(value / 2 ** bit) % 2 === 1).map(([, name]) => name);
    return on.length > 0 ? on.join(', ') : String(value);
  }

  const text = shown(value, meaning, type);
  return unit ? `${text} ${unit}` : text;
}
