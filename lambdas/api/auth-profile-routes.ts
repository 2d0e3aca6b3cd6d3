// `/auth-profiles`: the auth profiles of reference text 2, in REST.
import { parseInput } from '../../core/model/api/parse.ts';
import type { ShownOnce } from '../../core/model/api/shown-once.ts';
import {
  type AuthProfile,
  type AuthProfileInput,
  authProfileInputSchema,
  authProfileUpdateSchema,
  configOfProfile,
} from '../../core/model/webhook-auth/auth-profile.ts';
import { viewOfProfile } from '../../core/model/webhook-auth/auth-profile-view.ts';
import { splitWebhookAuth } from '../../core/model/webhook-auth/webhook-auth.ts';
import type {
  AuthProfileRegistration,
  CreatedProfile,
} from '../../core/registration/auth-profile-registration.ts';
import { createOnce } from '../../core/registration/creation.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import { pageQuerySchema, readPage } from '../../core/runtime/http/paging.ts';
import type { AuthProfiles } from '../../core/store/registry/auth-profiles.ts';
import type { operations } from './operations.ts';
import { etagOf, requireMatch } from './versions.ts';
import type { Warnings } from './warnings.ts';

type AuthProfileRoutes = RoutesOf<
  Pick<typeof operations, Extract<keyof typeof operations, `${string}/auth-profiles${string}`>>
>;

/** @param clock milliseconds since the epoch */
export function authProfileRoutes(
  profiles: AuthProfiles,
  registration: AuthProfileRegistration,
  warnings: Warnings,
  clock: () => number,
): AuthProfileRoutes {
  const find = (licensor: string, id: string | undefined): Promise<AuthProfile> =>
    findResource('auth profile', id, known => profiles.get(licensor, known));

  const show = <Status extends 200 | 201>(
    profile: AuthProfile,
    status: Status,
    shownOnce: ShownOnce = {},
  ) => ({
    status,
    body: { ...viewOfProfile(profile, clock()), ...shownOnce },
    headers: etagOf(profile.version),
  });

  return {
    'POST /{licensor}/notifications/auth-profiles': async request => {
      const { licensor } = request;
      const input = parseInput(authProfileInputSchema, request.json(), 'body');
      const { profile, hmacSecret } = await createOnce<CreatedProfile>(request, requestedConfig(input), {
        route: 'auth-profiles',
        create: id => registration.create(licensor, id, input, request.by),
        find: async id => {
          const profile = await profiles.get(licensor, input.authProfileAliasId ?? id);
          return profile?.creationId === id ? { profile } : undefined;
        },
        configOf: created => configOfProfile(created.profile),
      });
      return show(profile, 201, { hmacSecret, ...(await warnings.ofProfile(input.authConfig, profile)) });
    },

    'GET /{licensor}/notifications/auth-profiles': async ({ licensor, query }) => {
      const page = parseInput(pageQuerySchema, query, 'query');
      const listing = { licensor, name: 'auth-profiles', tokenField: ['nextToken'] };
      const { items, nextToken } = await readPage(listing, page, one => profiles.list(licensor, one));
      const authProfiles = items.map(profile => viewOfProfile(profile, clock()));
      return { status: 200, body: { authProfiles, nextToken } };
    },

    'GET /{licensor}/notifications/auth-profiles/{authProfileId}': async ({ licensor, path }) =>
      show(await find(licensor, path['authProfileId']), 200),

    'PUT /{licensor}/notifications/auth-profiles/{authProfileId}': async request => {
      const input = parseInput(authProfileUpdateSchema, request.json(), 'body');
      const before = await find(request.licensor, request.path['authProfileId']);
      requireMatch(request, before.version);
      const profile = await registration.change(before, input, request.by);
      return show(profile, 200, await warnings.ofProfile(input.authConfig, profile));
    },

    'DELETE /{licensor}/notifications/auth-profiles/{authProfileId}': async request => {
      const profile = await find(request.licensor, request.path['authProfileId']);
      requireMatch(request, profile.version);
      await registration.remove(profile, request.by);
      return { status: 204 };
    },

    'DELETE /{licensor}/notifications/auth-profiles/{authProfileId}/previous-secret': async request => {
      const before = await find(request.licensor, request.path['authProfileId']);
      requireMatch(request, before.version);
      await registration.endRotation(before, request.by);
      return { status: 204 };
    },
  };
}

/** The configuration that `configOfProfile` returns for the profile that the input creates. */
const requestedConfig = ({ authConfig, allowedOrigins }: AuthProfileInput) => ({
  authConfig: splitWebhookAuth(authConfig).auth,
  ...(allowedOrigins && { allowedOrigins }),
});
