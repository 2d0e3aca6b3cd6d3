// OAuth 2.0 client credentials (RFC 6749, section 4.4), configured as in reference text 2: Herald requests an
// access token from the partner's token endpoint and sends it as a bearer token.
import * as z from 'zod';
import { urlSchema } from '../target/webhook-url.ts';
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
const maxValues = 20;

/** @param sameAs what is equal for keys that are the same */
const list = <S extends z.ZodType<{ key: string }>>(parameter: S, sameAs: (key: string) => string) =>
  z
    .array(parameter)
    .max(maxParameters)
    .refine(
      all => new Set(all.map(({ key }) => sameAs(key))).size === all.length,
      'expected each key once; a body parameter may have a list of values',
    )
    .default([]);

/** Names are case-sensitive (RFC 6749, section 3.2). A parameter sent several times has a list (RFC 8707). */
const bodyParameter = z.strictObject({
  key: bodyKey,
  value: z
    .union([bodyValue, z.array(bodyValue).min(1).max(maxValues)], 'expected a string or a list of strings')
    .optional(),
});

const headerParameter = z
  .strictObject({ key: headerKey, value: headerValueSchema.optional() })
  .refine(({ key, value }) => !isContentType(key) || value === undefined || encodingOf(value) !== undefined, {
    path: ['value'],
    message: `expected one of ${Object.keys(contentTypes).join(', ')}`,
  });

const shared = {
  type: z.literal('oauth'),
  /** The URL of the token endpoint; `refusalOfUrl` checks it. */
  authEndpoint: urlSchema,
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
  bodyParameters: list(bodyParameter, key => key),
  headerParameters: list(headerParameter, key => key.toLowerCase()),
};

/** The fields that are stored in the Registry and shown. The values of all parameters are secret. */
export const oauthShown = {
  ...shared,
  bodyParameters: z.array(z.object({ key: z.string() })),
  headerParameters: z.array(z.object({ key: z.string() })),
};

type Parameters = {
  bodyParameters: readonly { key: string }[];
  headerParameters: readonly { key: string }[];
};

/**
 * Whether the partner's own parameters authenticate the client, so that Herald sends no HTTP Basic.
 * `client_id` alone does not: some servers require it in the body beside HTTP Basic.
 */
export const hasOwnAuthentication = (parameters: Parameters): boolean =>
  parameters.bodyParameters.some(({ key }) => key === 'client_secret') || hasAuthorization(parameters);

const hasAuthorization = ({ headerParameters }: Parameters): boolean =>
  headerParameters.some(({ key }) => key.toLowerCase() === 'authorization');

/** Refuses a client secret in the body without the client id, which cannot work (RFC 6749, section 2.3.1). */
export function refuseHalfClient(parameters: Parameters, context: z.RefinementCtx): void {
  const keys = parameters.bodyParameters.map(({ key }) => key);
  const secret = keys.indexOf('client_secret');
  if (secret < 0 || keys.includes('client_id') || hasAuthorization(parameters)) return;
  context.addIssue({
    code: 'custom',
    path: ['bodyParameters', secret, 'key'],
    message: 'expected a parameter client_id beside client_secret, or neither: then both go in HTTP Basic',
  });
}
