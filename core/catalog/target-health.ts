// Topic TargetHealth: Herald tells a licensor that the status of a target has changed. Only Herald publishes
// it.
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Event } from '../model/event/event.ts';
import { defineTopic, type Installation } from './topic.ts';

const data = z.strictObject({
  targetId: z.string().describe('The target'),
  targetType: z.string().describe('The type of the target, e.g. WEBHOOK'),
  status: z.enum(['ACTIVE', 'DISABLED']).describe('The new status of the target'),
  reason: z.string().optional().describe('Why the target is disabled'),
  since: z.string().describe('When the status changed'),
});

export const targetHealth = defineTopic({
  name: 'TargetHealth',
  description: 'Status of your targets; subscribe a second target, because a disabled one gets nothing',
  source: 'herald.target-health',
  publishedBy: 'herald',
  eventTypes: {
    TargetDisabled: 'When Herald disables a target: it answered 410, or everything has failed for five days',
    TargetRecovered: 'When a disabled target is enabled again',
  },
  data,
  entity: ({ targetId }) => targetId,
  time: ({ since }) => since,
  filterFields: ['targetId'],
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
