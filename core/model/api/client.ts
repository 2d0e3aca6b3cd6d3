// A client: one credential of a partner or of the platform. It is an access key, or OAuth credentials.
import * as z from 'zod';
import { accessKeyNameSchema } from './access-key.ts';
import { type Caller, licensorSchema, type SessionCaller } from './licensor.ts';

const common = {
  /** The client id at the issuer of OAuth tokens, or the id of the access key. */
  clientId: z.string().min(1),
  /**
   * The value of the API key in the licensor's usage plan, which throttles each licensor separately: all its
   * clients have the same one. Not a secret: API Gateway gets it from the authorizer, never from a caller.
   */
  usageKey: z.string().min(20),
  disabled: z.boolean(),
  /** When it stops working, ISO 8601: an access key that expires, or a client that was replaced. */
  validUntil: z.string().optional(),
  /** Only an access key has it. OAuth scopes are in the token. */
  accessKey: z
    .object({
      /** SHA-256 in hex. The key itself is not stored. */
      hash: z.string(),
      name: accessKeyNameSchema,
      scopes: z.array(z.string()),
      createdAt: z.string(),
    })
    .optional(),
};

export const clientSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('partner'), speaksFor: licensorSchema, ...common }),
  z.object({ kind: z.literal('platform'), ...common }),
]);
export type Client = z.output<typeof clientSchema>;

/** @param now milliseconds since the epoch. @returns why a client does not work; undefined if it works */
export function whyUnusable(client: Client, now: number): 'disabled' | 'expired' | undefined {
  if (client.disabled) return 'disabled';
  const works = client.validUntil === undefined || Date.parse(client.validUntil) > now;
  return works ? undefined : 'expired';
}

export const isUsable = (client: Client, now: number): boolean => whyUnusable(client, now) === undefined;

export const callerOf = (client: Client): Exclude<Caller, SessionCaller> =>
  client.kind === 'partner' ? { kind: 'partner', licensor: client.speaksFor } : { kind: 'platform' };
