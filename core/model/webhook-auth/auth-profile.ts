// An auth profile: webhook credentials that several targets share (reference text 2). A change applies to all
// of them.
import * as z from 'zod';
import type { Issue } from '../api/herald-error.ts';
import { withAsciiHost } from '../target/webhook-url.ts';
import { previousSecretSchema, secretOverlapSchema } from './rotation.ts';
import { issueOfParameter, webhookAuthInputSchema, webhookAuthSchema } from './webhook-auth.ts';

const maxOrigins = 20;

export const authProfileIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 letters, digits, "_" or "-"');

const originSchema = z
  .string()
  .max(300)
  .overwrite(withAsciiHost)
  .refine(
    text => URL.canParse(text) && new URL(text).origin === text,
    'expected an origin like https://api.example.com',
  );

const changeable = {
  authConfig: webhookAuthInputSchema,
  /** The origins to which targets may send the credentials; by default that of the first target. */
  allowedOrigins: z.array(originSchema).min(1).max(maxOrigins).optional(),
};

/** A new profile. The alias, if given, is its id. */
export const authProfileInputSchema = z.strictObject({
  authProfileAliasId: authProfileIdSchema.optional(),
  ...changeable,
});
export type AuthProfileInput = z.output<typeof authProfileInputSchema>;

/**
 * A change. `authConfig` is replaced, not merged. `allowedOrigins` are kept if omitted; null is the default
 * again.
 */
export const authProfileUpdateSchema = z.strictObject({
  authConfig: changeable.authConfig,
  allowedOrigins: changeable.allowedOrigins.nullable(),
  secretOverlapSeconds: secretOverlapSchema,
});
export type AuthProfileUpdate = z.output<typeof authProfileUpdateSchema>;

/** An auth profile in the Registry. Its encrypted secrets are in the Secrets table under `secretVersion`. */
export const authProfileSchema = z.object({
  licensor: z.string(),
  authProfileId: authProfileIdSchema,
  auth: webhookAuthSchema,
  /** Undefined until the first target uses the profile; also in a profile with users of version 0.2.0. */
  allowedOrigins: z.array(z.string()).optional(),
  secretVersion: z.string(),
  previousSecrets: z.array(previousSecretSchema).optional(),
  version: z.number().int().positive(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** The ids of the targets that use the profile. */
  usedBy: z.set(z.string()).optional(),
  /**
   * Increases when a target starts to use the profile or changes its destination; `version` then stays the
   * same.
   */
  uses: z.number().int().default(0),
  /**
   * The id that the profile would have without an alias. It tells a repeated request from a different one.
   */
  creationId: z.string(),
});
export type AuthProfile = z.output<typeof authProfileSchema>;

/** The fields of a profile that its partner sets, without the secrets. */
export const configOfProfile = ({ auth, allowedOrigins }: AuthProfile) => ({
  authConfig: auth,
  ...(allowedOrigins && { allowedOrigins }),
});

/** Whether a profile's `allowedOrigins` include the origin of a URL. */
export const allows = ({ allowedOrigins }: Pick<AuthProfile, 'allowedOrigins'>, url: string): boolean =>
  allowedOrigins === undefined || allowedOrigins.includes(new URL(url).origin);

/** What the partner of a profile without `allowedOrigins` should know. */
export const onOrigins = ({ allowedOrigins }: Pick<AuthProfile, 'allowedOrigins'>): string[] =>
  allowedOrigins
    ? []
    : [
        'allowedOrigins: not given, so the origin of the first target that uses this profile will be the only one',
      ];

type Use = Pick<AuthProfile, 'auth' | 'allowedOrigins'>;

/** The distinct origins of destinations, in order. */
export const originsOf = (destinations: readonly string[]): string[] => [
  ...new Set(destinations.map(url => new URL(url).origin)),
];

/** @returns the issue if a target with this destination cannot use the profile, or undefined */
export function issueOfUse(profile: Use, destination: string): Issue | undefined {
  if (!allows(profile, destination)) {
    const origins = profile.allowedOrigins?.join(', ');
    return {
      path: ['destination'],
      message:
        `expected one of the auth profile's allowedOrigins ${origins}; ` +
        'to send its credentials elsewhere, change allowedOrigins first',
    };
  }
  return issueOfParameter(profile.auth, destination);
}
