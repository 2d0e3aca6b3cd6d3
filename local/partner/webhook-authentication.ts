// Checks the authentication of a webhook request as a partner does. The library checks Standard Webhooks.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Received } from './inbox.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

export type HmacAuth = {
  readonly hmacSecret: string;
  readonly hmacAlgorithm: 'HmacSHA256';
  readonly hmacHeader: string;
};
type Parameter = { readonly key: string; readonly value: string };

/** The `auth` of a webhook target, as documented. */
export type WebhookAuth = { readonly signature?: HmacAuth } & (
  | { readonly type: 'bearer'; readonly bearerToken: string }
  | { readonly type: 'apiKey'; readonly apiKey: string; readonly apiKeyHeader: string }
  | ({ readonly type: 'hmac' } & HmacAuth)
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | {
      readonly type: 'queryParameter';
      readonly queryParameterName: string;
      readonly queryParameterValue: string;
    }
  | {
      readonly type: 'oauth';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly authEndpoint: string;
      readonly bodyParameters?: readonly Parameter[];
      readonly headerParameters?: readonly Parameter[];
    }
);

/** The kind of authentication, for the report: for example `basic, x-amzn-signature, Standard Webhooks`. */
export function authenticationName({ type, signature }: WebhookAuth): string {
  const signed = signature ? `${type}, ${signature.hmacHeader}` : type;
  return type === 'hmac' || signature ? `${signed}, Standard Webhooks` : signed;
}

/**
 * @param tokens the endpoint that issued the access tokens
 * @returns why the request is not authentic; undefined if it is
 */
export function authenticationFault(
  request: Received,
  auth: WebhookAuth,
  tokens?: Pick<TokenEndpoint, 'hasIssued'>,
): string | undefined {
  const signature = auth.type === 'hmac' ? auth : auth.signature;
  return credentialFault(request, auth, tokens) ?? (signature && signatureFault(request, signature));
}

function credentialFault(
  request: Received,
  auth: WebhookAuth,
  tokens?: Pick<TokenEndpoint, 'hasIssued'>,
): string | undefined {
  switch (auth.type) {
    case 'bearer':
      return headerFault(request, 'Authorization', `Bearer ${auth.bearerToken}`);
    case 'apiKey':
      return headerFault(request, auth.apiKeyHeader, auth.apiKey);
    case 'basic': {
      const credentials = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
      return headerFault(request, 'Authorization', `Basic ${credentials}`);
    }
    case 'queryParameter': {
      const values = new URL(request.path, 'https://127.0.0.1').searchParams.getAll(auth.queryParameterName);
      const isRight = values.length === 1 && values[0] === auth.queryParameterValue;
      return isRight ? undefined : `wrong query parameter ${auth.queryParameterName}`;
    }
    case 'oauth': {
      const [, token = ''] = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '') ?? [];
      return tokens?.hasIssued(token, auth.clientId)
        ? undefined
        : 'no access token that was issued to its client';
    }
    case 'hmac':
      return undefined;
  }
}

function headerFault({ headers }: Received, name: string, expected: string): string | undefined {
  const value = headers[name.toLowerCase()];
  if (value === undefined) return `no ${name} header`;
  const equal =
    value.length === expected.length && timingSafeEqual(Buffer.from(value), Buffer.from(expected));
  return equal ? undefined : `wrong ${name} header`;
}

/** Checks the partner's own header, and the headers of Standard Webhooks 1.0. */
function signatureFault(request: Received, { hmacSecret, hmacHeader }: HmacAuth): string | undefined {
  const encoded = hmacSecret.startsWith('whsec_');
  const key = encoded ? Buffer.from(hmacSecret.slice('whsec_'.length), 'base64') : Buffer.from(hmacSecret);
  const hex = createHmac('sha256', key).update(request.body).digest('hex');
  const fault = headerFault(request, hmacHeader, hex);
  if (fault) return fault;
  try {
    new Webhook(hmacSecret, encoded ? undefined : { format: 'raw' }).verify(request.body, request.headers);
    return undefined;
  } catch (error) {
    return `webhook-signature: ${error instanceof Error ? error.message : error}`;
  }
}
