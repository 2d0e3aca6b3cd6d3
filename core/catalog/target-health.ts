// Topic TargetHealth: Herald tells a licensor that the status of a target has changed. Only Herald publishes
// it.
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Event } from '../model/event/event.ts';
import { timestampSchema } from '../model/event/timestamp.ts';
import { defineTopic } from './topic.ts';
import type { Installation } from './topic-definition.ts';

const data = z.strictObject({
  targetId: z.string().describe('The target'),
  targetType: z.string().describe('The type of the target, e.g. WEBHOOK'),
  status: z.enum(['ACTIVE', 'DISABLED']).describe('The new status of the target'),
  reason: z.string().optional().describe('Why the target is disabled'),
  since: timestampSchema.describe('When the status changed'),
});

const example = {
  targetId: '01JD0000000000000000000000',
  targetType: 'WEBHOOK',
  since: '2026-01-01T00:00:00.000Z',
};

export const targetHealth = defineTopic({
  name: 'TargetHealth',
  description: 'Status of your targets; subscribe a second target, because a disabled one gets nothing',
  source: 'herald.target-health',
  publishedBy: 'herald',
  eventTypes: {
    TargetDisabled: {
      description: 'When Herald disables a target: it answered 410, or everything has failed for five days',
      examples: [{ ...example, status: 'DISABLED', reason: 'answered 410 Gone: the target was disabled' }],
    },
    TargetRecovered: {
      description: 'When a disabled target is enabled again',
      examples: [{ ...example, status: 'ACTIVE' }],
    },
  },
  data,
  entity: ({ targetId }) => targetId,
  time: ({ since }) => since,
  filterFields: ['targetId'],
  content: eventType =>
    z.object({
      eventType: z.literal(eventType),
      ...data.shape,
      status: z.enum([eventType === 'TargetDisabled' ? 'DISABLED' : 'ACTIVE']),
    }),
  payload: ({ targetId, targetType, status, reason, since }, { eventType }) => ({
    eventType,
    targetId,
    targetType,
    status,
    ...(reason !== undefined && { reason }),
    since,
  }),
});

export type StatusChange = {
  licensor: string;
  targetId: string;
  targetType: string;
  eventType: 'TargetDisabled' | 'TargetRecovered';
  reason?: string | undefined;
  /** When the status changed, ISO 8601: the `statusSince` of a disabled target. */
  since: string;
  /** The version of the target's health after the change. */
  healthVersion: number;
};

/**
 * The event for a change of status. Store both in one transaction. The event id is a hash of the target and
 * its health's version, so a repeated change gives the same event.
 * @param now milliseconds since the epoch
 */
export function targetHealthEvent(change: StatusChange, now: number, installation: Installation): Event {
  const { licensor, targetId, targetType, eventType, reason, since, healthVersion } = change;
  const status = eventType === 'TargetDisabled' ? 'DISABLED' : 'ACTIVE';
  const acceptedAt = new Date(now).toISOString();
  const eventId = hashOf([licensor, targetId, healthVersion]).slice(0, 32);
  const content = { targetId, targetType, status, reason, since };
  const result = targetHealth.render(content, { eventId, eventType, acceptedAt, ...installation });
  if ('issues' in result) throw new Error(`invalid data of a TargetHealth event: ${JSON.stringify(content)}`);
  return {
    licensor,
    eventId,
    topic: targetHealth.name,
    eventType,
    acceptedAt,
    contentHash: hashOf(content),
    ...result.rendered,
  };
}

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
