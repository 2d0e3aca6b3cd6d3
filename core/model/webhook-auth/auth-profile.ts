// An auth profile: reusable webhook credentials that several targets refer to (reference text 2). A change of it counts for all of them.
import * as z from 'zod';
import type { Issue } from '../api/herald-error.ts';
import { overlapUntil, previousSecretSchema, secretOverlapSchema } from './rotation.ts';
import { issueOfParameter, webhookAuthInputSchema, webhookAuthSchema } from './webhook-auth.ts';

const maxOrigins = 20;

export const authProfileIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 letters, digits, "_" or "-"');

const originSchema = z
  .string()
  .max(300)
  .refine(
    text => URL.canParse(text) && new URL(text).origin === text,
    'expected an origin like https://api.example.com',
  );

const changeable = {
  authConfig: webhookAuthInputSchema,
  /** Where targets may send its credentials; anywhere, if not given. */
  allowedOrigins: z.array(originSchema).min(1).max(maxOrigins).optional(),
};

/** A new profile; its id is the alias, if one is given. */
export const authProfileInputSchema = z.strictObject({
  authProfileAliasId: authProfileIdSchema.optional(),
  ...changeable,
});
export type AuthProfileInput = z.output<typeof authProfileInputSchema>;

/** A change: `authConfig` is replaced whole, nothing merged; `allowedOrigins` stay if left out, and go if null. */
export const authProfileUpdateSchema = z.strictObject({
  authConfig: changeable.authConfig,
  allowedOrigins: changeable.allowedOrigins.nullable(),
  secretOverlapSeconds: secretOverlapSchema,
});
export type AuthProfileUpdate = z.output<typeof authProfileUpdateSchema>;

/** As the Registry holds it. Its secrets are elsewhere, encrypted; `secretVersion` says which ones. */
export const authProfileSchema = z.object({
  licensor: z.string(),
  authProfileId: authProfileIdSchema,
  auth: webhookAuthSchema,
  allowedOrigins: z.array(z.string()).optional(),
  secretVersion: z.string(),
  previousSecrets: z.array(previousSecretSchema).optional(),
  version: z.number().int().positive(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** The targets that refer to it. */
  usedBy: z.set(z.string()).optional(),
  /** Moves on whenever a target comes to use it or changes its destination, which `version` does not. */
  uses: z.number().int().default(0),
  /** The id that it would have without an alias: tells the same request, sent again, from another one. */
  creationId: z.string(),
});
export type AuthProfile = z.output<typeof authProfileSchema>;

/** What of a profile is its partner's to choose, without the secrets. */
export const configOfProfile = ({ auth, allowedOrigins }: AuthProfile) => ({
  authConfig: auth,
  ...(allowedOrigins && { allowedOrigins }),
});

/** A profile as the API shows it. @param now milliseconds since the epoch */
export function viewOfProfile(profile: AuthProfile, now: number) {
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

/** Whether a profile's `allowedOrigins` let its credentials be sent to a URL. */
export const allows = ({ allowedOrigins }: Pick<AuthProfile, 'allowedOrigins'>, url: string): boolean =>
  allowedOrigins === undefined || allowedOrigins.includes(new URL(url).origin);

type Use = Pick<AuthProfile, 'auth' | 'allowedOrigins'>;

/** Whether there are destinations that a profile cannot be used for. */
export const isLimited = ({ auth, allowedOrigins }: Use): boolean =>
  allowedOrigins !== undefined || auth.type === 'queryParameter';

/** @returns the issue with a target's destination that keeps the target from using a profile, or undefined */
export function issueOfUse(profile: Use, destination: string): Issue | undefined {
  if (!allows(profile, destination)) {
    const origins = profile.allowedOrigins?.join(', ');
    return {
      path: ['destination'],
      message: `expected one of the auth profile's allowedOrigins ${origins}`,
    };
  }
  return issueOfParameter(profile.auth, destination);
}
