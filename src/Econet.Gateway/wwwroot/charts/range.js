/** What time a chart shows, in seconds since 1970. One that ends now goes along with it. */
export class Range {
  constructor(length, end = null) {
    this.length = length;
    this.end = end;
  }

  /** @param text '24h', or '1795687200-1795690800'. */
  static parse(text) {
    const [from, to] = (text ?? '').split('-').map(Number);
    if (from > 0 && to > from) {
      return new Range(to - from, to);
    }

    const known = presets.find(([name]) => name === text) ?? presets[1];
    return new Range(known[1]);
  }

  get to() { return this.end ?? Date.now() / 1000; }

  get from() { return this.to - this.length; }

  get isLive() { return this.end === null; }

  toString() {
    return this.isLive ? presets.find(([, length]) => length === this.length)?.[0] ?? `${Math.round(this.from)}-${Math.round(this.to)}` : `${Math.round(this.from)}-${Math.round(this.to)}`;
  }

  /** By a share of its length; not beyond now. */
  moved(share) {
    const to = this.to + share * this.length;
    return to >= Date.now() / 1000 ? new Range(this.length) : new Range(this.length, to);
  }

  /** Shorter or longer by a factor, around a share of it. */
  zoomed(factor, around = 0.5) {
    const length = Math.min(10 * 366 * 86_400, Math.max(300, this.length * factor));
    const to = this.from + this.length * around + length * (1 - around);
    return to >= Date.now() / 1000 ? new Range(length) : new Range(length, to);
  }
}

export const presets = [['6h', 6 * 3600], ['24h', 86_400], ['3d', 3 * 86_400], ['7d', 7 * 86_400], ['30d', 30 * 86_400], ['90d', 90 * 86_400], ['365d', 365 * 86_400]];
