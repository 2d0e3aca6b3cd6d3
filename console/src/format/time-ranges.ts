// Ranges of time that a reader chooses, as values of the query: an ISO 8601 time, or a distance like `-1h`.

const unitsMs = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const distance = /^-(\d{1,4})([mhd])$/;

/**
 * @param text a time, or how long ago: `-90m`, `-6h`, `-7d`
 * @param now milliseconds since the epoch
 * @returns ISO 8601; undefined if the text is neither
 */
export function timeOf(text: string | undefined, now: number): string | undefined {
  if (text === undefined) return undefined;
  const [, amount, unit] = distance.exec(text) ?? [];
  if (amount !== undefined && (unit === 'm' || unit === 'h' || unit === 'd'))
    return new Date(now - Number(amount) * unitsMs[unit]).toISOString();
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** The beginning of the minute, so that the same choice asks the API the same question for a while. */
export const startOfMinute = (now: number): number => Math.floor(now / 60_000) * 60_000;
