// An access token: verified against its issuer's keys (RFC 9068, RFC 7519), reduced to who it was given to and for what.

import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksValidationError, JwkValidationError, JwtBaseError } from 'aws-jwt-verify/error';
import * as z from 'zod';

export type AccessToken = { clientId: string; scopes: readonly string[] };

/** Client id and scopes, as Cognito and RFC 9068 (`client_id`, `scope`) and other issuers (`azp`, `scp`) name them. */
const claimsSchema = z
  .object({
    client_id: z.string().optional(),
    azp: z.string().optional(),
    scope: z.string().optional(),
    scp: z.union([z.string(), z.array(z.string())]).optional(),
    /** aws-jwt-verify checks it if it is there; a token that never ends is none of ours (RFC 9068, section 2.2). */
    exp: z.number(),
    /** Cognito's name for the kind of a token: an ID token is not for us. */
    token_use: z.literal('access').optional(),
  })
  .transform(({ client_id, azp, scope, scp = scope ?? [] }) => ({
    clientId: client_id ?? azp,
    scopes: typeof scp === 'string' ? scp.split(' ') : scp,
  }));

/** The keys could not be had, or were none: nothing that a token could be blamed for. */
const isOfKeys = (error: JwtBaseError): boolean =>
  [FetchError, JwksValidationError, JwkValidationError].some(kind => error instanceof kind);

type TokenSettings = { issuer: string; jwksUri: string; audience: string };

/**
 * @returns reads a token; undefined for one that is expired, unsigned, of another issuer or otherwise not valid
 * @throws if the issuer's keys cannot be had: our own failure
 */
export function createTokenReader({ issuer, jwksUri, audience }: TokenSettings) {
  const verifier = JwtVerifier.create({ issuer, jwksUri, audience: audience || null });
  return async (token: string): Promise<AccessToken | undefined> => {
    try {
      const claims = claimsSchema.safeParse(await verifier.verify(token));
      if (!claims.success || claims.data.clientId === undefined) return undefined;
      return { clientId: claims.data.clientId, scopes: claims.data.scopes };
    } catch (error) {
      if (error instanceof JwtBaseError && !isOfKeys(error)) return undefined;
      throw error;
    }
  };
}
