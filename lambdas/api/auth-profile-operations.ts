// The operations on auth profiles.
import type { Operations } from '../../core/model/api/operation.ts';
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
import { changing, removed } from './changing-operations.ts';

export const authProfileOperations = {
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
