// Auth profiles in GraphQL: reference text 2.

import { HeraldError } from '../../core/model/api/herald-error.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import {
  type AuthProfile,
  authProfileInputSchema,
  authProfileUpdateSchema,
  viewOfProfile,
} from '../../core/model/webhook-auth/auth-profile.ts';
import type { AuthProfileRegistration } from '../../core/registration/auth-profile-registration.ts';
import { isId, newId } from '../../core/runtime/id.ts';
import type { AuthProfiles } from '../../core/store/registry/auth-profiles.ts';
import { type AuthConfigInput, authOf } from './auth-config.ts';
import type { Context } from './execution.ts';
import { inTermsOf, under } from './field-names.ts';
import { connectionOf, type PageArguments } from './pages.ts';

export type AuthProfileDeps = {
  profiles: AuthProfiles;
  registration: AuthProfileRegistration;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

type Id = { authProfileId: string };
type Input = { authConfig: AuthConfigInput; allowedOrigins?: string[] };
type Created = { input: Input & { authProfileAliasId?: string } };
type Updated = { input: Input & Id & { secretOverlapSeconds?: number } };

const sameNames = under('', 'input', {
  authProfileAliasId: 'authProfileAliasId',
  allowedOrigins: 'allowedOrigins',
  secretOverlapSeconds: 'secretOverlapSeconds',
});

export function authProfileResolvers({ profiles, registration, clock }: AuthProfileDeps) {
  const find = async (licensor: string, id: string): Promise<AuthProfile> => {
    const profile = isId(id) ? await profiles.get(licensor, id) : undefined;
    if (!profile) throw new HeraldError('NOT_FOUND', `there is no auth profile "${id}"`);
    return profile;
  };
  const viewOf = (profile: AuthProfile) => viewOfProfile(profile, clock());
  const payloadOf = (profile: AuthProfile) => ({
    authProfileId: profile.authProfileId,
    authProfile: viewOf(profile),
  });

  return {
    createAuthProfile({ input }: Created, { licensor }: Context) {
      const { auth, names } = authOf(input.authConfig, 'input.authConfig', 'authConfig');
      return inTermsOf({ ...sameNames, ...names }, async () => {
        const asked = parseInput(authProfileInputSchema, { ...input, authConfig: auth }, 'input');
        return payloadOf(await registration.create(licensor, newId(), asked));
      });
    },

    updateAuthProfile({ input: { authProfileId, ...input } }: Updated, { licensor }: Context) {
      const { auth, names } = authOf(input.authConfig, 'input.authConfig', 'authConfig');
      return inTermsOf({ ...sameNames, ...names }, async () => {
        const asked = parseInput(authProfileUpdateSchema, { ...input, authConfig: auth }, 'input');
        const before = await find(licensor, authProfileId);
        return payloadOf(await registration.change(before, asked, changedMeanwhile));
      });
    },

    async endAuthProfileRotation({ authProfileId }: Id, { licensor }: Context) {
      const before = await find(licensor, authProfileId);
      return payloadOf(await registration.endRotation(before, changedMeanwhile));
    },

    async deleteAuthProfile({ authProfileId }: Id, { licensor }: Context) {
      const profile = await find(licensor, authProfileId);
      await registration.remove(profile, changedMeanwhile);
      return payloadOf(profile);
    },

    authProfile: async ({ authProfileId }: Id, { licensor }: Context) =>
      viewOf(await find(licensor, authProfileId)),

    authProfiles: (page: PageArguments, { licensor }: Context) =>
      connectionOf(page, request => profiles.list(licensor, request), viewOf),
  };
}

const changedMeanwhile = () =>
  new HeraldError('CONFLICT', 'another request changed this auth profile at the same moment: try again');
