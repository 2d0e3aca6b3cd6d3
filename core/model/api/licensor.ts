// A licensor: a partner organisation, which is Herald's tenant. Its name is in every path, key and log line.
import * as z from 'zod';
import type { Capability } from './capability.ts';
import { suspensionSchema } from './suspension.ts';

export const licensorSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{1,62}$/,
    'expected 2 to 63 letters, digits, "_" or "-", beginning with a letter or digit',
  );

/** Where a path begins with the name of a licensor, these have other meanings (in lower case). */
export const reservedNames: readonly string[] = ['operator', 'portal-sessions', 'reference', 'sign-ins'];

/**
 * The caller that the authorizer found. A partner acts for its own licensor; the platform publishes for any.
 * What a session may do depends on the route (core/model/api/session-rights.ts).
 */
export type Caller = { kind: 'partner'; licensor: string } | { kind: 'platform' } | SessionCaller;

/** A person with a session. Without `licensor`: an operator. */
export type SessionCaller = {
  kind: 'session';
  licensor?: string | undefined;
  capabilities: readonly Capability[];
};

/** Whether a caller is a client of the licensor. */
export const actsFor = (caller: Caller, licensor: string): boolean =>
  caller.kind === 'partner' && caller.licensor === licensor;

/** The licensor's item in the Registry, written at its onboarding. */
export const licensorRecordSchema = z.object({
  licensor: licensorSchema,
  /** The licensor's own external id: the default of its AWS targets. No other licensor can use it. */
  externalId: z.string(),
  contact: z.string().optional(),
  /** Whether an operator has switched off mails about incidents. */
  mailOff: z.boolean().optional(),
  tier: z.string(),
  createdAt: z.string(),
  targetCount: z.number().int().default(0),
  subscriptionCount: z.number().int().default(0),
  authProfileCount: z.number().int().default(0),
  suspension: suspensionSchema.optional(),
});
export type LicensorRecord = z.output<typeof licensorRecordSchema>;

/** The largest number of each resource per licensor. */
export const licensorLimits = { target: 200, subscription: 200, authProfile: 200 } as const;

const ownPrefix = 'herald-';

/** Makes a licensor's own external id. @param random at least 16 unguessable letters and digits */
export const ownExternalId = (licensor: string, random: string): string =>
  `${ownPrefix}${licensor}-${random}`;

/**
 * Whether an external id is one that Herald makes, for this licensor or another one, in any spelling: a trust
 * policy may ignore case.
 */
export const isOwnExternalId = (externalId: string): boolean =>
  externalId.toLowerCase().startsWith(ownPrefix);
