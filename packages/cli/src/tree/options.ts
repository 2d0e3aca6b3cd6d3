// What the commands share in their options.
import { InvalidArgumentError } from '@commander-js/extra-typings';

/** @throws InvalidArgumentError unless it is a whole number from 1 on */
export function count(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1 on');
  return Number(text);
}

/**
 * @param text a time, or how long ago: `2026-01-01`, `2026-01-01T12:00:00Z`, `30m`, `12h`, `7d`
 * @returns ISO 8601
 */
export function time(text: string): string {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ago = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? ''];
  // `Date.parse` takes 5 for a month of 2001.
  const written = /^\d{4}-\d\d-\d\d(?:T|$)/.test(text) ? Date.parse(text) : Number.NaN;
  const at = ago === undefined ? written : Date.now() - Number(amount) * ago;
  if (Number.isNaN(at) || at < 0)
    throw new InvalidArgumentError('expected a time, or how long ago: 2026-01-01T12:00:00Z, 12h');
  return new Date(at).toISOString();
}

/** Collects an option that may be given several times. */
export const several = (value: string, previous: string[] | undefined): string[] => [
  ...(previous ?? []),
  value,
];
