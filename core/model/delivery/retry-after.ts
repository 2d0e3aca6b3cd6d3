// The `Retry-After` header of an answer (RFC 9110, section 10.2.3).

const maxWaitMs = 24 * 3600 * 1000;

/**
 * How long a receiver asks Herald to wait.
 * @param value delay-seconds, perhaps with a fraction, or an HTTP date; anything else is ignored
 * @param now milliseconds since the epoch
 * @returns milliseconds, at most 24 hours; undefined if the header asks for nothing
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  const waitMs = /^\d+(?:\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : untilDate(text, now);
  return waitMs === undefined || waitMs < 0 ? undefined : Math.min(waitMs, maxWaitMs);
}

const clock = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;
const monthNames = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const month = `(?<month>${monthNames})`;
const shortDay = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const longDay = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';

/** IMF-fixdate, the form of RFC 850, and that of asctime (RFC 9110, section 5.6.7); case counts. */
const dateForms = [
  new RegExp(String.raw`^${shortDay}, (?<day>\d\d) ${month} (?<year>\d{4}) ${clock} GMT$`),
  new RegExp(String.raw`^${longDay}, (?<day>\d\d)-${month}-(?<year>\d\d) ${clock} GMT$`),
  new RegExp(String.raw`^${shortDay} ${month} (?<day>\d\d| \d) ${clock} (?<year>\d{4})$`),
];

/** @returns undefined for a text that is not an HTTP date, or for a date that does not exist */
function untilDate(text: string, now: number): number | undefined {
  const fields = dateForms.map(form => form.exec(text)?.groups).find(groups => groups !== undefined);
  if (!fields) return undefined;
  const field = (name: string): number => Number(fields[name]);
  const monthIndex = monthNames.split('|').indexOf(fields['month'] ?? '');
  const year = fields['year']?.length === 2 ? fullYearOf(field('year'), now) : field('year');
  const [day, hour, minute, second] = ['day', 'hour', 'minute', 'second'].map(field);
  if (day === undefined || hour === undefined || minute === undefined || second === undefined)
    return undefined;
  // A leap second is valid; Date.UTC reads it as the first second of the next minute.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(Date.UTC(year, monthIndex, day, hour, minute, second));
  const exists = new Date(Date.UTC(year, monthIndex, day)).getUTCDate() === day;
  return exists ? date.getTime() - now : undefined;
}

/**
 * A year of two digits that seems to be more than 50 years ahead is in the past (RFC 9110, section 5.6.7).
 */
function fullYearOf(year: number, now: number): number {
  const thisYear = new Date(now).getUTCFullYear();
  const inThisCentury = thisYear - (thisYear % 100) + year;
  return inThisCentury > thisYear + 50 ? inThisCentury - 100 : inThisCentury;
}
