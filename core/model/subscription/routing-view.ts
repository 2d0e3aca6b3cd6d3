// Why an event was sent to a target, or not, in the answers of the API.
import * as z from 'zod';
import { deliveryStatuses } from '../delivery/delivery.ts';
import type { Decision } from './route.ts';

export const notSentReasons = [
  'FILTER',
  'SUBSCRIBED_LATER',
  'EVENT_TYPE_NOT_MAPPED',
  'OTHER_TOPIC',
  'NO_SUBSCRIPTION',
] as const;

const reasonSchema = z.strictObject({
  code: z.enum(notSentReasons),
  subscriptionId: z.string().optional().describe('Absent with NO_SUBSCRIPTION'),
  message: z.string(),
  field: z.string().optional().describe('FILTER: the field that kept the event out'),
  allowed: z.array(z.string()).optional(),
  value: z.string().optional().describe('FILTER: the value of the event, if it has one'),
  since: z.iso.datetime().optional().describe('SUBSCRIBED_LATER: since when the target gets events'),
});
export type NotSentReason = z.output<typeof reasonSchema>;

const targetRoutingSchema = z.strictObject({
  targetId: z.string(),
  result: z
    .enum([...deliveryStatuses, 'EXPECTED', 'NOT_SENT'])
    .describe('The status of the delivery; EXPECTED: it has none yet; NOT_SENT: see reasons'),
  subscriptionId: z.string().optional().describe('The subscription that sends it'),
  deleted: z.literal(true).optional().describe('The target no longer exists'),
  reasons: z.array(reasonSchema).optional().describe('NOT_SENT: one for each subscription of the target'),
  asOfNow: z
    .literal(true)
    .optional()
    .describe('The target or a subscription was changed, or may have been deleted, after the event'),
});
export type TargetRouting = z.output<typeof targetRoutingSchema>;

export const eventRoutingSchema = z.strictObject({
  eventId: z.string(),
  topic: z.string(),
  eventType: z.string(),
  acceptedAt: z.iso.datetime(),
  fields: z.record(z.string(), z.string()).describe('The values that filters compare'),
  targets: z.array(targetRoutingSchema).describe('Ordered by id'),
});
export type EventRouting = z.output<typeof eventRoutingSchema>;

/** @returns undefined if the decision is to send */
export function reasonOfDecision({ subscriptionId, because }: Decision): NotSentReason | undefined {
  switch (because.kind) {
    case 'EXPECTED':
    case 'OLDER_SUBSCRIPTION':
      return undefined;
    case 'SUBSCRIBED_LATER': {
      const { since } = because;
      const message = `the target was subscribed at ${since}, after the event was accepted`;
      return { code: 'SUBSCRIBED_LATER', subscriptionId, message, since };
    }
    case 'FILTER': {
      const { field, allowed, value } = because.mismatch;
      const has = value === undefined ? 'has no such field' : `has ${value}`;
      const message = `the filter field "${field}" allows ${allowed.join(', ')}, and the event ${has}`;
      const shown = { field, allowed: [...allowed], ...(value !== undefined && { value }) };
      return { code: 'FILTER', subscriptionId, message, ...shown };
    }
  }
}
