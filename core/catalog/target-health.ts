// Topic TargetHealth: Herald tells a licensor that the status of a target has changed. Only Herald publishes
// it.
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { seenOutcomeSchema } from '../model/delivery/seen-outcome.ts';
import type { Event } from '../model/event/event.ts';
import { timestampSchema } from '../model/event/timestamp.ts';
import type { Announcement } from '../model/target/announcements.ts';
import type { Target } from '../model/target/target.ts';
import { defineTopic } from './topic.ts';
import type { Installation } from './topic-definition.ts';

const shown = {
  targetId: z.string().describe('The target'),
  targetType: z.string().describe('The type of the target, e.g. WEBHOOK'),
  status: z.enum(['ACTIVE', 'DISABLED']).describe('The status of the target'),
  reason: z.string().optional().describe('Why the target is disabled'),
  since: timestampSchema.describe('When the status changed, or when the announced state began'),
};
const incident = {
  failures: z.number().int().positive().optional().describe('Failed attempts since the last success'),
  lastOutcome: seenOutcomeSchema.optional().describe('What the last failed attempt saw, with advice'),
  nextProbeAt: timestampSchema.optional().describe('When the next delivery is tried'),
  eventId: z.string().optional().describe('The event whose delivery has used up its attempts'),
};
const data = z.strictObject({ ...shown, ...incident });
/** What a rendered event of any type contains. */
export const targetHealthContentSchema = z.object({ eventType: z.string(), ...shown, ...incident });

/** What an event of each type has, beside what all of them have. */
const ownFields = {
  TargetDisabled: {},
  TargetRecovered: {},
  TargetFailing: { failures: incident.failures, lastOutcome: incident.lastOutcome },
  TargetPaused: {
    failures: incident.failures,
    lastOutcome: incident.lastOutcome,
    nextProbeAt: incident.nextProbeAt,
  },
  TargetResumed: {},
  DeliveryExhausted: { eventId: incident.eventId, lastOutcome: incident.lastOutcome },
} as const satisfies Record<string, Partial<typeof incident>>;
export type TargetHealthEventType = keyof typeof ownFields;
const ownFieldsOf = (eventType: string): Partial<typeof incident> =>
  Object.entries(ownFields).find(([name]) => name === eventType)?.[1] ?? {};

const example = {
  targetId: '01JD0000000000000000000000',
  targetType: 'WEBHOOK',
  since: '2026-01-01T00:00:00.000Z',
};
const failing = {
  ...example,
  status: 'ACTIVE',
  failures: 12,
  lastOutcome: {
    class: 'SERVER_ERROR',
    httpStatus: 503,
    message: 'answered 503',
    advice: 'your service failed: look in its log for the webhook-id or event id',
    at: '2026-01-01T01:00:00.000Z',
  },
} as const;

export const targetHealth = defineTopic({
  name: 'TargetHealth',
  description:
    'Health of your targets; subscribe a second target, because a paused or disabled one gets nothing',
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
    TargetFailing: {
      description: 'When a target has had no success for an hour after a failure, once per incident',
      examples: [failing],
    },
    TargetPaused: {
      description: 'When deliveries are parked, because ten attempts in a row failed, once per incident',
      examples: [{ ...failing, nextProbeAt: '2026-01-01T01:00:30.000Z' }],
    },
    TargetResumed: {
      description: 'When a paused target takes deliveries again',
      examples: [{ ...example, status: 'ACTIVE' }],
    },
    DeliveryExhausted: {
      description:
        'When a delivery has used up its attempts: once per incident, at most once a day per target',
      examples: [
        {
          ...example,
          status: 'ACTIVE',
          eventId: '01JD0000000000000000000001',
          lastOutcome: failing.lastOutcome,
        },
      ],
    },
  },
  data,
  entity: ({ targetId }) => targetId,
  time: ({ since }) => since,
  filterFields: ['targetId'],
  content: eventType =>
    z.object({
      eventType: z.literal(eventType),
      ...shown,
      status: z.enum([eventType === 'TargetDisabled' ? 'DISABLED' : 'ACTIVE']),
      ...ownFieldsOf(eventType),
    }),
  payload: ({ targetId, targetType, status, reason, since, ...own }, { eventType }) => ({
    eventType,
    targetId,
    targetType,
    status,
    ...(reason !== undefined && { reason }),
    since,
    ...own,
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
  const eventId = hashOf([licensor, targetId, healthVersion]).slice(0, 32);
  const content = { targetId, targetType, status, reason, since } as const;
  return eventOf({ licensor, eventId, eventType, content }, now, installation);
}

/**
 * The event that announces an incident of a target. The event id is a hash of the target, the event type and
 * the incident, so a repeated announcement gives the same event.
 * @param now milliseconds since the epoch
 */
export function incidentEvent(
  { licensor, targetId, type: targetType }: Pick<Target, 'licensor' | 'targetId' | 'type'>,
  announcement: Announcement,
  now: number,
  installation: Installation,
): Event {
  const { eventType, incident, since, exhaustedEventId, announced: _, ...own } = announcement;
  const eventId = hashOf([licensor, targetId, eventType, incident]).slice(0, 32);
  const facts = { ...own, eventId: exhaustedEventId };
  const present = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  const content = { targetId, targetType, status: 'ACTIVE', since, ...present } as const;
  return eventOf({ licensor, eventId, eventType, content }, now, installation);
}

type Made = { licensor: string; eventId: string; eventType: string; content: object };

function eventOf(
  { licensor, eventId, eventType, content }: Made,
  now: number,
  installation: Installation,
): Event {
  const acceptedAt = new Date(now).toISOString();
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
