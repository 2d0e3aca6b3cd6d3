// A session: what a person's browser holds. An opaque token with capabilities for one licensor, or for the
// operator, who may read all licensors (docs/decisions/0049-sessions.md).
import * as z from 'zod';
import { capabilitySchema } from './capability.ts';
import { licensorSchema } from './licensor.ts';

export const sessionPrefix = 'hps_';
export const sessionCodePrefix = 'hpc_';

/** How long a code may be exchanged, milliseconds. */
export const codeLifetimeMs = 60_000;
/** How long a session lasts without renewal, seconds. */
export const lifetimes = { shortest: 300, longest: 3600, default: 900 } as const;
/** The longest time between the exchange of the code and the last renewal, milliseconds. */
export const renewableForMs = 12 * 3_600_000;

const rights = {
  /** The licensor. Absent in the session of an operator. */
  speaksFor: licensorSchema.optional(),
  capabilities: z.array(capabilitySchema).min(1),
  /** Whom the platform or the partner says it is for, e.g. `a@example.com`. */
  subject: z.string().optional(),
  /** Seconds. */
  lifetime: z.number().int(),
  /** The id of the access key, client or session that made it, or `operator`. */
  createdBy: z.string(),
  /** The key of the licensor's throttle (core/model/api/client.ts). */
  usageKey: z.string(),
};

const sessionRightsSchema = z.object({ ...rights, sessionId: z.string() });
/** What a session may do, before it begins. */
export type SessionRights = z.output<typeof sessionRightsSchema>;

export const sessionCodeSchema = sessionRightsSchema.extend({ validUntil: z.string() });
export type SessionCode = z.output<typeof sessionCodeSchema>;

export const sessionSchema = z.object({
  ...rights,
  sessionId: z.string(),
  /** SHA-256 of the token in hex. */
  hash: z.string(),
  createdAt: z.string(),
  /** When it ends without renewal, ISO 8601. */
  validUntil: z.string(),
  renewableUntil: z.string(),
});
export type Session = z.output<typeof sessionSchema>;

/** @param now milliseconds since the epoch */
export const isValid = ({ validUntil }: Pick<Session, 'validUntil'>, now: number): boolean =>
  Date.parse(validUntil) > now;

/**
 * The session that begins now.
 * @param hash of its token, SHA-256 in hex
 * @param now milliseconds since the epoch
 */
export const sessionOf = (rights: SessionRights, hash: string, now: number): Session => ({
  ...rights,
  hash,
  createdAt: new Date(now).toISOString(),
  validUntil: endOf(rights, now),
  renewableUntil: new Date(now + renewableForMs).toISOString(),
});

/** @returns the end of a session that is renewed now */
export function renewedEnd(session: Session, now: number): string {
  const end = endOf(session, now);
  return end < session.renewableUntil ? end : session.renewableUntil;
}

const endOf = ({ lifetime }: Pick<Session, 'lifetime'>, now: number): string =>
  new Date(now + lifetime * 1000).toISOString();
