/** The hue that says how warm water is: blue below 15 °C, red from 55 °C. */
export function hue(celsius) {
  const share = Math.min(1, Math.max(0, (celsius - 15) / 40));
  // Through turquoise, green-yellow and orange: neighbours differ where heating water mostly is.
  return share < 0.5 ? 245 - share * 2 * 165 : 80 - (share - 0.5) * 2 * 52;
}

/** A colour in the theme's own lightness; grey when nobody knows the temperature. */
export const color = (celsius, isCurrent = true) =>
  typeof celsius === 'number' && isCurrent ? `oklch(var(--heat-l) var(--heat-c) ${hue(celsius).toFixed(0)})` : 'var(--standby)';
