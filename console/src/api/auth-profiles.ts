// Queries and changes of auth profiles and of the rotation of secrets.
import { queryOptions } from '@tanstack/react-query';
import type { components } from '../../../packages/client/src/schema.generated.ts';
import type { AuthInput } from '../format/credentials.ts';
import type { LicensorApi } from '../session/session-context.tsx';
import { answerOf, doneBy } from './client.ts';

export type AuthProfile = components['schemas']['AuthProfile'];
export type ChangedAuthProfile = components['schemas']['ChangedAuthProfile'];

export const authProfilePage = ({ api, licensor }: LicensorApi, nextToken: string | undefined) =>
  queryOptions({
    queryKey: [licensor, 'auth-profiles', { nextToken }],
    queryFn: () =>
      answerOf(
        api.GET('/{licensor}/notifications/auth-profiles', {
          params: { path: { licensor }, query: { ...(nextToken && { nextToken }) } },
        }),
      ),
  });

/** @param key the same one gives the same profile, however often it is sent. @throws HeraldError */
export const createAuthProfile = (
  { api, licensor }: LicensorApi,
  name: string,
  authConfig: AuthInput,
  key: string,
): Promise<ChangedAuthProfile> =>
  answerOf(
    api.POST('/{licensor}/notifications/auth-profiles', {
      params: { path: { licensor }, header: { 'Idempotency-Key': key } },
      body: { ...(name !== '' && { authProfileAliasId: name }), authConfig },
    }),
  );

/**
 * Replaces all credentials of a profile.
 * @param secretOverlapSeconds how long the old signing secret signs beside the new one, 0 to 604800
 * @throws HeraldError
 */
export const replaceAuthProfile = (
  { api, licensor }: LicensorApi,
  authProfileId: string,
  authConfig: AuthInput,
  secretOverlapSeconds: number,
): Promise<ChangedAuthProfile> =>
  answerOf(
    api.PUT('/{licensor}/notifications/auth-profiles/{authProfileId}', {
      params: { path: { licensor, authProfileId } },
      body: { authConfig, secretOverlapSeconds },
    }),
  );

/** @throws HeraldError CONFLICT while targets use it */
export const deleteAuthProfile = ({ api, licensor }: LicensorApi, authProfileId: string): Promise<void> =>
  doneBy(
    api.DELETE('/{licensor}/notifications/auth-profiles/{authProfileId}', {
      params: { path: { licensor, authProfileId } },
    }),
  );

/** What holds a signing secret. */
export type SecretOwner = { kind: 'PROFILE' | 'TARGET'; id: string };

/** Ends the overlap of a rotation. @throws HeraldError NOT_FOUND without a rotation */
export const endRotation = ({ api, licensor }: LicensorApi, { kind, id }: SecretOwner): Promise<void> =>
  doneBy(
    kind === 'PROFILE'
      ? api.DELETE('/{licensor}/notifications/auth-profiles/{authProfileId}/previous-secret', {
          params: { path: { licensor, authProfileId: id } },
        })
      : api.DELETE('/{licensor}/notifications/targets/{targetId}/previous-secret', {
          params: { path: { licensor, targetId: id } },
        }),
  );
