// Auth profiles in GraphQL (reference text 2).
import { parseInput } from '../../core/model/api/parse.ts';
import {
  type AuthProfile,
  authProfileInputSchema,
  authProfileUpdateSchema,
  onOrigins,
} from '../../core/model/webhook-auth/auth-profile.ts';
import { viewOfProfile } from '../../core/model/webhook-auth/auth-profile-view.ts';
import type { AuthProfileRegistration } from '../../core/registration/auth-profile-registration.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import { newId } from '../../core/runtime/id.ts';
import type { AuthProfiles } from '../../core/store/registry/auth-profiles.ts';
import { authOf } from './auth-config.ts';
import { connectionOf } from './pages.ts';
import { type PathMap, withInputPaths } from './paths.ts';
import type { RootResolvers } from './root-resolvers.ts';

export type AuthProfileDeps = {
  profiles: AuthProfiles;
  registration: AuthProfileRegistration;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

type AuthProfileResolvers = Pick<
  RootResolvers,
  | 'createAuthProfile'
  | 'updateAuthProfile'
  | 'endAuthProfileRotation'
  | 'deleteAuthProfile'
  | 'authProfile'
  | 'authProfiles'
>;

/** Fields with the same name in the model and in the input. */
const sameNames: PathMap = ['authProfileAliasId', 'allowedOrigins', 'secretOverlapSeconds'].map(name => [
  [name],
  ['input', name],
]);

export function authProfileResolvers({
  profiles,
  registration,
  clock,
}: AuthProfileDeps): AuthProfileResolvers {
  const find = (licensor: string, id: string): Promise<AuthProfile> =>
    findResource('auth profile', id, known => profiles.get(licensor, known));
  const viewOf = (profile: AuthProfile) => viewOfProfile(profile, clock());
  const payloadOf = (profile: AuthProfile) => ({
    authProfileId: profile.authProfileId,
    authProfile: viewOf(profile),
  });

  return {
    createAuthProfile({ input }, { licensor, by }) {
      const { auth, paths } = authOf(input.authConfig, ['input', 'authConfig'], ['authConfig']);
      return withInputPaths([...sameNames, ...paths], async () => {
        const asked = parseInput(authProfileInputSchema, { ...input, authConfig: auth }, 'input');
        const { profile, hmacSecret } = await registration.create(licensor, newId(), asked, by);
        return { ...payloadOf(profile), hmacSecret, warnings: onOrigins(profile) };
      });
    },

    updateAuthProfile({ input: { authProfileId, ...input } }, { licensor, by }) {
      const { auth, paths } = authOf(input.authConfig, ['input', 'authConfig'], ['authConfig']);
      return withInputPaths([...sameNames, ...paths], async () => {
        const asked = parseInput(authProfileUpdateSchema, { ...input, authConfig: auth }, 'input');
        return payloadOf(await registration.change(await find(licensor, authProfileId), asked, by));
      });
    },

    async endAuthProfileRotation({ authProfileId }, { licensor, by }) {
      return payloadOf(await registration.endRotation(await find(licensor, authProfileId), by));
    },

    async deleteAuthProfile({ authProfileId }, { licensor, by }) {
      const profile = await find(licensor, authProfileId);
      await registration.remove(profile, by);
      return payloadOf(profile);
    },

    authProfile: async ({ authProfileId }, { licensor }) => viewOf(await find(licensor, authProfileId)),

    authProfiles: (page, { licensor }) =>
      connectionOf(licensor, 'auth-profiles', page, request => profiles.list(licensor, request), viewOf),
  };
}
