// The operations of the sessions function: who gets into the console, and for how long.
import { choiceSchema, memberPageSchema, signInSchema } from '../../core/model/api/member.ts';
import type { Operations } from '../../core/model/api/operation.ts';
import {
  createSessionSchema,
  exchangeSchema,
  renewalSchema,
  sessionLinkSchema,
  sessionPageSchema,
  startedSessionSchema,
} from '../../core/model/api/session-view.ts';
import { pageQuerySchema } from '../../core/runtime/http/paging.ts';
import { accessOperations } from './access-operations.ts';

const sessionId = '01M8ZK3V0Q7N5R2T4W6Y8A1C3F';
const ends = { expiresAt: '2026-01-31T12:15:00.000Z', renewableUntil: '2026-02-01T00:00:00.000Z' };
const shown = { sessionId, capabilities: ['view', 'replay'] as const, subject: 'a@example.com' };

export const operations = {
  ...accessOperations,
  'POST /{licensor}/notifications/portal-sessions': {
    id: 'createPortalSession',
    tag: 'Sessions',
    summary: 'Make a link to the console',
    description:
      'The code in the link works once, within 60 seconds. The platform may make links for any licensor. A session ' +
      'with `manage` makes links with its own capabilities at most.',
    scope: 'write',
    body: createSessionSchema,
    example: { capabilities: ['view', 'replay'], expiresIn: 900, subject: 'a@example.com' },
    answers: {
      201: {
        description: 'The link',
        body: sessionLinkSchema,
        example: {
          url: 'https://d111111abcdef8.cloudfront.net/#code=hpc_prod_3fK9',
          sessionId,
          codeExpiresAt: '2026-01-31T12:01:00.000Z',
        },
      },
    },
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  'GET /{licensor}/notifications/portal-sessions': {
    id: 'listPortalSessions',
    tag: 'Sessions',
    summary: 'List the sessions that have not ended',
    description: 'A page can be short or empty while `nextToken` is there.',
    scope: 'read',
    query: pageQuerySchema,
    answers: {
      200: {
        description: 'A page of sessions',
        body: sessionPageSchema,
        example: {
          sessions: [
            { ...shown, createdAt: '2026-01-31T12:00:00.000Z', createdBy: 'key-0123456789abcdef', ...ends },
          ],
        },
      },
    },
  },
  'DELETE /{licensor}/notifications/portal-sessions/{sessionId}': {
    id: 'revokePortalSession',
    tag: 'Sessions',
    summary: 'End a session',
    description:
      'A session may end itself; for another one it needs `manage`. API Gateway may let the token pass for as long ' +
      'as it caches the answers of the authorizer (five minutes, if the platform has set nothing else).',
    scope: 'write',
    answers: { 204: { description: 'It has ended' } },
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  'POST /{licensor}/notifications/portal-sessions/{sessionId}/renewals': {
    id: 'renewPortalSession',
    tag: 'Sessions',
    summary: 'Renew the session that asks',
    description: 'It lasts for its time again, counted from now, and at most until `renewableUntil`.',
    scope: 'write',
    answers: { 200: { description: 'When it ends now', body: renewalSchema, example: ends } },
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  'GET /{licensor}/notifications/members': {
    id: 'listMembers',
    tag: 'Sessions',
    summary: 'List who may sign in to the console',
    description: 'The platform invites them.',
    scope: 'read',
    query: pageQuerySchema,
    answers: {
      200: {
        description: 'A page of members',
        body: memberPageSchema,
        example: {
          members: [
            {
              memberId: sessionId,
              email: 'a@example.com',
              capabilities: ['view', 'replay'],
              createdAt: '2026-01-31T12:00:00.000Z',
            },
          ],
        },
      },
    },
  },
  'DELETE /{licensor}/notifications/members/{memberId}': {
    id: 'removeMember',
    tag: 'Sessions',
    summary: 'Remove a person who may sign in',
    description:
      'It also ends the sessions that the person began by signing in. API Gateway may let their tokens pass for as ' +
      'long as it caches the answers of the authorizer.',
    scope: 'write',
    answers: { 204: { description: 'The person cannot sign in any more' } },
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  'POST /operator/portal-sessions/{sessionId}/renewals': {
    id: 'renewOperatorSession',
    tag: 'Operator',
    summary: "Renew the operator's session that asks",
    scope: 'operate',
    answers: { 200: { description: 'When it ends now', body: renewalSchema, example: ends } },
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  'DELETE /operator/portal-sessions/{sessionId}': {
    id: 'revokeOperatorSession',
    tag: 'Operator',
    summary: "End the operator's session that asks",
    scope: 'operate',
    answers: { 204: { description: 'It has ended' } },
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  'POST /sign-ins': {
    id: 'signIn',
    tag: 'Sessions',
    summary: 'Exchange the ID token of a member for a session',
    description:
      'The console does this after a sign-in by OpenID Connect. 200: the person is a member of several licensors; ' +
      'send the token again with one of them.',
    scope: 'none',
    body: signInSchema,
    example: { idToken: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln' },
    answers: {
      200: {
        description: 'The licensors to choose from',
        body: choiceSchema,
        example: { licensors: ['acme', 'globex'] },
      },
      201: {
        description: 'The session, with its token',
        body: startedSessionSchema,
        example: { token: 'hps_prod_…', licensor: 'acme', ...shown, ...ends },
      },
    },
    errors: ['BAD_REQUEST', 'FORBIDDEN', 'NOT_FOUND'],
  },
  'POST /portal-sessions': {
    id: 'startPortalSession',
    tag: 'Sessions',
    summary: 'Exchange the code of a link for a session',
    description: 'The console does this as soon as the link is opened. A code works once.',
    scope: 'none',
    body: exchangeSchema,
    example: { code: 'hpc_prod_…' },
    answers: {
      201: {
        description: 'The session, with its token',
        body: startedSessionSchema,
        example: { token: 'hps_prod_…', licensor: 'acme', ...shown, ...ends },
      },
    },
    errors: ['BAD_REQUEST', 'FORBIDDEN'],
  },
} as const satisfies Operations;
export type RouteKey = keyof typeof operations;
