// A subscription: one topic and a map from event type to target ids.
import * as z from 'zod';
import { formatSchema } from '../event/notification.ts';
import { firstVersion, topicVersionSchema } from '../event/topic-version.ts';
import { filterSchema } from './filter.ts';

export const maxEventTypes = 10;
export const maxTargets = 40;

const targetIds = z
  .array(z.string().min(1).max(64))
  .min(1)
  .max(maxTargets)
  .refine(ids => new Set(ids).size === ids.length, 'expected each target once');

export const subscriptionInputSchema = z
  .strictObject({
    topic: z.string().min(1),
    eventTargetMapping: z.record(z.string().min(1), targetIds),
    /** The topic's own format by default. */
    format: formatSchema.optional(),
    filter: filterSchema.optional(),
    version: topicVersionSchema
      .optional()
      .describe(
        'Of the topic. By default a new subscription gets the newest, and a changed one keeps its own',
      ),
  })
  .superRefine(({ eventTargetMapping }, context) => {
    const eventTypes = Object.keys(eventTargetMapping).length;
    const targets = targetIdsOf(eventTargetMapping).length;
    const problem =
      eventTypes === 0 || eventTypes > maxEventTypes
        ? `expected 1 to ${maxEventTypes} event types, got ${eventTypes}`
        : targets > maxTargets && `expected at most ${maxTargets} different targets, got ${targets}`;
    if (problem) context.addIssue({ code: 'custom', path: ['eventTargetMapping'], message: problem });
  });
export type SubscriptionInput = z.output<typeof subscriptionInputSchema>;

export const subscriptionSchema = z.object({
  subscriptionId: z.string(),
  licensor: z.string(),
  topic: z.string(),
  eventTargetMapping: z.record(z.string(), z.array(z.string())),
  format: formatSchema.optional(),
  filter: filterSchema.optional(),
  /** `firstVersion` if absent. (`version` below is that of the subscription.) */
  topicVersion: topicVersionSchema.optional(),
  /**
   * The target that was created, and is deleted, with the subscription (GraphQL `createEventSubscription`).
   */
  ownsTarget: z.string().optional(),
  status: z.literal('ACTIVE'),
  version: z.number().int().positive(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Subscription = z.output<typeof subscriptionSchema>;

/** The distinct target ids of a mapping, in the order of their first occurrence. */
export const targetIdsOf = (mapping: Record<string, string[]>): string[] => [
  ...new Set(Object.values(mapping).flat()),
];

/** The fields of a subscription that its partner sets. */
export function configOfSubscription(subscription: Subscription) {
  const { topic, topicVersion: version = firstVersion, eventTargetMapping, format, filter } = subscription;
  return { topic, version, eventTargetMapping, ...(format && { format }), ...(filter && { filter }) };
}
