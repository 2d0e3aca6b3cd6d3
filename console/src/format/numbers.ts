// Numbers as the reader sees them.
const whole = new Intl.NumberFormat('en');

export type Count = { count: number; atLeast?: true | undefined };

/** @returns e.g. `12`, or `1,000+` if counting ended there */
export const countText = ({ count, atLeast }: Count): string => `${whole.format(count)}${atLeast ? '+' : ''}`;

export const numberText = (value: number): string => whole.format(value);

/**
 * @param part of `total`
 * @returns the share in percent, e.g. `99.9 %`; never `100 %` unless it is all; undefined without a total
 */
export function shareText(part: number, total: number): string | undefined {
  if (total === 0) return undefined;
  const percent = Math.floor((part / total) * 1_000) / 10;
  return `${percent} %`;
}

/** @returns e.g. `310 ms`, `1.2 s`, `2 min 5 s`, `3 h 12 min` */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${Number((milliseconds / 1_000).toFixed(1))} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 3_600) return joined(seconds, 60, 'min', 's');
  if (seconds < 86_400) return joined(Math.round(seconds / 60), 60, 'h', 'min');
  return joined(Math.round(seconds / 3_600), 24, 'd', 'h');
}

function joined(amount: number, size: number, large: string, small: string): string {
  const rest = amount % size;
  return `${Math.floor(amount / size)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}
