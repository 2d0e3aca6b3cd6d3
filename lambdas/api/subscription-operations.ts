// The operations on subscriptions and topics.
import { topicsSchema } from '../../core/catalog/topic-view.ts';
import type { Operations } from '../../core/model/api/operation.ts';
import { subscriptionInputSchema } from '../../core/model/subscription/subscription.ts';
import {
  subscriptionPageSchema,
  subscriptionViewSchema,
} from '../../core/model/subscription/subscription-view.ts';
import { pageQuerySchema } from '../../core/runtime/http/paging.ts';
import { changing, removed } from './changing-operations.ts';

export const subscriptionOperations = {
  'POST /{licensor}/notifications/subscriptions': {
    id: 'createSubscription',
    tag: 'Subscriptions',
    summary: 'Subscribe targets to event types of a topic',
    scope: 'write',
    headers: ['Idempotency-Key'],
    body: subscriptionInputSchema,
    example: {
      topic: 'OfferStatus',
      eventTargetMapping: { LiveStatusUpdated: ['01JD0000000000000000000000'] },
      filter: { territory: ['US', 'CA'] },
    },
    answers: { 201: { description: 'The subscription', body: subscriptionViewSchema, headers: ['ETag'] } },
    errors: ['CONFLICT'],
  },
  'GET /{licensor}/notifications/subscriptions': {
    id: 'listSubscriptions',
    tag: 'Subscriptions',
    summary: 'List your subscriptions',
    scope: 'read',
    query: pageQuerySchema,
    answers: { 200: { description: 'A page of subscriptions', body: subscriptionPageSchema } },
  },
  'GET /{licensor}/notifications/subscriptions/{subscriptionId}': {
    id: 'getSubscription',
    tag: 'Subscriptions',
    summary: 'Read a subscription',
    scope: 'read',
    answers: { 200: { description: 'The subscription', body: subscriptionViewSchema, headers: ['ETag'] } },
    errors: ['NOT_FOUND'],
  },
  'PUT /{licensor}/notifications/subscriptions/{subscriptionId}': {
    id: 'updateSubscription',
    tag: 'Subscriptions',
    summary: 'Replace a subscription',
    scope: 'write',
    headers: ['If-Match'],
    body: subscriptionInputSchema,
    answers: { 200: { description: 'The subscription', body: subscriptionViewSchema, headers: ['ETag'] } },
    errors: changing,
  },
  'DELETE /{licensor}/notifications/subscriptions/{subscriptionId}': {
    id: 'deleteSubscription',
    tag: 'Subscriptions',
    summary: 'Delete a subscription',
    scope: 'write',
    headers: ['If-Match'],
    answers: removed,
    errors: changing,
  },
  'GET /{licensor}/notifications/topics': {
    id: 'listTopics',
    tag: 'Topics',
    summary: 'Read the catalogue of topics, with schemas and examples of what arrives',
    scope: 'read',
    answers: { 200: { description: 'All topics', body: topicsSchema } },
  },
} as const satisfies Operations;
