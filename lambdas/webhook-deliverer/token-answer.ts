// Evaluates the answer of a token endpoint (RFC 6749, section 5.1): an access token, or the outcome of the
// attempt that needed one. An invalid answer is a CONFIG outcome, which the partner must correct. Messages
// never quote the body, which may contain a token.
import * as z from 'zod';
import { type Outcome, outcomeOfStatus, tokenEndpointPrefix } from '../../core/model/delivery/outcome.ts';
import { type KeptBody, maxBodyBytes } from '../../core/runtime/outbound/answer-body.ts';
import type { OutboundAnswer } from '../../core/runtime/outbound/outbound.ts';

export type TokenAnswer = { token: string; lifetimeMs: number } | { outcome: Outcome };

/** Wider than RFC 6750, section 2.1, but without characters that could end the header. */
const accessTokenSchema = z.string().regex(/^[\x21-\x7e]{1,8192}$/);
const tokenTypeSchema = z
  .string()
  .regex(/^bearer$/i)
  .optional();

const defaultLifetimeSeconds = 300;
const maxLifetimeSeconds = 24 * 3600;

/** @param now milliseconds since the epoch */
export function tokenAnswerOf(answer: OutboundAnswer, now: number): TokenAnswer {
  switch (answer.kind) {
    case 'answered':
      return tokenOfStatus(answer.status, answer.retryAfter, answer.body, now);
    case 'refused':
      return failure({ class: 'CONFIG', message: `not called: ${answer.message}` });
    case 'timeout':
      return failure({ class: 'TIMEOUT', message: answer.message });
    case 'network':
      return failure({ class: 'NETWORK', message: `no answer: ${answer.message}` });
    case 'notHttp':
      return failure({
        class: 'NOT_HTTP',
        message: `answered something that is not HTTP: ${answer.message}`,
      });
  }
}

function tokenOfStatus(
  status: number,
  retryAfter: string | undefined,
  body: KeptBody | undefined,
  now: number,
): TokenAnswer {
  const { httpStatus, ...outcome } = outcomeOfStatus(status, retryAfter, now);
  if (outcome.class === 'DELIVERED') return tokenOfBody(body);
  // A refused token request is about the client's settings, not about a message.
  if (outcome.class === 'GONE' || outcome.class === 'MESSAGE_REJECTED')
    return failure(fault(`answered ${httpStatus}`));
  return failure(outcome);
}

function tokenOfBody(body: KeptBody | undefined): TokenAnswer {
  if (body === 'TOO_LARGE') return failure(fault(`answered more than ${maxBodyBytes / 1024} KiB`));
  const answer = z.looseObject({}).safeParse(parsed(body)).data;
  if (!answer) return failure(fault('its answer is not a JSON object'));
  const { access_token: token, token_type: tokenType, expires_in: expiresIn } = answer;
  if (token === undefined) return failure(fault('its answer has no access_token'));
  const accessToken = accessTokenSchema.safeParse(token).data;
  if (accessToken === undefined)
    return failure(fault('its access_token is not 1 to 8192 visible ASCII characters'));
  if (!tokenTypeSchema.safeParse(tokenType).success)
    return failure(fault('its token_type is not "bearer", which is the only supported type'));
  return { token: accessToken, lifetimeMs: lifetimeSeconds(expiresIn) * 1000 };
}

function parsed(body: Buffer | undefined): unknown {
  try {
    // TextDecoder leaves out a byte order mark, which some servers send and JSON.parse refuses.
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** `expires_in` in seconds. A string of digits is accepted too, because some servers send one. */
function lifetimeSeconds(expiresIn: unknown): number {
  const isNumeric =
    typeof expiresIn === 'number' || (typeof expiresIn === 'string' && /^\d+(\.\d+)?$/.test(expiresIn));
  const seconds = isNumeric ? Number(expiresIn) : Number.NaN;
  return Number.isFinite(seconds) && seconds > 0
    ? Math.min(seconds, maxLifetimeSeconds)
    : defaultLifetimeSeconds;
}

const fault = (message: string): Outcome => ({ class: 'CONFIG', message });

/** Marks an outcome as that of the token endpoint. */
export const failure = (outcome: Outcome): { outcome: Outcome } => ({
  outcome: { ...outcome, message: `${tokenEndpointPrefix}${outcome.message}` },
});
