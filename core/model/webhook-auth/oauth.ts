// OAuth 2.0 client credentials (RFC 6749, section 4.4), configured as in reference text 2: Herald requests an
// access token from the partner's token endpoint and sends it as a bearer token.
import * as z from 'zod';
import { headerNameSchema, headerValueSchema } from './header-name.ts';

/**
 * The encodings of a token request by `Content-Type`, which is the only reserved header that a partner may
 * set here.
 */
const contentTypes = {
  'application/x-www-form-urlencoded': 'form',
  'application/json': 'json',
} as const;
export type TokenRequestEncoding = (typeof contentTypes)[keyof typeof contentTypes];

export const isContentType = (name: string): boolean => name.toLowerCase() === 'content-type';

/**
 * The encoding for a content type, whose parameters (e.g. charset) are ignored; undefined if it is not
 * supported.
 */
export const encodingOf = (contentType: string): TokenRequestEncoding | undefined =>
  Object.entries(contentTypes).find(
    ([name]) => name === contentType.split(';', 1)[0]?.trim().toLowerCase(),
  )?.[1];

const maxParameters = 20;
const bodyKey = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[!-~]+$/, 'expected visible ASCII characters');
const headerKey = z.string().refine(name => isContentType(name) || headerNameSchema.safeParse(name).success, {
  message: 'expected the name of a header that is not reserved, or Content-Type',
});
const bodyValue = z.string().max(3000);

const list = <S extends z.ZodType<{ key: string }>>(parameter: S) =>
  z
    .array(parameter)
    .max(maxParameters)
    .refine(
      all => new Set(all.map(({ key }) => key.toLowerCase())).size === all.length,
      'expected each key once',
    )
    .default([]);

const headerParameter = z
  .strictObject({ key: headerKey, value: headerValueSchema.optional() })
  .refine(({ key, value }) => !isContentType(key) || value === undefined || encodingOf(value) !== undefined, {
    path: ['value'],
    message: `expected one of ${Object.keys(contentTypes).join(', ')}`,
  });

const shared = {
  type: z.literal('oauth'),
  /** The URL of the token endpoint; `refusalOfUrl` checks it. */
  authEndpoint: z.string().max(2048),
  httpMethod: z.enum(['POST', 'PUT']).default('POST'),
  clientId: z
    .string()
    .min(1)
    .max(1024)
    .regex(/^[\x20-\x7e]+$/, 'expected visible ASCII characters (RFC 6749, appendix A.1)'),
};

/** The fields in a request. */
export const oauthInput = {
  ...shared,
  clientSecret: z
    .string()
    .min(1)
    .max(3000)
    .regex(/^[\x20-\x7e]+$/, 'expected visible ASCII characters (RFC 6749, appendix A.2)')
    .optional(),
  bodyParameters: list(z.strictObject({ key: bodyKey, value: bodyValue.optional() })),
  headerParameters: list(headerParameter),
};

/** The fields that are stored in the Registry and shown. The values of all parameters are secret. */
export const oauthShown = {
  ...shared,
  bodyParameters: z.array(z.object({ key: z.string() })),
  headerParameters: z.array(z.object({ key: z.string() })),
};
