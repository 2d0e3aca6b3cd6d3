// A client: one set of OAuth credentials of a partner or of the platform.
import * as z from 'zod';
import { type Caller, licensorSchema } from './licensor.ts';

const common = {
  clientId: z.string().min(1),
  /**
   * The value of the API key in the licensor's usage plan, which throttles each licensor separately. Not a
   * secret: API Gateway gets it from the authorizer, never from a caller.
   */
  usageKey: z.string().min(20),
  disabled: z.boolean(),
  /** When a replaced client stops working, ISO 8601. */
  validUntil: z.string().optional(),
};

export const clientSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('partner'), speaksFor: licensorSchema, ...common }),
  z.object({ kind: z.literal('platform'), ...common }),
]);
export type Client = z.output<typeof clientSchema>;

/** @param now milliseconds since the epoch */
export const isUsable = (client: Client, now: number): boolean =>
  !client.disabled && (client.validUntil === undefined || Date.parse(client.validUntil) > now);

export const callerOf = (client: Client): Caller =>
  client.kind === 'partner' ? { kind: 'partner', licensor: client.speaksFor } : { kind: 'platform' };
