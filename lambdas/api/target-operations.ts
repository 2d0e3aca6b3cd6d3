// The operations on targets.
import * as z from 'zod';
import type { Operations } from '../../core/model/api/operation.ts';
import { testResultSchema } from '../../core/model/delivery/test-delivery.ts';
import { targetInputSchema, targetUpdateSchema } from '../../core/model/target/target.ts';
import {
  changedTargetSchema,
  targetPageSchema,
  targetWithHealthSchema,
} from '../../core/model/target/target-view.ts';
import { changing, removed } from './changing-operations.ts';
import { deliveryRoleQuerySchema, deliveryRoleSchema } from './delivery-role.ts';
import { targetQuerySchema, testQuerySchema } from './target-query.ts';

export const targetOperations = {
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
      auth: { type: 'hmac', hmacHeader: 'X-Signature', hmacAlgorithm: 'HmacSHA256' },
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
        body: z.union([targetPageSchema, targetWithHealthSchema]),
      },
    },
    errors: ['NOT_FOUND'],
  },
  'GET /{licensor}/notifications/targets/{targetId}': {
    id: 'getTarget',
    tag: 'Targets',
    summary: 'Read a target',
    scope: 'read',
    answers: {
      200: { description: 'The target', body: targetWithHealthSchema, headers: ['ETag'] },
    },
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
    query: testQuerySchema,
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
