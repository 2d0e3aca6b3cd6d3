// A subscription in the answers of the API.
import * as z from 'zod';
import { nextPage } from '../api/page.ts';
import { formatSchema } from '../event/notification.ts';
import { topicVersionSchema } from '../event/topic-version.ts';
import { configOfSubscription, type Subscription } from './subscription.ts';

export const subscriptionViewSchema = z
  .strictObject({
    subscriptionId: z.string(),
    status: z.literal('ACTIVE'),
    topic: z.string(),
    version: topicVersionSchema.describe('The version of the topic that arrives'),
    eventTargetMapping: z.record(z.string(), z.array(z.string())).describe('Target ids by event type'),
    format: formatSchema.optional(),
    filter: z.record(z.string(), z.array(z.string())).optional(),
    ownsTarget: z
      .string()
      .optional()
      .describe('The target that was created, and is deleted, with the subscription (GraphQL)'),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Subscription' });
export type SubscriptionView = z.output<typeof subscriptionViewSchema>;

export const subscriptionPageSchema = z
  .strictObject({
    subscriptions: z.array(subscriptionViewSchema),
    ...nextPage,
  })
  .meta({ id: 'SubscriptionPage' });

export function viewOfSubscription(subscription: Subscription): SubscriptionView {
  const { subscriptionId, status, ownsTarget, createdAt, updatedAt } = subscription;
  return {
    subscriptionId,
    status,
    ...configOfSubscription(subscription),
    ...(ownsTarget && { ownsTarget }),
    createdAt,
    updatedAt,
  };
}
