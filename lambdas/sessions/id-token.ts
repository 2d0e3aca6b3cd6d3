// Verifies the ID token of a person who signs in (OpenID Connect Core, sections 2 and 3.1.3.7).
import * as z from 'zod';
import { emailSchema } from '../../core/model/api/member.ts';
import { createJwtReader } from '../../core/runtime/jwt.ts';

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

/**
 * @param clientId the console's own client at the issuer: tokens for another one are refused
 * @returns a function that returns the person; undefined for a token that is not valid, or an address that is
 *   not verified. It throws if the issuer's keys cannot be fetched: a failure inside Herald
 */
export function createIdTokenReader(issuer: string, jwksUri: string, clientId: string): ReadIdToken {
  const read = createJwtReader({ issuer, jwksUri, audience: clientId });
  return async token => {
    const claims = claimsSchema.safeParse(await read(token)).data;
    return claims && { sub: claims.sub, email: claims.email };
  };
}
