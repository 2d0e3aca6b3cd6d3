// The request of an attempt as partners see it: made by the code that the deliverers use, with a placeholder
// in place of each secret. No secret is read for it.
import * as z from 'zod';
import type { Event } from '../event/event.ts';
import type { Framing } from '../event/notification.ts';
import { eventSourceNameOf } from '../target/partner-source.ts';
import type { Target, WebhookTarget } from '../target/target.ts';
import { credentialHeaders, signingHeaders } from '../webhook-auth/request-auth.ts';
import { secretNamesOf, type WebhookAuth } from '../webhook-auth/webhook-auth.ts';
import { busEntryOf, messageOf, partnerEntryOf, queueMessageOf, topicMessageOf } from './aws-request.ts';
import { webhookRequestOf } from './webhook-request.ts';

const redacted = 'REDACTED';

export const shownRequestSchema = z.strictObject({
  method: z.string().optional().describe('Only of a webhook, like headers'),
  destination: z.string().describe('The URL with the value of a secret parameter redacted; or the ARN'),
  headers: z
    .record(z.string(), z.string())
    .optional()
    .describe('Credentials and signatures are redacted. Without Host and Content-Length'),
  call: z
    .string()
    .optional()
    .describe('Only of an AWS target: the service and its action, e.g. SQS SendMessage'),
  parameters: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Only of an AWS target: the parameters of the call without the body'),
  body: z.string(),
  targetChanged: z
    .literal(true)
    .optional()
    .describe('The target or its auth profile was changed after the last attempt, which may have differed'),
});
export type ShownRequest = z.output<typeof shownRequestSchema>;

/** `at`: when the attempt began, milliseconds since the epoch. `auth`: only of a webhook. */
type Sent = { event: Event; framing: Framing; target: Target; at: number; auth: WebhookAuth | undefined };

/** `partnerName`: that of Herald's event sources. */
type Sender = { userAgent: string; partnerName: string };

/** @returns undefined if nothing can be sent, because the auth profile of the target may not be used */
export function shownRequestOf(sent: Sent, sender: Sender): ShownRequest | undefined {
  const { event, framing, target, auth, at } = sent;
  if (target.type !== 'WEBHOOK') return awsRequestOf({ event, framing }, target, sender.partnerName);
  return auth && webhookOf({ event, framing, at }, target, auth, sender.userAgent);
}

function webhookOf(
  { event, framing, at }: Pick<Sent, 'event' | 'framing' | 'at'>,
  target: WebhookTarget,
  auth: WebhookAuth,
  userAgent: string,
): ShownRequest {
  const credentials = Object.fromEntries(secretNamesOf(auth).map(name => [name, redacted]));
  const requestAuth = { auth, credentials, previous: [] };
  const request = webhookRequestOf({ event, framing }, target, requestAuth, at, userAgent);
  const secret = credentialHeaders(requestAuth, redacted);
  const signed = signingHeaders(requestAuth, { id: '', timestamp: '', body: '' });
  return {
    method: request.method,
    destination: request.url,
    headers: {
      ...request.headers,
      ...Object.fromEntries(Object.entries(secret).map(([name, value]) => [name, redact(value)])),
      ...Object.fromEntries(Object.keys(signed).map(name => [name, redacted])),
    },
    body: request.body.toString(),
  };
}

/** Keeps the scheme of a credential, e.g. `Bearer`. */
const redact = (value: string): string =>
  value.includes(' ') ? `${value.split(' ')[0]} ${redacted}` : redacted;

const destinationOf = ({ type, destination }: Exclude<Target, WebhookTarget>): string =>
  typeof destination === 'string' ? destination : `${type} ${Object.values(destination).join('/')}`;

function awsRequestOf(
  { event, framing }: Pick<Sent, 'event' | 'framing'>,
  target: Exclude<Target, WebhookTarget>,
  partnerName: string,
): ShownRequest {
  const message = messageOf(event, framing, target);
  const { licensor } = target;
  const shown = { destination: destinationOf(target), body: message.body };
  switch (target.type) {
    case 'SQS': {
      const { MessageBody: _, ...parameters } = queueMessageOf(target.destination, message);
      return { ...shown, call: 'SQS SendMessage', parameters };
    }
    case 'SNS': {
      const { Message: _, ...parameters } = topicMessageOf(target.destination, message);
      return { ...shown, call: 'SNS Publish', parameters };
    }
    case 'EVENTBRIDGE': {
      const { Detail: _, ...parameters } = busEntryOf(target.destination, message);
      return { ...shown, call: 'EventBridge PutEvents', parameters };
    }
    case 'EVENTBRIDGE_PARTNER': {
      const name = eventSourceNameOf(partnerName, licensor, target.destination);
      const { Detail: _, ...parameters } = partnerEntryOf(name, message);
      return { ...shown, call: 'EventBridge PutPartnerEvents', parameters };
    }
  }
}
