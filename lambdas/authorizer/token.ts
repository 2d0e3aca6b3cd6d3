// Verifies an access token with its issuer's keys (RFC 9068, RFC 7519), and returns its client and scopes.
import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksValidationError, JwkValidationError, JwtBaseError } from 'aws-jwt-verify/error';
import * as z from 'zod';

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

/** The issuer's keys could not be fetched or are invalid, so nothing is known about the token. */
const isKeyError = (error: JwtBaseError): boolean =>
  [FetchError, JwksValidationError, JwkValidationError].some(kind => error instanceof kind);

type TokenSettings = { issuer: string; jwksUri: string; audience: string };

/**
 * @returns a function that verifies a token. It returns undefined if the token is not valid (expired, not
 *   signed by the issuer, …), and throws if the issuer's keys cannot be fetched: a failure inside Herald
 */
export function createTokenReader({ issuer, jwksUri, audience }: TokenSettings) {
  const verifier = JwtVerifier.create({ issuer, jwksUri, audience: audience || null });
  return async (token: string): Promise<AccessToken | undefined> => {
    try {
      const claims = claimsSchema.safeParse(await verifier.verify(token));
      if (!claims.success || claims.data.clientId === undefined) return undefined;
      return { clientId: claims.data.clientId, scopes: claims.data.scopes };
    } catch (error) {
      if (error instanceof JwtBaseError && !isKeyError(error)) return undefined;
      throw error;
    }
  };
}
