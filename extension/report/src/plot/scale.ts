export interface Scale {
  (value: number): number;
  ticks: number[];
  label(tick: number): string;
}

export type Interval = readonly [number, number];

/** Maps `domain` to pixels; ticks at 1, 2 or 5 times a power of ten. */
export function linear(domain: Interval, pixels: Interval, wanted = 5): Scale {
  const [from, to] = widened(domain);
  const step = niceStep((to - from) / wanted);
  const map = (value: number) =>
    pixels[0] + ((value - from) / (to - from)) * (pixels[1] - pixels[0]);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  const ticks = Array.from({ length: count }, (_, i) => (first + i) * step);
  const label = (tick: number) =>
    Math.abs(tick) >= 10000 ? `${trim(tick / 1000)}k` : minus(tick.toFixed(digits));
  return Object.assign(map, { ticks, label });
}

/** Maps positive numbers by their logarithm; ticks at powers of ten. */
export function logarithmic(domain: Interval, pixels: Interval, wanted = 5): Scale {
  const from = Math.floor(Math.log10(domain[0]));
  const to = Math.max(from + 1, Math.ceil(Math.log10(domain[1])));
  const map = (value: number) =>
    pixels[0] + ((Math.log10(value) - from) / (to - from)) * (pixels[1] - pixels[0]);
  const step = Math.max(1, Math.ceil((to - from) / wanted));
  const exponents = Array.from(
    { length: Math.floor((to - from) / step) + 1 },
    (_, i) => from + i * step,
  );
  return Object.assign(map, { ticks: exponents.map((e) => 10 ** e), label: powerOfTen });
}

/** The least and greatest of the finite numbers, or `fallback` where there are none. */
export function extent(values: Iterable<number>, fallback: Interval = [0, 1]): Interval {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : fallback;
}

function widened([from, to]: Interval): Interval {
  return from === to ? [from - 0.5, to + 0.5] : [from, to];
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const multiple = [1, 2, 5, 10].find((m) => m * power >= rough * 0.999) ?? 10;
  return multiple * power;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function powerOfTen(tick: number): string {
  const exponent = Math.round(Math.log10(tick));
  if (exponent >= 0 && exponent <= 2) return trim(tick);
  const digits = [...String(Math.abs(exponent))].map((d) => SUPERSCRIPTS[Number(d)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

function trim(value: number): string {
  return minus(String(Number(value.toPrecision(3))));
}

function minus(text: string): string {
  return text.replace("-", "−");
}
