// Creates, changes and deletes auth profiles, for REST and GraphQL.
import type { Author } from '../model/api/change-record.ts';
import { badRequest, HeraldError } from '../model/api/herald-error.ts';
import { refusalOfUrl } from '../model/target/webhook-url.ts';
import {
  type AuthProfile,
  type AuthProfileInput,
  type AuthProfileUpdate,
  issueOfUse,
  originsOf,
} from '../model/webhook-auth/auth-profile.ts';
import { secretOrigins } from '../model/webhook-auth/secret-origins.ts';
import type { AuthProfiles } from '../store/registry/auth-profiles.ts';
import type { RecordChange } from '../store/registry/change-records.ts';
import type { Targets } from '../store/registry/targets.ts';
import type { OwnedSecrets, SecretOwner } from './owned-secrets.ts';
import { changeOfProfile } from './recorded-fields.ts';
import { admitCredentials, completeCredentials, requireAllSecrets } from './webhook-credentials.ts';

export type AuthProfileDeps = {
  profiles: AuthProfiles;
  targets: Targets;
  secrets: OwnedSecrets;
  extraOrigins: readonly string[];
  recordChange: RecordChange;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

/** `hmacSecret`: see `withGeneratedSecret`. */
export type CreatedProfile = { profile: AuthProfile; hmacSecret?: string | undefined };

export type AuthProfileRegistration = ReturnType<typeof createAuthProfileRegistration>;

export function createAuthProfileRegistration(deps: AuthProfileDeps) {
  const { profiles, targets, secrets, extraOrigins, recordChange, clock } = deps;
  const now = () => new Date(clock()).toISOString();

  /**
   * Checks an input and separates its secrets.
   * @throws HeraldError BAD_REQUEST naming the field
   */
  const admit = ({
    authConfig,
    allowedOrigins,
  }: Pick<AuthProfileUpdate, 'authConfig' | 'allowedOrigins'>) => {
    for (const [index, origin] of (allowedOrigins ?? []).entries()) {
      const refusal = refusalOfUrl(`${origin}/`, extraOrigins);
      if (refusal) throw badRequest(['allowedOrigins', String(index)], refusal);
    }
    return admitCredentials(authConfig, 'authConfig', extraOrigins);
  };

  /**
   * @returns the `allowedOrigins` of a changed profile; by default the origins of the targets that use it,
   *   undefined without such targets
   * @throws HeraldError CONFLICT naming the targets whose destination the changed profile would not allow
   */
  const allowedAfter = async (after: AuthProfile): Promise<string[] | undefined> => {
    const users = (await targets.getMany(after.licensor, usersOf(after))).flatMap(target =>
      target.type === 'WEBHOOK' ? [target] : [],
    );
    const excluded = users.flatMap(({ targetId, destination }) =>
      issueOfUse(after, destination) === undefined ? [] : [targetId],
    );
    if (excluded.length === 0) {
      const inUse = originsOf(users.map(({ destination }) => destination));
      return after.allowedOrigins ?? (inUse.length > 0 ? inUse.sort() : undefined);
    }
    const names = excluded.sort().join(', ');
    throw new HeraldError(
      'CONFLICT',
      `this change would exclude the destinations of targets ${names}: change or delete them first`,
    );
  };

  return {
    /**
     * @param creationId the id of the profile if the input has no alias
     * @returns the profile, and its signing secret if Herald made it: it cannot be read later
     * @throws HeraldError BAD_REQUEST naming the field
     * @throws StoreError ALREADY_EXISTS if the alias is taken
     */
    async create(
      licensor: string,
      creationId: string,
      input: AuthProfileInput,
      by: Author,
    ): Promise<CreatedProfile> {
      const { split, hmacSecret } = completeCredentials(admit(input), 'authConfig');
      const { auth, credentials } = split;
      const { authProfileAliasId: authProfileId = creationId, allowedOrigins } = input;
      const owner = { licensor, ownerId: authProfileId, origins: secretOrigins(auth) };
      const { actions, secretVersion } = await secrets.put(owner, credentials);
      const time = now();
      const profile = {
        licensor,
        authProfileId,
        auth,
        secretVersion,
        creationId,
        ...(allowedOrigins && { allowedOrigins }),
        version: 1,
        uses: 0,
        createdAt: time,
        updatedAt: time,
      };
      const record = recordChange(licensor, changeOfProfile(by, undefined, profile));
      await profiles.create(profile, [...actions, record]);
      return { profile, hmacSecret };
    },

    /**
     * Replaces a profile's credentials, for all targets that use it. An input without `allowedOrigins` keeps
     * them; null is the default again.
     * @throws HeraldError BAD_REQUEST naming the field, CONFLICT naming targets that the change would exclude
     * @throws StoreError VERSION_CONFLICT if the profile has changed since it was read
     */
    async change(before: AuthProfile, input: AuthProfileUpdate, by: Author): Promise<AuthProfile> {
      const split = admit(input);
      requireAllSecrets(split, 'authConfig');
      const { auth } = split;
      const { secretOverlapSeconds } = input;
      const requested =
        (input.allowedOrigins === undefined ? before.allowedOrigins : input.allowedOrigins) ?? undefined;
      const allowedOrigins = await allowedAfter({ ...before, auth, allowedOrigins: requested });
      const { actions, ...stored } = await secrets.replace(
        ownerOf(before),
        split,
        secretOrigins(auth),
        secretOverlapSeconds,
      );
      const after: AuthProfile = {
        ...before,
        auth,
        allowedOrigins,
        ...stored,
        version: before.version + 1,
        updatedAt: now(),
      };
      const record = recordChange(before.licensor, changeOfProfile(by, before, after));
      await profiles.update(after, before, [...actions, record]);
      return after;
    },

    /**
     * Deletes the replaced signing secrets before their overlap ends.
     * @throws HeraldError NOT_FOUND if there is none
     * @throws StoreError VERSION_CONFLICT if the profile has changed since it was read
     */
    async endRotation(before: AuthProfile, by: Author): Promise<AuthProfile> {
      const actions = secrets.endOverlap(ownerOf(before));
      const after = {
        ...before,
        previousSecrets: undefined,
        version: before.version + 1,
        updatedAt: now(),
      };
      const record = recordChange(before.licensor, changeOfProfile(by, before, after));
      await profiles.update(after, before, [...actions, record]);
      return after;
    },

    /**
     * @throws HeraldError CONFLICT naming the targets that use the profile
     * @throws StoreError VERSION_CONFLICT if the profile has changed since it was read
     */
    async remove(profile: AuthProfile, by: Author): Promise<void> {
      const users = usersOf(profile);
      if (users.length > 0) {
        throw new HeraldError(
          'CONFLICT',
          `this auth profile is in use by targets ${users.join(', ')}: change or delete them first`,
        );
      }
      const record = recordChange(profile.licensor, changeOfProfile(by, profile, undefined));
      await profiles.delete(profile, [...secrets.drop(ownerOf(profile)), record]);
    },
  };
}

const usersOf = ({ usedBy }: AuthProfile): string[] => [...(usedBy ?? [])].sort();

const ownerOf = (profile: AuthProfile): SecretOwner => ({
  ...profile,
  ownerId: profile.authProfileId,
  origins: secretOrigins(profile.auth),
});
