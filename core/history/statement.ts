// The statement of a licensor's day: per target what was owed, what became of it, and a hash over the events,
// so that a partner can find out whether something is missing.
import * as z from 'zod';
import { badRequest, type Path } from '../model/api/herald-error.ts';
import { addStatistics, noStatistics } from '../model/delivery/statistics.ts';
import { type Statement, statementOf, type TargetStatement } from '../model/delivery/statistics-view.ts';
import { readTokenOf, tokenOf } from '../runtime/http/paging.ts';
import { isId } from '../runtime/id.ts';
import { statisticsKeptForDays } from '../store/deliveries/statistics-item.ts';
import { itemsByTarget } from './items-by-target.ts';
import { mostLookedAt, settleNow, unitsPerRow } from './open-now.ts';
import { unitsPerPage } from './read-budget.ts';
import type { StatisticsDeps } from './target-statistics.ts';

const dayMs = 24 * 3600 * 1000;

export const daySchema = z.iso.date({ error: 'expected a day like 2026-01-31' });

/** `tokenField`: the name of the token's parameter, for error messages. */
export type StatementRequest = {
  licensor: string;
  day: string;
  limit: number;
  token: string | undefined;
  tokenField: Path;
};
type StatementPage = {
  statement: Omit<Statement, 'nextToken'>;
  next: string | undefined;
  units: number;
};

/**
 * Reads a page of a statement by the token of the page before.
 * @param now milliseconds since the epoch
 * @returns the page with the read units that it took
 * @throws HeraldError BAD_REQUEST for another token, a day in the future, or one that is not kept
 */
export async function readStatementPage(
  deps: StatisticsDeps,
  { licensor, day, limit, token, tokenField }: StatementRequest,
  now: number,
): Promise<{ statement: Statement; units: number }> {
  const scope = [licensor, 'statements', day];
  const after = token === undefined ? undefined : readTokenOf(scope, token);
  if (token !== undefined && (after === undefined || !isId(after)))
    throw badRequest(tokenField, 'expected the token of the previous page');
  const { statement, next, units } = await readStatement(deps, { licensor, day, limit, after }, now);
  return {
    statement: { ...statement, ...(next !== undefined && { nextToken: tokenOf(scope, next) }) },
    units,
  };
}

/**
 * Reads whole targets, until there are `limit` or the page has cost `unitsPerPage`.
 * @param after the id of the previous page's last target
 * @returns `next`: the `after` of the next page; `units`: what was read, in read units
 */
async function readStatement(
  deps: StatisticsDeps,
  {
    licensor,
    day,
    limit,
    after,
  }: { licensor: string; day: string; limit: number; after: string | undefined },
  now: number,
): Promise<StatementPage> {
  const start = Date.parse(day);
  if (start > now || start < now - (statisticsKeptForDays + 1) * dayMs)
    throw badRequest(['day'], `expected a day of the last ${statisticsKeptForDays} days`);
  const counted = await deps.watermarks.counted();
  const meter = { units: 1, rows: 0 };
  const targets: TargetStatement[] = [];
  let next: string | undefined;
  const days = [deps.statistics.ofDay(licensor, day, after)];
  for await (const { targetId, items } of itemsByTarget(days, meter)) {
    if (targets.length === limit || (targets.length > 0 && meter.units >= unitsPerPage)) {
      next = targets.at(-1)?.targetId;
      break;
    }
    const sum = noStatistics();
    for (const { statistics } of items) addStatistics(sum, statistics);
    const most = mostLookedAt - meter.rows;
    const { asOfAudit, units } = await settleNow(deps.statistics, { licensor, targetId }, [sum], most);
    meter.units += units;
    meter.rows += units / unitsPerRow;
    targets.push(statementOf(targetId, sum, asOfAudit[0] ?? 0));
  }
  const complete = counted !== undefined && counted.from <= start && counted.until >= start + dayMs;
  const auditedUntil = counted && { auditedUntil: new Date(counted.until).toISOString() };
  return { statement: { day, complete, ...auditedUntil, targets }, next, units: meter.units };
}
