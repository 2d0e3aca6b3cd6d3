// Times as the reader sees them: in their own zone, or in UTC.

export type Zone = 'local' | 'UTC';

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: Zone): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    ...(zone === 'UTC' && { timeZone: 'UTC' }),
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
  formatters.set(zone, made);
  return made;
}

/** @param at ISO 8601. @returns e.g. `26 Nov 2026, 18:31:05 CET`; the text itself if it is no time */
export function timeText(at: string, zone: Zone): string {
  const time = Date.parse(at);
  return Number.isNaN(time) ? at : formatter(zone).format(time);
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** @param now in milliseconds. @returns e.g. `3 minutes ago`, `in 2 hours` */
export function distanceText(at: string, now: number): string {
  const milliseconds = Date.parse(at) - now;
  const [unit, size] = units.find(([, size]) => Math.abs(milliseconds) >= size) ?? ['second', 1_000];
  return relative.format(Math.trunc(milliseconds / size), unit);
}
