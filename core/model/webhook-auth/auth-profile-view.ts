// An auth profile in the answers of the API, without credentials.
import * as z from 'zod';
import { nextPage } from '../api/page.ts';
import { shownOnce } from '../api/shown-once.ts';
import { type AuthProfile, configOfProfile } from './auth-profile.ts';
import { overlapUntil } from './rotation.ts';
import { webhookAuthSchema } from './webhook-auth.ts';

export const authProfileViewSchema = z
  .strictObject({
    authProfileId: z.string(),
    authConfig: webhookAuthSchema,
    allowedOrigins: z.array(z.string()).optional(),
    previousSecretUntil: z.string().optional().describe('Until when the replaced signing secret signs'),
    usedBy: z.array(z.string()).describe('The ids of the targets that use it'),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'AuthProfile' });
/** The answer to a creation or change. */
export const changedProfileSchema = authProfileViewSchema
  .extend(shownOnce)
  .meta({ id: 'ChangedAuthProfile' });
export type AuthProfileView = z.output<typeof authProfileViewSchema>;

export const authProfilePageSchema = z
  .strictObject({
    authProfiles: z.array(authProfileViewSchema),
    ...nextPage,
  })
  .meta({ id: 'AuthProfilePage' });

/** @param now milliseconds since the epoch */
export function viewOfProfile(profile: AuthProfile, now: number): AuthProfileView {
  const { authProfileId, usedBy, createdAt, updatedAt } = profile;
  const previousSecretUntil = overlapUntil(profile.previousSecrets, now);
  return {
    authProfileId,
    ...configOfProfile(profile),
    ...(previousSecretUntil && { previousSecretUntil }),
    usedBy: [...(usedBy ?? [])].sort(),
    createdAt,
    updatedAt,
  };
}
