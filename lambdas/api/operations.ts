// The operations of the api function.
import * as z from 'zod';
import { topicsSchema } from '../../core/catalog/topic-view.ts';
import type { Operations } from '../../core/model/api/operation.ts';
import { testResultSchema } from '../../core/model/delivery/test-delivery.ts';
import { subscriptionInputSchema } from '../../core/model/subscription/subscription.ts';
import {
  subscriptionPageSchema,
  subscriptionViewSchema,
} from '../../core/model/subscription/subscription-view.ts';
import { targetInputSchema, targetUpdateSchema } from '../../core/model/target/target.ts';
import {
  changedTargetSchema,
  targetPageSchema,
  targetViewSchema,
} from '../../core/model/target/target-view.ts';
import {
  authProfileInputSchema,
  authProfileUpdateSchema,
} from '../../core/model/webhook-auth/auth-profile.ts';
import {
  authProfilePageSchema,
  authProfileViewSchema,
  changedProfileSchema,
} from '../../core/model/webhook-auth/auth-profile-view.ts';
import { pageQuerySchema } from '../../core/runtime/http/paging.ts';
import { deliveryRoleQuerySchema, deliveryRoleSchema } from './delivery-role.ts';
import { targetQuerySchema } from './target-query.ts';

const removed = { 204: { description: 'It is deleted' } } as const;
/** Errors of a change of a resource that exists. */
const changing = ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'] as const;

const targetOperations = {
  'POST /{licensor}/notifications/targets': {
    id: 'createTarget',
    tag: 'Targets',
    summary: 'Register a target',
    description: 'For a queue, topic or bus, Herald first proves that the role is yours and can be assumed.',
    scope: 'write',
    headers: ['Idempotency-Key'],
    body: targetInputSchema,
    example: {
      type: 'WEBHOOK',
      destination: 'https://api.example.com/notifications',
      auth: { type: 'hmac', hmacHeader: 'X-Signature', hmacAlgorithm: 'SHA256' },
    },
    answers: { 201: { description: 'The target', body: changedTargetSchema, headers: ['ETag'] } },
    errors: ['CONFLICT'],
  },
  'GET /{licensor}/notifications/targets': {
    id: 'listTargets',
    tag: 'Targets',
    summary: 'List your targets, or read one by `targetId`',
    scope: 'read',
    query: targetQuerySchema,
    answers: {
      200: {
        description: 'A page of targets; with `targetId`, that target alone',
        body: z.union([targetPageSchema, targetViewSchema]),
      },
    },
    errors: ['NOT_FOUND'],
  },
  'GET /{licensor}/notifications/targets/{targetId}': {
    id: 'getTarget',
    tag: 'Targets',
    summary: 'Read a target',
    scope: 'read',
    answers: { 200: { description: 'The target', body: targetViewSchema, headers: ['ETag'] } },
    errors: ['NOT_FOUND'],
  },
  'PUT /{licensor}/notifications/targets/{targetId}': {
    id: 'updateTarget',
    tag: 'Targets',
    summary: 'Replace the configuration of a target',
    description:
      'Omit all secrets to keep them. `status: "ACTIVE"` enables a disabled target, and its waiting deliveries ' +
      'are sent.',
    scope: 'write',
    headers: ['If-Match'],
    body: targetUpdateSchema,
    answers: { 200: { description: 'The target', body: changedTargetSchema, headers: ['ETag'] } },
    errors: changing,
  },
  'DELETE /{licensor}/notifications/targets/{targetId}': {
    id: 'deleteTarget',
    tag: 'Targets',
    summary: 'Delete a target that no subscription uses',
    scope: 'write',
    headers: ['If-Match'],
    answers: removed,
    errors: changing,
  },
  'DELETE /{licensor}/notifications/targets/{targetId}/previous-secret': {
    id: 'endTargetRotation',
    tag: 'Targets',
    summary: 'End the overlap of a rotation: the replaced signing secret no longer signs',
    scope: 'write',
    headers: ['If-Match'],
    answers: removed,
    errors: changing,
  },
  'POST /{licensor}/notifications/targets/{targetId}/test': {
    id: 'testTarget',
    tag: 'Targets',
    summary: 'Send a test notification, and wait for its outcome',
    description: 'At most one in 10 seconds per target.',
    scope: 'write',
    answers: { 200: { description: 'The outcome, also of a failed attempt', body: testResultSchema } },
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  'GET /{licensor}/notifications/delivery-role': {
    id: 'getDeliveryRole',
    tag: 'Targets',
    summary: 'Get the policies of the role that lets Herald send to your queue, topic or bus',
    scope: 'read',
    query: deliveryRoleQuerySchema,
    answers: { 200: { description: 'The policies, and a template with the role', body: deliveryRoleSchema } },
  },
} as const satisfies Operations;

const authProfileOperations = {
  'POST /{licensor}/notifications/auth-profiles': {
    id: 'createAuthProfile',
    tag: 'Auth profiles',
    summary: 'Create an auth profile',
    scope: 'write',
    headers: ['Idempotency-Key'],
    body: authProfileInputSchema,
    example: {
      authProfileAliasId: 'orders',
      authConfig: { type: 'bearer', bearerToken: 'the-token-of-your-endpoint' },
    },
    answers: { 201: { description: 'The profile', body: changedProfileSchema, headers: ['ETag'] } },
    errors: ['CONFLICT'],
  },
  'GET /{licensor}/notifications/auth-profiles': {
    id: 'listAuthProfiles',
    tag: 'Auth profiles',
    summary: 'List your auth profiles',
    scope: 'read',
    query: pageQuerySchema,
    answers: { 200: { description: 'A page of profiles', body: authProfilePageSchema } },
  },
  'GET /{licensor}/notifications/auth-profiles/{authProfileId}': {
    id: 'getAuthProfile',
    tag: 'Auth profiles',
    summary: 'Read an auth profile',
    scope: 'read',
    answers: { 200: { description: 'The profile', body: authProfileViewSchema, headers: ['ETag'] } },
    errors: ['NOT_FOUND'],
  },
  'PUT /{licensor}/notifications/auth-profiles/{authProfileId}': {
    id: 'updateAuthProfile',
    tag: 'Auth profiles',
    summary: 'Replace the credentials of an auth profile, for all targets that use it',
    scope: 'write',
    headers: ['If-Match'],
    body: authProfileUpdateSchema,
    answers: { 200: { description: 'The profile', body: changedProfileSchema, headers: ['ETag'] } },
    errors: changing,
  },
  'DELETE /{licensor}/notifications/auth-profiles/{authProfileId}': {
    id: 'deleteAuthProfile',
    tag: 'Auth profiles',
    summary: 'Delete an auth profile that no target uses',
    scope: 'write',
    headers: ['If-Match'],
    answers: removed,
    errors: changing,
  },
  'DELETE /{licensor}/notifications/auth-profiles/{authProfileId}/previous-secret': {
    id: 'endAuthProfileRotation',
    tag: 'Auth profiles',
    summary: 'End the overlap of a rotation: the replaced signing secret no longer signs',
    scope: 'write',
    headers: ['If-Match'],
    answers: removed,
    errors: changing,
  },
} as const satisfies Operations;

const subscriptionOperations = {
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
    summary: 'Read the catalogue of topics',
    scope: 'read',
    answers: { 200: { description: 'All topics', body: topicsSchema } },
  },
} as const satisfies Operations;

export const operations = { ...targetOperations, ...authProfileOperations, ...subscriptionOperations };
export type RouteKey = keyof typeof operations;
