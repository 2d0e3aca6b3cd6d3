// Verifies the ID token of a person who signs in (OpenID Connect Core, sections 2 and 3.1.3.7).
import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksValidationError, JwkValidationError, JwtBaseError } from 'aws-jwt-verify/error';
import * as z from 'zod';
import { emailSchema } from '../../core/model/api/member.ts';

export type Person = { sub: string; email: string };
export type ReadIdToken = (token: string) => Promise<Person | undefined>;

/** Cognito says `"true"` for users of some providers. */
const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  email: emailSchema,
  email_verified: z.union([z.literal(true), z.literal('true')]),
  exp: z.number(),
  /** Cognito's claim for the kind of token: an access token is not accepted. */
  token_use: z.literal('id').optional(),
});

/** The issuer's keys could not be fetched or are invalid, so nothing is known about the token. */
const isKeyError = (error: JwtBaseError): boolean =>
  [FetchError, JwksValidationError, JwkValidationError].some(kind => error instanceof kind);

/**
 * @param clientId the console's own client at the issuer: tokens for another one are refused
 * @returns a function that returns the person; undefined for a token that is not valid, or an address that is
 *   not verified. It throws if the issuer's keys cannot be fetched: a failure inside Herald
 */
export function createIdTokenReader(issuer: string, jwksUri: string, clientId: string): ReadIdToken {
  const verifier = JwtVerifier.create({ issuer, jwksUri, audience: clientId });
  return async token => {
    try {
      const claims = claimsSchema.safeParse(await verifier.verify(token));
      return claims.success ? { sub: claims.data.sub, email: claims.data.email } : undefined;
    } catch (error) {
      if (error instanceof JwtBaseError && !isKeyError(error)) return undefined;
      throw error;
    }
  };
}
