// How Herald proves to a webhook that it is Herald: the kinds of reference texts 1, 2 and 4, split into what may be shown and
// what may not. Every kind but hmac may carry an HMAC signature beside it.
import * as z from 'zod';
import { oneOf } from '../api/parse.ts';
import { headerNameSchema, headerValueSchema } from './header-name.ts';
import { hmacSecretSchema, hmacShown } from './hmac.ts';
import { oauthInput, oauthShown } from './oauth.ts';

const bearer = { type: z.literal('bearer') };
const apiKey = { type: z.literal('apiKey'), apiKeyHeader: headerNameSchema.default('X-API-Key') };
const hmac = { type: z.literal('hmac'), ...hmacShown };
/** RFC 7617, section 2: no colon in the user name, no control characters in either. */
const basic = {
  type: z.literal('basic'),
  username: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^:\p{Cc}\p{Cs}]+$/u, 'expected well-formed text without ":" and control characters (RFC 7617)'),
};
const passwordSchema = z
  .string()
  .min(1)
  .max(3000)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'expected well-formed text without control characters (RFC 7617)');
const queryParameter = {
  type: z.literal('queryParameter'),
  queryParameterName: z
    .string()
    .regex(/^[A-Za-z0-9._~-]{1,64}$/, 'expected 1 to 64 letters, digits and . _ ~ -'),
};
const queryValueSchema = z
  .string()
  .min(1)
  .max(1024)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'expected well-formed text without control characters');

/** As a partner sends it. All secrets may be left out of an update that keeps the stored ones. */
const signatureInput = z.strictObject({ ...hmacShown, hmacSecret: hmacSecretSchema.optional() }).optional();
const signed = { signature: signatureInput };

const webhookAuthInputSchemas = [
  z.strictObject({ ...bearer, bearerToken: headerValueSchema.optional(), ...signed }),
  z.strictObject({ ...apiKey, apiKey: headerValueSchema.optional(), ...signed }),
  z.strictObject({ ...hmac, hmacSecret: hmacSecretSchema.optional() }),
  z.strictObject({ ...basic, password: passwordSchema.optional(), ...signed }),
  z.strictObject({ ...oauthInput, ...signed }),
  z.strictObject({ ...queryParameter, queryParameterValue: queryValueSchema.optional(), ...signed }),
] as const;
export const authTypes = ['bearer', 'apiKey', 'hmac', 'basic', 'oauth', 'queryParameter'] as const;

export const webhookAuthInputSchema = z
  .discriminatedUnion('type', webhookAuthInputSchemas, { error: oneOf(...authTypes) })
  .superRefine(refuseHeaderTwice);
export type WebhookAuthInput = z.output<typeof webhookAuthInputSchema>;

/** As it is stored with its owner and shown: everything but the secrets. */
const shownSignature = { signature: z.object(hmacShown).optional() };
export const webhookAuthSchemas = [
  z.object({ ...bearer, ...shownSignature }),
  z.object({ ...apiKey, ...shownSignature }),
  z.object(hmac),
  z.object({ ...basic, ...shownSignature }),
  z.object({ ...oauthShown, ...shownSignature }),
  z.object({ ...queryParameter, ...shownSignature }),
] as const;
export const webhookAuthSchema = z.discriminatedUnion('type', webhookAuthSchemas);
export type WebhookAuth = z.output<typeof webhookAuthSchema>;
export type HmacSettings = {
  hmacAlgorithm: Extract<WebhookAuth, { type: 'hmac' }>['hmacAlgorithm'];
  hmacHeader: string;
};

/**
 * The secrets of one owner, by the path of the field that they were sent in: `hmacSecret`, `signature.hmacSecret`,
 * `bodyParameters.scope`. They are encrypted together.
 */
export const credentialsSchema = z.record(z.string(), z.string());
export type Credentials = z.output<typeof credentialsSchema>;

export type SplitAuth = {
  /** May be stored in the clear and shown. */
  auth: WebhookAuth;
  /** What was given; only encrypted. */
  credentials: Credentials;
  /** The paths of the secrets that this kind needs and that were not given. */
  missing: string[];
};

/** Takes what a partner sent apart. */
export function splitWebhookAuth(input: WebhookAuthInput): SplitAuth {
  const secrets = secretsOf(input);
  const given = Object.entries(secrets).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    auth: webhookAuthSchema.parse(input),
    credentials: Object.fromEntries(given),
    missing: Object.keys(secrets).filter(path => secrets[path] === undefined),
  };
}

/** The paths of the secrets that an owner has. */
export const secretPathsOf = (auth: WebhookAuth): string[] => Object.keys(secretsOf(auth));

/** The secrets of an input by their paths; undefined for one that was left out. */
function secretsOf(input: WebhookAuthInput): Record<string, string | undefined> {
  switch (input.type) {
    case 'bearer':
      return { bearerToken: input.bearerToken, ...signatureSecret(input) };
    case 'apiKey':
      return { apiKey: input.apiKey, ...signatureSecret(input) };
    case 'hmac':
      return { hmacSecret: input.hmacSecret };
    case 'basic':
      return { password: input.password, ...signatureSecret(input) };
    case 'oauth':
      return {
        clientSecret: input.clientSecret,
        ...Object.fromEntries(input.bodyParameters.map(({ key, value }) => [`bodyParameters.${key}`, value])),
        ...Object.fromEntries(
          input.headerParameters.map(({ key, value }) => [`headerParameters.${key}`, value]),
        ),
        ...signatureSecret(input),
      };
    case 'queryParameter':
      return { queryParameterValue: input.queryParameterValue, ...signatureSecret(input) };
  }
}

const signatureSecret = ({ signature }: { signature?: { hmacSecret?: string | undefined } | undefined }) =>
  signature === undefined ? {} : { 'signature.hmacSecret': signature.hmacSecret };

/** How a kind signs, and the path of its key in the credentials; undefined if it does not sign. */
export function signerOf(auth: WebhookAuth): { settings: HmacSettings; secretPath: string } | undefined {
  if (auth.type === 'hmac') return { settings: auth, secretPath: 'hmacSecret' };
  return auth.signature && { settings: auth.signature, secretPath: 'signature.hmacSecret' };
}

/** The header that carries a kind's credential; undefined if none does. */
function credentialHeaderOf(auth: WebhookAuthInput): string | undefined {
  if (auth.type === 'apiKey') return auth.apiKeyHeader;
  return ['bearer', 'basic', 'oauth'].includes(auth.type) ? 'Authorization' : undefined;
}

function refuseHeaderTwice(auth: WebhookAuthInput, context: z.RefinementCtx): void {
  if (auth.type === 'hmac' || !auth.signature) return;
  const taken = credentialHeaderOf(auth);
  if (auth.signature.hmacHeader.toLowerCase() !== taken?.toLowerCase()) return;
  context.addIssue({
    code: 'custom',
    path: ['signature', 'hmacHeader'],
    message: `expected another header than ${taken}, which carries the credential`,
  });
}

/** @returns why a credential cannot be a query parameter of a destination: one of its name would be there twice; or undefined */
export function refusalOfParameter(auth: WebhookAuth, destination: string): string | undefined {
  if (auth.type !== 'queryParameter') return undefined;
  const { queryParameterName: name } = auth;
  return new URL(destination).searchParams.has(name)
    ? `destination: expected no query parameter "${name}", which carries the credential`
    : undefined;
}
