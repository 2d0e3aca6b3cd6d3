// Webhook authentication: the kinds of reference texts 1, 2 and 4, each split into secret and other fields.
// Every kind except hmac can have an additional HMAC signature.
import * as z from 'zod';
import type { Issue, Path } from '../api/herald-error.ts';
import { oneOf } from '../api/parse.ts';
import { headerNameSchema, headerValueSchema } from './header-name.ts';
import { hmacSecretSchema, hmacShown } from './hmac.ts';
import { oauthInput, oauthShown, refuseHalfClient } from './oauth.ts';

const bearer = { type: z.literal('bearer') };
const apiKey = { type: z.literal('apiKey'), apiKeyHeader: headerNameSchema.default('X-API-Key') };
const hmac = { type: z.literal('hmac'), ...hmacShown };
/**
 * RFC 7617, section 2: no colon in the user name; no control characters in user name and password. One of
 * the two may be empty, as for services that take an API key as the user name.
 */
const basic = {
  type: z.literal('basic'),
  username: z
    .string()
    .max(256)
    .regex(/^[^:\p{Cc}\p{Cs}]*$/u, 'expected well-formed text without ":" and control characters (RFC 7617)'),
};
const passwordSchema = z
  .string()
  .max(3000)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'expected well-formed text without control characters (RFC 7617)');
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

/** The form of a request. An update that omits all secrets keeps the stored ones. */
const signatureInput = z.strictObject({ ...hmacShown, hmacSecret: hmacSecretSchema.optional() }).optional();
const signed = { signature: signatureInput };

const webhookAuthInputSchemas = [
  z.strictObject({ ...bearer, bearerToken: headerValueSchema.optional(), ...signed }),
  z.strictObject({ ...apiKey, apiKey: headerValueSchema.optional(), ...signed }),
  z.strictObject({ ...hmac, hmacSecret: hmacSecretSchema.optional() }),
  z.strictObject({ ...basic, password: passwordSchema.optional(), ...signed }),
  z.strictObject({ ...oauthInput, ...signed }).superRefine(refuseHalfClient),
  z.strictObject({ ...queryParameter, queryParameterValue: queryValueSchema.optional(), ...signed }),
] as const;
export const authTypes = ['bearer', 'apiKey', 'hmac', 'basic', 'oauth', 'queryParameter'] as const;

export const webhookAuthInputSchema = z
  .discriminatedUnion('type', webhookAuthInputSchemas, { error: oneOf(...authTypes) })
  .superRefine(refuseImpossible);
export type WebhookAuthInput = z.output<typeof webhookAuthInputSchema>;

/** The form that is stored in the Registry and shown: everything except the secrets. */
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
 * The secrets of one owner by name, e.g. `hmacSecret`, `signature.hmacSecret`, `bodyParameters.scope`. They
 * are encrypted together (docs/decisions/0013-credentials-together.md). A body parameter may have a list.
 */
export const credentialsSchema = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
export type Credentials = z.output<typeof credentialsSchema>;

export type SplitAuth = {
  /** The fields that are not secret. */
  auth: WebhookAuth;
  /** The secrets in the request; they are stored only encrypted. */
  credentials: Credentials;
  /** The paths of the secrets that the request omits. */
  missing: Path[];
};

/** Separates the secrets of a request from its other fields. */
export function splitWebhookAuth(input: WebhookAuthInput): SplitAuth {
  const secrets = secretsOf(input);
  return {
    auth: webhookAuthSchema.parse(input),
    credentials: Object.fromEntries(
      secrets.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
    ),
    missing: secrets.filter(({ value }) => value === undefined).map(({ path }) => path),
  };
}

/** The names of an owner's secrets, as in its `Credentials`. */
export const secretNamesOf = (auth: WebhookAuth): string[] => secretsOf(auth).map(({ name }) => name);

/** One secret of a request. `value` is undefined if the request omits it. */
type Secret = { name: string; path: Path; value: string | string[] | undefined };

function secretsOf(input: WebhookAuthInput): Secret[] {
  const secret = (name: string, value: string | undefined): Secret => ({ name, path: [name], value });
  const parameters = (list: 'bodyParameters' | 'headerParameters', all: Parameter[]): Secret[] =>
    all.map(({ key, value }, index) => ({
      name: `${list}.${key}`,
      path: [list, String(index), 'value'],
      value,
    }));
  switch (input.type) {
    case 'bearer':
      return [secret('bearerToken', input.bearerToken), ...signatureSecret(input)];
    case 'apiKey':
      return [secret('apiKey', input.apiKey), ...signatureSecret(input)];
    case 'hmac':
      return [secret('hmacSecret', input.hmacSecret)];
    case 'basic':
      return [secret('password', input.password), ...signatureSecret(input)];
    case 'oauth':
      return [
        secret('clientSecret', input.clientSecret),
        ...parameters('bodyParameters', input.bodyParameters),
        ...parameters('headerParameters', input.headerParameters),
        ...signatureSecret(input),
      ];
    case 'queryParameter':
      return [secret('queryParameterValue', input.queryParameterValue), ...signatureSecret(input)];
  }
}

type Parameter = { key: string; value?: string | string[] | undefined };

const signatureSecret = ({
  signature,
}: {
  signature?: { hmacSecret?: string | undefined } | undefined;
}): Secret[] =>
  signature === undefined
    ? []
    : [{ name: 'signature.hmacSecret', path: ['signature', 'hmacSecret'], value: signature.hmacSecret }];

/** The settings of the signature and the name of its secret; undefined if there is no signature. */
export function signerOf(auth: WebhookAuth): { settings: HmacSettings; secretPath: string } | undefined {
  if (auth.type === 'hmac') return { settings: auth, secretPath: 'hmacSecret' };
  return auth.signature && { settings: auth.signature, secretPath: 'signature.hmacSecret' };
}

/** The header that carries the credential; undefined if no header does. */
function credentialHeaderOf(auth: WebhookAuthInput): string | undefined {
  if (auth.type === 'apiKey') return auth.apiKeyHeader;
  return ['bearer', 'basic', 'oauth'].includes(auth.type) ? 'Authorization' : undefined;
}

function refuseImpossible(auth: WebhookAuthInput, context: z.RefinementCtx): void {
  refuseHeaderTwice(auth, context);
  refuseEmptyCredentials(auth, context);
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

function refuseEmptyCredentials(auth: WebhookAuthInput, context: z.RefinementCtx): void {
  if (auth.type !== 'basic' || auth.username !== '' || auth.password !== '') return;
  context.addIssue({
    code: 'custom',
    path: ['password'],
    message: 'expected a user name or a password, got two empty texts',
  });
}

/** @returns the issue if the destination already has the credential's query parameter, or undefined */
export function issueOfParameter(auth: WebhookAuth, destination: string): Issue | undefined {
  if (auth.type !== 'queryParameter') return undefined;
  const { queryParameterName: name } = auth;
  return new URL(destination).searchParams.has(name)
    ? {
        path: ['destination'],
        message: `expected no query parameter "${name}", which carries the credential`,
      }
    : undefined;
}
