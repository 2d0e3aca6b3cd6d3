// Checks a webhook request as a partner would: against what it registered, and with the published library.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Received } from './inbox.ts';

export type WebhookAuth =
  | { readonly type: 'bearer'; readonly bearerToken: string }
  | { readonly type: 'apiKey'; readonly apiKey: string; readonly apiKeyHeader: string }
  | {
      readonly type: 'hmac';
      readonly hmacSecret: string;
      readonly hmacAlgorithm: 'HmacSHA256';
      readonly hmacHeader: string;
    };

/** Why the request does not prove to be Herald's; undefined if it does. */
export function faultOfProof(request: Received, auth: WebhookAuth): string | undefined {
  switch (auth.type) {
    case 'bearer':
      return faultOfHeader(request, 'Authorization', `Bearer ${auth.bearerToken}`);
    case 'apiKey':
      return faultOfHeader(request, auth.apiKeyHeader, auth.apiKey);
    case 'hmac': {
      const signature = createHmac('sha256', auth.hmacSecret).update(request.body).digest('hex');
      return faultOfHeader(request, auth.hmacHeader, signature) ?? faultOfSignature(request, auth.hmacSecret);
    }
  }
}

function faultOfHeader({ headers }: Received, name: string, expected: string): string | undefined {
  const value = headers[name.toLowerCase()];
  if (value === undefined) return `no ${name} header`;
  const equal =
    value.length === expected.length && timingSafeEqual(Buffer.from(value), Buffer.from(expected));
  return equal ? undefined : `wrong ${name} header`;
}

/** Standard Webhooks 1.0; the key is the secret's UTF-8 bytes. */
function faultOfSignature({ body, headers }: Received, secret: string): string | undefined {
  try {
    new Webhook(Buffer.from(secret), { format: 'raw' }).verify(body, headers);
    return undefined;
  } catch (error) {
    return `webhook-signature: ${error instanceof Error ? error.message : error}`;
  }
}
