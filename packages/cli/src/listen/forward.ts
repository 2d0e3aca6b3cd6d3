// Sends an event to the developer's server, as Herald sends it to a webhook (docs/receiving.md).
import {
  keyOfSecret,
  namedSignature,
  standardSignature,
} from '../../../../core/model/webhook-auth/hmac-signature.ts';
import { usage } from '../failure.ts';

export type Forwarded = { readonly eventId: string; readonly payload: unknown };
export type Answer = { readonly status: number; readonly milliseconds: number };

/** As Herald waits for a webhook, in milliseconds. */
const answerWithinMs = 10_000;
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|[a-z0-9-]+\.localhost)$/;

/** @throws Failure unless it is an address of this machine, or others are allowed */
export function destinationOf(address: string, allowsOthers: boolean): URL {
  if (!URL.canParse(address)) throw usage(`--forward: ${address} is no URL`);
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw usage('--forward: expected an http or https URL');
  if (!allowsOthers && !loopback.test(url.hostname))
    throw usage(
      `--forward: ${url.hostname} is not this machine, and events are a partner's data`,
      'Give --allow-remote if you mean it',
    );
  return url;
}

/** @param now milliseconds since the epoch. @returns headers and body; the body is what a webhook gets */
export function requestOf({ eventId, payload }: Forwarded, secret: string, now: number) {
  const body = Buffer.from(JSON.stringify(payload));
  const key = keyOfSecret(secret);
  const timestamp = String(Math.floor(now / 1_000));
  const headers = {
    'content-type': isCloudEvent(payload)
      ? 'application/cloudevents+json; charset=UTF-8'
      : 'application/json',
    'user-agent': 'Herald/listen',
    'webhook-id': eventId,
    'webhook-timestamp': timestamp,
    'webhook-signature': standardSignature(key, { id: eventId, timestamp, body }),
    'x-signature': namedSignature(key, body, 'sha256'),
  };
  return { headers, body };
}

/** @throws TypeError if the server does not answer; DOMException if it takes too long */
export async function forward(event: Forwarded, url: URL, secret: string): Promise<Answer> {
  const { headers, body } = requestOf(event, secret, Date.now());
  const start = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(answerWithinMs),
  });
  await response.body?.cancel();
  return { status: response.status, milliseconds: Math.round(performance.now() - start) };
}

const isCloudEvent = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && 'specversion' in payload;
