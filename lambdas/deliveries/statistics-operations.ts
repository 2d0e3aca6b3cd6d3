// The operations of statistics and statements, which the audit writes.
import * as z from 'zod';
import { daySchema } from '../../core/history/statement.ts';
import { statisticsQuerySchema } from '../../core/history/target-statistics.ts';
import type { Operations } from '../../core/model/api/operation.ts';
import {
  statementSchema,
  statisticsPageSchema,
  targetStatisticsSchema,
} from '../../core/model/delivery/statistics-view.ts';
import { pageQuery } from '../../core/runtime/http/paging.ts';

export const statementQuerySchema = z.strictObject({
  day: daySchema.describe('In UTC, e.g. 2026-01-31'),
  ...pageQuery,
});

export const statisticsPageQuerySchema = z.strictObject({ ...statisticsQuerySchema.shape, ...pageQuery });

const counts = {
  owed: 1200,
  delivered: 1198,
  waiting: 0,
  parked: 2,
  failed: 0,
  cancelled: 0,
  attempts: 1203,
};

export const statisticsOperations = {
  'GET /{licensor}/notifications/targets/{targetId}/statistics': {
    id: 'getTargetStatistics',
    tag: 'Deliveries',
    summary: 'Read what was owed to a target over time, and what became of it',
    description:
      'For charts: one period for each quarter of an hour, hour or day with traffic, by the time of acceptance. ' +
      'Events are counted 15 to 30 minutes after their acceptance; the range has at most 7 days of the last 30.',
    scope: 'read',
    query: statisticsQuerySchema,
    answers: {
      200: {
        description: 'The periods with traffic',
        body: targetStatisticsSchema,
        example: {
          targetId: '01M8ZK3V0Q7N5R2T4W6Y8A1C3E',
          per: 'hour',
          auditedUntil: '2026-01-31T11:45:00.000Z',
          periods: [{ from: '2026-01-31T10:00:00.000Z', ...counts, p50Ms: 310, p95Ms: 1240 }],
        },
      },
    },
    errors: ['NOT_FOUND'],
  },
  'GET /{licensor}/notifications/statistics': {
    id: 'listStatistics',
    tag: 'Deliveries',
    summary: 'Read what was owed to all targets over time, and what became of it',
    description:
      'For an overview: as the statistics of one target, for each target with traffic, deleted ones included. A ' +
      'page can have fewer targets than `limit` while `nextToken` is there. Repeat `since` and `until` with it.',
    scope: 'read',
    query: statisticsPageQuerySchema,
    answers: {
      200: {
        description: 'A page of targets with their periods',
        body: statisticsPageSchema,
        example: {
          per: 'hour',
          auditedUntil: '2026-01-31T11:45:00.000Z',
          targets: [
            {
              targetId: '01M8ZK3V0Q7N5R2T4W6Y8A1C3E',
              periods: [{ from: '2026-01-31T10:00:00.000Z', ...counts, p50Ms: 310, p95Ms: 1240 }],
            },
          ],
        },
      },
    },
  },
  'GET /{licensor}/notifications/statements': {
    id: 'getStatement',
    tag: 'Deliveries',
    summary: 'Read the statement of a day: what was owed to each target',
    description:
      'To reconcile: compare the count and the hash with the ids of the events that you have received. A page ' +
      'can have fewer targets than `limit` while `nextToken` is there.',
    scope: 'read',
    query: statementQuerySchema,
    answers: {
      200: {
        description: 'The targets with traffic, deleted ones included',
        body: statementSchema,
        example: {
          day: '2026-01-31',
          complete: true,
          auditedUntil: '2026-02-01T08:00:00.000Z',
          targets: [
            {
              targetId: '01M8ZK3V0Q7N5R2T4W6Y8A1C3E',
              ...counts,
              open: 2,
              firstEventId: 'event-1',
              lastEventId: 'event-1200',
              hash: '3c1f0e2d4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
            },
          ],
        },
      },
    },
  },
} as const satisfies Operations;
