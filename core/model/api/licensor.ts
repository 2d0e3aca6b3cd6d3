// The tenant: a partner organisation. Its name is in every path, key and log line.
import * as z from 'zod';

export const licensorSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{1,62}$/,
    'expected 2 to 63 letters, digits, "_" or "-", beginning with a letter or digit',
  );

/** Who is calling, as the authorizer found it: a partner acts for its own licensor, the platform publishes for any. */
export type Caller = { kind: 'partner'; licensor: string } | { kind: 'platform' };

/** Whether a caller is a licensor's own. */
export const actsFor = (caller: Caller, licensor: string): boolean =>
  caller.kind === 'partner' && caller.licensor === licensor;

/** What Herald keeps of a licensor, from its onboarding on. */
export const licensorRecordSchema = z.object({
  licensor: licensorSchema,
  /** The external id that is its own: used when a target gives none, and by nobody else. */
  externalId: z.string(),
  contact: z.string().optional(),
  tier: z.string(),
  createdAt: z.string(),
  targetCount: z.number().int().default(0),
  subscriptionCount: z.number().int().default(0),
  authProfileCount: z.number().int().default(0),
});
export type LicensorRecord = z.output<typeof licensorRecordSchema>;

/** How many of each a licensor may have. */
export const licensorLimits = { target: 200, subscription: 200, authProfile: 200 } as const;

const ownPrefix = 'herald-';

/** A licensor's own external id. @param random at least 16 unguessable characters, letters and digits */
export const ownExternalId = (licensor: string, random: string): string =>
  `${ownPrefix}${licensor}-${random}`;

/** Whether an external id is one that Herald gave to some licensor. */
export const isOwnExternalId = (externalId: string): boolean => externalId.startsWith(ownPrefix);
