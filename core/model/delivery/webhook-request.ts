// The request that a webhook target gets. The deliverer sends it; the timeline of a delivery shows it without
// its secrets, so both are made here.
import type { Event } from '../event/event.ts';
import { bodyOf, contentTypeOf, type Framing } from '../event/notification.ts';
import type { WebhookTarget } from '../target/target.ts';
import { type RequestAuth, signingHeaders, urlWithCredential } from '../webhook-auth/request-auth.ts';

export type WebhookRequest = {
  url: string;
  method: WebhookTarget['httpMethod'];
  headers: Record<string, string>;
  body: Buffer;
};

/**
 * The request without the header of the credential: see `credentialHeaders`.
 * @param now the time in its signature, milliseconds since the epoch
 */
export function webhookRequestOf(
  { event, framing }: { event: Event; framing: Framing },
  target: WebhookTarget,
  requestAuth: RequestAuth,
  now: number,
  userAgent: string,
): WebhookRequest {
  const body = Buffer.from(bodyOf(event, framing, target.type));
  const message = { id: event.eventId, timestamp: String(Math.floor(now / 1000)), body };
  const headers = {
    'content-type': contentTypeOf(framing.format),
    'user-agent': userAgent,
    'webhook-id': message.id,
    'webhook-timestamp': message.timestamp,
    ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
    ...(event.tracestate !== undefined && { tracestate: event.tracestate }),
    ...signingHeaders(requestAuth, message),
  };
  return {
    url: urlWithCredential(target.destination, requestAuth),
    method: target.httpMethod,
    headers,
    body,
  };
}
