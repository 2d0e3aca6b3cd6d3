// The claim of an external id that a partner chose: one licensor holds it for the roles of one AWS account
// (docs/decisions/0025-external-ids.md).
import * as z from 'zod';

/** How long only its last holder may use an external id after no target uses it any more, milliseconds. */
export const claimGraceMs = 7 * 24 * 3600 * 1000;

/** An external id for the roles of an account. */
export type ClaimedId = { account: string; externalId: string };

export const claimSchema = z.object({
  /** The licensor that may use the external id. */
  heldBy: z.string().optional(),
  /** Herald 0.2 wrote this instead of `heldBy`, and listed no targets: only an operator ends such a claim. */
  claimedBy: z.string().optional(),
  /** The ids of the targets that use the external id. */
  usedBy: z.set(z.string()).optional(),
  /** When a target last stopped using it, milliseconds since the epoch. */
  releasedAt: z.number().optional(),
});
export type Claim = z.output<typeof claimSchema>;

/** The licensor that holds a claim; undefined if none does. */
export const holderOf = ({ claimedBy, heldBy }: Claim): string | undefined => claimedBy ?? heldBy;

/**
 * From when on any licensor may claim the external id, milliseconds since the epoch.
 * @returns undefined if a target uses it, or if only an operator can end the claim
 */
export const freeFrom = ({ claimedBy, usedBy, releasedAt }: Claim): number | undefined =>
  claimedBy !== undefined || usedBy !== undefined || releasedAt === undefined
    ? undefined
    : releasedAt + claimGraceMs;
