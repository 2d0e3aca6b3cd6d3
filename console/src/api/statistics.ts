// Queries about statistics: what was owed to targets over time, and what became of it.
import { queryOptions } from '@tanstack/react-query';
import type { operations } from '../../../packages/client/src/schema.generated.ts';
import type { Range } from '../format/statistics-texts.ts';
import type { LicensorApi } from '../session/session-context.tsx';
import { answerOf } from './client.ts';

type Answer = operations['getTargetStatistics']['responses'][200]['content']['application/json'];
export type Period = Answer['periods'][number];

const quarterMs = 900_000;
const dayMs = 86_400_000;
/** With the page of targets, the overview makes at most five calls. */
const mostPages = 3;

/** The last day, to full quarters of an hour: the same range for all calls of a quarter. */
export function lastDay(now: number): { since: string; until: string } {
  const until = Math.ceil(now / quarterMs) * quarterMs;
  return { since: new Date(until - dayMs).toISOString(), until: new Date(until).toISOString() };
}

/** The range of a chart, in seconds. @param step the length of a period, in seconds */
export function chartRange(days: 1 | 7, step: number, now: number): Range {
  const until = Date.parse(lastDay(now).until) / 1_000;
  return { since: until - (days * dayMs) / 1_000, until, step };
}

export type AllStatistics = {
  periods: ReadonlyMap<string, readonly Period[]>;
  auditedUntil?: string | undefined;
  /** Whether further targets have statistics that were not read */
  isCut: boolean;
};

/** The hours of the last day, of all targets. */
export const allStatistics = ({ api, licensor }: LicensorApi) =>
  queryOptions({
    queryKey: [licensor, 'statistics'],
    staleTime: 60_000,
    queryFn: async (): Promise<AllStatistics> => {
      const range = lastDay(Date.now());
      const periods = new Map<string, readonly Period[]>();
      let nextToken: string | undefined;
      let auditedUntil: string | undefined;
      for (let page = 0; page < mostPages; page++) {
        const query = { ...range, per: 'hour' as const, limit: 100, ...(nextToken && { nextToken }) };
        const answer = await answerOf(
          api.GET('/{licensor}/notifications/statistics', { params: { path: { licensor }, query } }),
        );
        for (const target of answer.targets) periods.set(target.targetId, target.periods);
        ({ auditedUntil, nextToken } = answer);
        if (nextToken === undefined) break;
      }
      return { periods, auditedUntil, isCut: nextToken !== undefined };
    },
  });

/** One target over the last day. @param per the length of a period */
export const targetStatistics = ({ api, licensor }: LicensorApi, targetId: string, days: 1 | 7) =>
  queryOptions({
    queryKey: [licensor, 'targets', targetId, 'statistics', days],
    staleTime: 60_000,
    queryFn: () => {
      const { until } = lastDay(Date.now());
      const since = new Date(Date.parse(until) - days * dayMs).toISOString();
      const query = { since, until, per: days === 1 ? ('quarter' as const) : ('hour' as const) };
      return answerOf(
        api.GET('/{licensor}/notifications/targets/{targetId}/statistics', {
          params: { path: { licensor, targetId }, query },
        }),
      );
    },
  });
