// Who has access: keys, sessions, members, and the record of changes.
import { queryOptions } from '@tanstack/react-query';
import type { components, operations } from '../../../packages/client/src/schema.generated.ts';
import type { LicensorApi } from '../session/session-context.tsx';
import { answerOf, doneBy } from './client.ts';

export type AccessKey = components['schemas']['AccessKey'];
export type ListedSession = components['schemas']['Session'];
export type SessionLink = components['schemas']['SessionLink'];
export type Member = components['schemas']['Member'];
export type Change = components['schemas']['Change'];
export type LinkRequest = operations['createPortalSession']['requestBody']['content']['application/json'];

export const accessKeys = ({ api, licensor }: LicensorApi) =>
  queryOptions({
    queryKey: [licensor, 'access-keys'],
    queryFn: () =>
      answerOf(api.GET('/{licensor}/notifications/access-keys', { params: { path: { licensor } } })),
  });

export const sessionPage = ({ api, licensor }: LicensorApi, nextToken: string | undefined) =>
  queryOptions({
    queryKey: [licensor, 'portal-sessions', { nextToken }],
    queryFn: () =>
      answerOf(
        api.GET('/{licensor}/notifications/portal-sessions', {
          params: { path: { licensor }, query: { ...(nextToken && { nextToken }) } },
        }),
      ),
  });

export const memberPage = ({ api, licensor }: LicensorApi, nextToken: string | undefined) =>
  queryOptions({
    queryKey: [licensor, 'members', { nextToken }],
    queryFn: () =>
      answerOf(
        api.GET('/{licensor}/notifications/members', {
          params: { path: { licensor }, query: { ...(nextToken && { nextToken }) } },
        }),
      ),
  });

/** Changes, the newest first. @param kind of the changed resource; undefined: all */
export const changePage = (
  { api, licensor }: LicensorApi,
  kind: Change['resource']['kind'] | undefined,
  nextToken: string | undefined,
) =>
  queryOptions({
    queryKey: [licensor, 'changes', { kind, nextToken }],
    queryFn: () =>
      answerOf(
        api.GET('/{licensor}/notifications/changes', {
          params: {
            path: { licensor },
            query: { limit: 20, ...(kind && { resource: kind }), ...(nextToken && { nextToken }) },
          },
        }),
      ),
  });

/** @throws HeraldError */
export const makeLink = ({ api, licensor }: LicensorApi, body: LinkRequest): Promise<SessionLink> =>
  answerOf(api.POST('/{licensor}/notifications/portal-sessions', { params: { path: { licensor } }, body }));

/** @throws HeraldError */
export const revokeSession = ({ api, licensor }: LicensorApi, sessionId: string): Promise<void> =>
  doneBy(
    api.DELETE('/{licensor}/notifications/portal-sessions/{sessionId}', {
      params: { path: { licensor, sessionId } },
    }),
  );

/** @throws HeraldError */
export const removeMember = ({ api, licensor }: LicensorApi, memberId: string): Promise<void> =>
  doneBy(
    api.DELETE('/{licensor}/notifications/members/{memberId}', {
      params: { path: { licensor, memberId } },
    }),
  );
