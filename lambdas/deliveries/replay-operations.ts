// The operations on replays: jobs that send many deliveries again.
import type { Operations } from '../../core/model/api/operation.ts';
import {
  dryRunSchema,
  replayInputSchema,
  replayPageSchema,
  replayViewSchema,
} from '../../core/model/replay/replay-view.ts';
import { pageQuerySchema } from '../../core/runtime/http/paging.ts';

const example = {
  targetId: '01M8ZK3V0Q7N5R2T4W6Y8A1C3E',
  statuses: ['FAILED', 'PARKED'],
  since: '2026-01-30T00:00:00Z',
  until: '2026-01-31T00:00:00Z',
  ratePerSecond: 20,
};
const started = {
  replayId: '01M8ZK9P5D2F4H6J8K0M2N4Q6S',
  ...example,
  since: '2026-01-30T00:00:00.000Z',
  until: '2026-01-31T00:00:00.000Z',
  status: 'FINDING',
  progress: { found: 0, sent: 0, delivered: 0, failed: 0, cancelled: 0, left: 0, expired: 0 },
  createdAt: '2026-01-31T09:00:00.000Z',
};
const sending = {
  ...started,
  status: 'SENDING',
  progress: { found: 812, sent: 640, delivered: 639, failed: 0, cancelled: 0, left: 173, expired: 0 },
};

export const replayOperations = {
  'POST /{licensor}/notifications/replays': {
    id: 'createReplay',
    tag: 'Replays',
    summary: 'Send many deliveries of a target or a subscription again',
    description:
      'A job, which the API answers at once. It sends with the same event ids, at most `ratePerSecond` a second to ' +
      'each target, and has retries as any delivery. A target has one active replay at a time, and a licensor 10.',
    scope: 'write',
    headers: ['Idempotency-Key'],
    body: replayInputSchema,
    example,
    answers: {
      200: {
        description: 'What it would send, for `dryRun`',
        body: dryRunSchema,
        example: {
          count: 812,
          complete: true,
          sample: [{ eventId: 'event-1', targetId: example.targetId, status: 'FAILED' }],
        },
      },
      202: { description: 'The job', body: replayViewSchema, example: started },
    },
    errors: ['CONFLICT'],
  },
  'GET /{licensor}/notifications/replays': {
    id: 'listReplays',
    tag: 'Replays',
    summary: 'List your replays, the newest first',
    description: 'Active ones, and those that ended in the last 30 days.',
    scope: 'read',
    query: pageQuerySchema,
    answers: {
      200: { description: 'A page of replays', body: replayPageSchema, example: { replays: [sending] } },
    },
  },
  'GET /{licensor}/notifications/replays/{replayId}': {
    id: 'getReplay',
    tag: 'Replays',
    summary: 'Read a replay and its progress',
    description: 'The progress is exact when the replay has ended.',
    scope: 'read',
    answers: { 200: { description: 'The replay', body: replayViewSchema, example: sending } },
    errors: ['NOT_FOUND'],
  },
  'DELETE /{licensor}/notifications/replays/{replayId}': {
    id: 'cancelReplay',
    tag: 'Replays',
    summary: 'Cancel a replay',
    description:
      'Within two minutes or so it is CANCELLED. Deliveries that were not sent have their former status again; ' +
      'those on their way are delivered.',
    scope: 'write',
    answers: {
      202: {
        description: 'The replay, which is being cancelled',
        body: replayViewSchema,
        example: { ...sending, status: 'CANCELLING' },
      },
    },
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
} as const satisfies Operations;
