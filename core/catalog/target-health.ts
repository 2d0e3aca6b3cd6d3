// What Herald tells a licensor of its own targets. The only topic that Herald publishes itself: the platform cannot.
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Event } from '../model/event/event.ts';
import { defineTopic, type Installation } from './topic.ts';

const data = z.strictObject({
  targetId: z.string().describe('The target whose status has changed'),
  targetType: z.string().describe('Its type, e.g. WEBHOOK'),
  status: z.enum(['ACTIVE', 'DISABLED']).describe('Its status from now on'),
  reason: z.string().optional().describe('Why it is disabled'),
  since: z.string().describe('When the status changed'),
});

export const targetHealth = defineTopic({
  name: 'TargetHealth',
  description: 'What becomes of your targets: subscribe another one, or a mailbox, to hear of it',
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
  /** The version of the target's health that the change makes. */
  healthVersion: number;
};

/**
 * The event of a change of status, to be stored in one transaction with it. Its id is a hash of the target and the version of its health, so that
 * a change that is tried again is the same event.
 * @param now milliseconds since the epoch
 */
export function targetHealthEvent(change: StatusChange, now: number, installation: Installation): Event {
  const { licensor, targetId, targetType, eventType, reason, healthVersion } = change;
  const status = eventType === 'TargetDisabled' ? 'DISABLED' : 'ACTIVE';
  const acceptedAt = new Date(now).toISOString();
  const eventId = hashOf([licensor, targetId, healthVersion]).slice(0, 32);
  const said = { targetId, targetType, status, reason, since: acceptedAt };
  const result = targetHealth.render(said, { eventId, eventType, acceptedAt, ...installation });
  if ('issues' in result) throw new Error(`TargetHealth cannot say ${JSON.stringify(said)}`);
  return {
    licensor,
    eventId,
    topic: targetHealth.name,
    eventType,
    acceptedAt,
    contentHash: hashOf(said),
    ...result.rendered,
  };
}

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
