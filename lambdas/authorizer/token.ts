// Verifies an access token with its issuer's keys (RFC 9068, RFC 7519), and returns its client and scopes.
import * as z from 'zod';
import { createJwtReader } from '../../core/runtime/jwt.ts';

export type AccessToken = { clientId: string; scopes: readonly string[] };

/** Cognito and RFC 9068 use `client_id` and `scope`; other issuers use `azp` and `scp`. */
const claimsSchema = z
  .object({
    client_id: z.string().optional(),
    azp: z.string().optional(),
    scope: z.string().optional(),
    scp: z.union([z.string(), z.array(z.string())]).optional(),
    /** Required (RFC 9068, section 2.2): aws-jwt-verify would accept a token without it. */
    exp: z.number(),
    /** Cognito's claim for the kind of token: an ID token is not accepted. */
    token_use: z.literal('access').optional(),
  })
  .transform(({ client_id, azp, scope, scp = scope ?? [] }) => ({
    clientId: client_id ?? azp,
    scopes: typeof scp === 'string' ? scp.split(' ') : scp,
  }));

type TokenSettings = { issuer: string; jwksUri: string; audience: string };

/**
 * @returns a function that verifies a token. It returns undefined if the token is not valid (expired, not
 *   signed by the issuer, …), and throws if the issuer's keys cannot be fetched: a failure inside Herald
 */
export function createTokenReader({ issuer, jwksUri, audience }: TokenSettings) {
  const read = createJwtReader({ issuer, jwksUri, audience: audience || null });
  return async (token: string): Promise<AccessToken | undefined> => {
    const claims = claimsSchema.safeParse(await read(token)).data;
    if (claims?.clientId === undefined) return undefined;
    return { clientId: claims.clientId, scopes: claims.scopes };
  };
}
