// Links and sessions of a licensor.

import type { Capability } from '../../core/model/api/capability.ts';
import { changeOf } from '../../core/model/api/change-record.ts';
import { HeraldError } from '../../core/model/api/herald-error.ts';
import type { Caller } from '../../core/model/api/licensor.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import { isValid, type Session } from '../../core/model/api/session.ts';
import { createSessionSchema, listedOf } from '../../core/model/api/session-view.ts';
import { createLink, type LinkDeps } from '../../core/registration/session-link.ts';
import type { ApiRequest } from '../../core/runtime/http/api-request.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import { pageQuerySchema, readPage } from '../../core/runtime/http/paging.ts';
import type { SessionStore } from '../../core/store/registry/sessions.ts';
import type { operations } from './operations.ts';
import { findValid, renewed } from './renewal.ts';

type SessionDeps = LinkDeps & { sessions: SessionStore };

type SessionRoutes = RoutesOf<
  Pick<
    typeof operations,
    Extract<keyof typeof operations, `${string}/notifications/portal-sessions${string}`>
  >
>;

export function createSessionRoutes(deps: SessionDeps): SessionRoutes {
  const { sessions, recordChange, clock } = deps;
  const find = ({ licensor, path }: ApiRequest): Promise<Session> =>
    findValid(deps, licensor, path['sessionId']);

  return {
    'POST /{licensor}/notifications/portal-sessions': async request => {
      const input = parseInput(createSessionSchema, request.json(), 'body');
      const { capabilities, expiresIn: lifetime, subject } = input;
      requireOwn(request.caller, capabilities);
      const { licensor } = request;
      const body = await createLink(deps, { licensor }, { capabilities, lifetime, subject }, request.by);
      return { status: 201, body };
    },

    'GET /{licensor}/notifications/portal-sessions': async ({ licensor, query }) => {
      const page = parseInput(pageQuerySchema, query, 'query');
      const listing = { licensor, name: 'portal-sessions', tokenField: ['nextToken'] };
      const { items, nextToken } = await readPage(listing, page, one => sessions.list(licensor, one));
      const now = clock();
      const valid = items.filter(session => isValid(session, now));
      return { status: 200, body: { sessions: valid.map(listedOf), nextToken } };
    },

    'DELETE /{licensor}/notifications/portal-sessions/{sessionId}': async request => {
      const session = await find(request);
      requireSelfOr('manage', request);
      const { licensor, by } = request;
      const { sessionId, capabilities, subject } = session;
      const resource = { kind: 'session', id: sessionId } as const;
      const change = changeOf(by, resource, { capabilities, ...(subject && { subject }) }, undefined);
      await sessions.revoke(session, recordChange(licensor, change));
      return { status: 204 };
    },

    'POST /{licensor}/notifications/portal-sessions/{sessionId}/renewals': async request => {
      const session = await find(request);
      requireSelfOr(undefined, request);
      return { status: 200, body: await renewed(deps, session) };
    },
  };
}

/** @throws HeraldError FORBIDDEN if a session gives away more than it has */
function requireOwn(caller: Caller, capabilities: readonly Capability[]): void {
  if (caller.kind !== 'session') return;
  const missing = capabilities.find(one => !caller.capabilities.includes(one));
  if (missing) throw new HeraldError('FORBIDDEN', `this session does not have the capability "${missing}"`);
}

/**
 * @param capability with which the caller may act on any session; undefined if only the session itself may
 * @throws HeraldError FORBIDDEN
 */
function requireSelfOr(capability: Capability | undefined, { caller, by, path }: ApiRequest): void {
  const isSelf = caller.kind === 'session' && by.id === path['sessionId'];
  if (isSelf) return;
  const mayActOnAll =
    capability !== undefined &&
    (caller.kind === 'partner' || (caller.kind === 'session' && caller.capabilities.includes(capability)));
  if (!mayActOnAll) throw new HeraldError('FORBIDDEN', 'only the session itself may do this');
}
