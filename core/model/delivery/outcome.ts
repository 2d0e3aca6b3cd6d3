// The outcome of one attempt. The classes are those of docs/architecture.md, "Attempt outcomes".
import * as z from 'zod';
import { parseRetryAfter } from './retry-after.ts';

export const outcomeClasses = [
  'DELIVERED',
  'CONFIG',
  'UNAUTHORIZED',
  'THROTTLED',
  'SERVER_ERROR',
  'TIMEOUT',
  'NETWORK',
  /** The receiver has the request, and its answer is not HTTP. */
  'NOT_HTTP',
  /** The receiver rejected this message. It says nothing about other messages, and the attempt is retried. */
  'MESSAGE_REJECTED',
  /** The AWS service does not accept this message, so a retry cannot help. */
  'MESSAGE_INVALID',
  'GONE',
  /** Nothing was sent: the partner has not associated its event source yet. */
  'NOT_ASSOCIATED',
] as const;
export type OutcomeClass = (typeof outcomeClasses)[number];

export const outcomeSchema = z.object({
  class: z.enum(outcomeClasses),
  /**
   * A sentence for the partner's engineer: what happened and, for CONFIG, what to correct. No secret, no
   * body.
   */
  message: z.string(),
  httpStatus: z.number().int().optional(),
  /** The wait that the receiver asked for, milliseconds. */
  retryAfterMs: z.number().optional(),
});
export type Outcome = z.output<typeof outcomeSchema>;

/** Whether an attempt failed because of its message: this says nothing about the target. */
export const isAboutMessage = ({ class: ofClass }: Pick<Outcome, 'class'>): boolean =>
  ofClass === 'MESSAGE_REJECTED' || ofClass === 'MESSAGE_INVALID';

/** The first words of the message if Herald got no access token. */
export const tokenEndpointPrefix = 'token endpoint: ';

/** What the partner's engineer should check first. @returns undefined if the attempt succeeded */
export function adviceOn({ class: ofClass, message }: Outcome): string | undefined {
  return message.startsWith(tokenEndpointPrefix) ? adviceOnTokenEndpoint : adviceFor[ofClass];
}

const adviceOnTokenEndpoint =
  'Herald got no access token: compare authEndpoint, clientId, clientSecret and the parameters with your ' +
  'authorization server, and look at its log';

/** What the partner's engineer should check first, for each class. */
export const adviceFor: Record<OutcomeClass, string | undefined> = {
  DELIVERED: undefined,
  GONE: 'your endpoint answers 410 Gone, which disables the target: answer 2xx instead, or delete the target',
  NOT_ASSOCIATED:
    'associate the partner event source with an event bus in your account, then send a test notification; ' +
    'events wait until then',
  CONFIG:
    'compare the target with your settings: URL and path, or role, policies, resource and event source; ' +
    'the message names what refused the request',
  UNAUTHORIZED:
    'your endpoint does not accept the credential: compare it with the one of the target, ' +
    'and set it again by PUT',
  THROTTLED: 'your service limits the request rate: raise the limit, or answer with Retry-After',
  SERVER_ERROR: 'your service failed: look in its log for the webhook-id or event id',
  TIMEOUT: 'your service did not answer in time: answer 2xx first and do the work afterwards',
  NETWORK: 'no connection: check the DNS name, the firewall, and that the TLS certificate is valid for it',
  NOT_HTTP:
    'your endpoint received the request, but its answer is not valid HTTP/1.1: check the web server or the proxy in front of it; an answer may have 64 KB of headers',
  MESSAGE_REJECTED:
    'your endpoint rejects this event: look at its log for the webhook-id; other events are not affected',
  MESSAGE_INVALID:
    'the AWS service does not accept this event, so it is not sent again; the message names the reason',
};

/**
 * The outcome for the status of a webhook's answer.
 * @param retryAfter the `Retry-After` header: see `parseRetryAfter`
 * @param now milliseconds since the epoch
 */
export function outcomeOfStatus(httpStatus: number, retryAfter: string | undefined, now: number): Outcome {
  const outcome = { class: classOfStatus(httpStatus), message: messageOfStatus(httpStatus), httpStatus };
  const retryAfterMs = outcome.class === 'DELIVERED' ? undefined : parseRetryAfter(retryAfter, now);
  return retryAfterMs === undefined ? outcome : { ...outcome, retryAfterMs };
}

/** Bad Request, Content Too Large, Unprocessable Content (RFC 9110, section 15.5). */
const aboutTheMessage = new Set([400, 413, 422]);

function classOfStatus(status: number): OutcomeClass {
  if (status >= 200 && status < 300) return 'DELIVERED';
  if (status === 410) return 'GONE';
  if (status === 401) return 'UNAUTHORIZED';
  if (status === 429) return 'THROTTLED';
  if (status === 408) return 'TIMEOUT';
  if (status === 425 || status >= 500) return 'SERVER_ERROR';
  if (aboutTheMessage.has(status)) return 'MESSAGE_REJECTED';
  return 'CONFIG';
}

function messageOfStatus(status: number): string {
  if (status >= 300 && status < 400)
    return `answered ${status}; redirects are not followed: register the final URL`;
  if (status === 410) return 'answered 410 Gone: the target was disabled';
  return `answered ${status}`;
}
