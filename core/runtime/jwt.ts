// Verifies a JWT with the keys of its issuer (RFC 7519): signature, issuer, audience and times.
import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksValidationError, JwkValidationError, JwtBaseError } from 'aws-jwt-verify/error';

/** The issuer's keys could not be fetched or are invalid, so nothing is known about the token. */
const isKeyError = (error: JwtBaseError): boolean =>
  [FetchError, JwksValidationError, JwkValidationError].some(kind => error instanceof kind);

/** `audience`: the `aud` claim that tokens must have; null if the issuer sets none. */
export type JwtSettings = { issuer: string; jwksUri: string; audience: string | null };

/**
 * @returns a function that verifies a token and returns its claims. It returns undefined if the token is not
 *   valid (expired, not signed by the issuer, …), and throws if the issuer's keys cannot be fetched
 */
export function createJwtReader(settings: JwtSettings) {
  const verifier = JwtVerifier.create(settings);
  return async (token: string): Promise<unknown> => {
    try {
      return await verifier.verify(token);
    } catch (error) {
      if (error instanceof JwtBaseError && !isKeyError(error)) return undefined;
      throw error;
    }
  };
}
