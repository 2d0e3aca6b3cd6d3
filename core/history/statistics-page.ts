// What was owed to all targets of a licensor over time: for an overview.
import { badRequest, type Path } from '../model/api/herald-error.ts';
import type { StatisticsPage, TargetPeriods } from '../model/delivery/statistics-view.ts';
import { readTokenOf, tokenOf } from '../runtime/http/paging.ts';
import { isId } from '../runtime/id.ts';
import { itemsByTarget } from './items-by-target.ts';
import { mostLookedAt, unitsPerRow } from './open-now.ts';
import { unitsPerPage } from './read-budget.ts';
import { periodsOf, rangeOf, type StatisticsDeps, type StatisticsQuery } from './target-statistics.ts';

const dayMs = 24 * 3600 * 1000;

/** `tokenField`: the name of the token's parameter, for error messages. */
export type StatisticsPageRequest = StatisticsQuery & {
  licensor: string;
  limit: number;
  token: string | undefined;
  tokenField: Path;
};

/**
 * Reads whole targets, until there are `limit` or the page has cost `unitsPerPage`.
 * @param now milliseconds since the epoch
 * @returns the page with the read units that it took
 * @throws HeraldError BAD_REQUEST for another token, and for a range that is empty, too long or too old
 */
export async function readStatisticsPage(
  { statistics, watermarks }: StatisticsDeps,
  { licensor, limit, token, tokenField, per, ...asked }: StatisticsPageRequest,
  now: number,
): Promise<{ answer: StatisticsPage; units: number }> {
  const scope = [licensor, 'statistics'];
  const after = token === undefined ? undefined : readTokenOf(scope, token);
  if (token !== undefined && (after === undefined || !isId(after)))
    throw badRequest(tokenField, 'expected the token of the previous page');
  const { from, to } = rangeOf(asked, now);
  const counted = await watermarks.counted();
  const meter = { units: 1, rows: 0 };
  const targets: TargetPeriods[] = [];
  let next: string | undefined;
  const days = daysIn(from, to).map(day => statistics.ofDay(licensor, day, after));
  for await (const { targetId, items } of itemsByTarget(days, meter)) {
    const inRange = items.filter(({ quarter }) => Date.parse(quarter) >= from && Date.parse(quarter) < to);
    if (inRange.length === 0) continue;
    if (targets.length === limit || (targets.length > 0 && meter.units >= unitsPerPage)) {
      next = targets.at(-1)?.targetId;
      break;
    }
    const target = { licensor, targetId };
    const { periods, units } = await periodsOf(statistics, target, inRange, per, mostLookedAt - meter.rows);
    meter.units += units;
    meter.rows += units / unitsPerRow;
    targets.push({ targetId, periods });
  }
  const answer = {
    per,
    ...(counted && { auditedUntil: new Date(counted.until).toISOString() }),
    targets,
    ...(next !== undefined && { nextToken: tokenOf(scope, next) }),
  };
  return { answer, units: meter.units };
}

/** The days of a range, e.g. 2026-01-31. @param to exclusive */
function daysIn(from: number, to: number): string[] {
  const days: string[] = [];
  for (let day = Math.floor(from / dayMs) * dayMs; day < to; day += dayMs)
    days.push(new Date(day).toISOString().slice(0, 10));
  return days;
}
