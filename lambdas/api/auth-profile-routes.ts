// `/auth-profiles`: the auth profiles of reference text 2, in the REST API's style.
import * as z from 'zod';
import { HeraldError } from '../../core/model/api/herald-error.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import {
  type AuthProfile,
  type AuthProfileInput,
  authProfileInputSchema,
  authProfileUpdateSchema,
  configOfProfile,
  viewOfProfile,
} from '../../core/model/webhook-auth/auth-profile.ts';
import { splitWebhookAuth } from '../../core/model/webhook-auth/webhook-auth.ts';
import type { AuthProfileRegistration } from '../../core/registration/auth-profile-registration.ts';
import type { ApiResponse, Route } from '../../core/runtime/http/http-api.ts';
import { isId } from '../../core/runtime/id.ts';
import type { AuthProfiles } from '../../core/store/registry/auth-profiles.ts';
import type { RouteKey } from './contract.ts';
import { createOnce } from './creation.ts';
import { pageQuery } from './query.ts';
import { changedMeanwhile, etagOf, requireMatch } from './versions.ts';

type AuthProfileRouteKey = Extract<RouteKey, `${string}/auth-profiles${string}`>;

/** @param clock milliseconds since the epoch */
export function authProfileRoutes(
  profiles: AuthProfiles,
  registration: AuthProfileRegistration,
  clock: () => number,
): Record<AuthProfileRouteKey, Route> {
  const find = async (licensor: string, authProfileId = ''): Promise<AuthProfile> => {
    const profile = isId(authProfileId) ? await profiles.get(licensor, authProfileId) : undefined;
    if (!profile) throw new HeraldError('NOT_FOUND', `there is no auth profile "${authProfileId}"`);
    return profile;
  };

  const show = (profile: AuthProfile, status = 200): ApiResponse => ({
    status,
    body: viewOfProfile(profile, clock()),
    headers: etagOf(profile.version),
  });

  return {
    'POST /{licensor}/notifications/auth-profiles': async request => {
      const { licensor } = request;
      const input = parseInput(authProfileInputSchema, request.json(), 'body');
      const profile = await createOnce(request, requestedConfig(input), {
        route: 'auth-profiles',
        create: id => registration.create(licensor, id, input),
        find: async id => {
          const existing = await profiles.get(licensor, input.authProfileAliasId ?? id);
          return existing?.creationId === id ? existing : undefined;
        },
        configOf: configOfProfile,
      });
      return show(profile, 201);
    },

    'GET /{licensor}/notifications/auth-profiles': async ({ licensor, query }) => {
      const page = parseInput(z.strictObject(pageQuery), query, 'query');
      const { items, nextToken } = await profiles.list(licensor, page);
      const authProfiles = items.map(profile => viewOfProfile(profile, clock()));
      return { status: 200, body: { authProfiles, nextToken } };
    },

    'GET /{licensor}/notifications/auth-profiles/{authProfileId}': async ({ licensor, path }) =>
      show(await find(licensor, path['authProfileId'])),

    'PUT /{licensor}/notifications/auth-profiles/{authProfileId}': async request => {
      const input = parseInput(authProfileUpdateSchema, request.json(), 'body');
      const before = await find(request.licensor, request.path['authProfileId']);
      requireMatch(request, before.version);
      return show(await registration.change(before, input, changedMeanwhile(request, before.version)));
    },

    'DELETE /{licensor}/notifications/auth-profiles/{authProfileId}': async request => {
      const profile = await find(request.licensor, request.path['authProfileId']);
      requireMatch(request, profile.version);
      await registration.remove(profile, changedMeanwhile(request, profile.version));
      return { status: 204 };
    },

    'DELETE /{licensor}/notifications/auth-profiles/{authProfileId}/previous-secret': async request => {
      const before = await find(request.licensor, request.path['authProfileId']);
      requireMatch(request, before.version);
      await registration.endRotation(before, changedMeanwhile(request, before.version));
      return { status: 204 };
    },
  };
}

/** What `configOfProfile` will say of the profile that an input makes. */
const requestedConfig = ({ authConfig, allowedOrigins }: AuthProfileInput) => ({
  authConfig: splitWebhookAuth(authConfig).auth,
  ...(allowedOrigins && { allowedOrigins }),
});
