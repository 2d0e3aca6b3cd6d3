// Makes one attempt at a webhook: builds and authenticates the request, and evaluates the answer.
import type { Send } from '../../core/delivery/send.ts';
import { excerptOf } from '../../core/model/delivery/answer-excerpt.ts';
import { type Outcome, outcomeOfStatus } from '../../core/model/delivery/outcome.ts';
import { webhookRequestOf } from '../../core/model/delivery/webhook-request.ts';
import { credentialHeaders, type RequestAuth } from '../../core/model/webhook-auth/request-auth.ts';
import { stillSigning } from '../../core/model/webhook-auth/rotation.ts';
import { deadlineIn } from '../../core/runtime/outbound/deadline.ts';
import { type Outbound, type OutboundAnswer, userAgent } from '../../core/runtime/outbound/outbound.ts';
import { createAccessTokens, refusesToken, type Sent, sendWithToken } from './access-token.ts';
import { type CredentialOwner, credentialOwnerOf } from './credential-owner.ts';
import type { ReadCredentials } from './credentials.ts';
import { secretsOf } from './sent-secrets.ts';

export type WebhookDeps = {
  outbound: Outbound;
  readCredentials: ReadCredentials;
  /** The deadline of one attempt, token request included, milliseconds. */
  deadlineMs: number;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** Whether to return excerpts of failed answers. */
  keepsAnswers?: boolean;
};

export function createWebhookSend({
  outbound,
  readCredentials,
  deadlineMs,
  clock,
  keepsAnswers = false,
}: WebhookDeps): Send {
  const accessTokens = createAccessTokens(outbound, deadlineMs, clock);

  async function requestAuthOf({ auth, secret, previousSecrets }: CredentialOwner): Promise<RequestAuth> {
    const [credentials, previous] = await Promise.all([
      readCredentials(secret),
      Promise.all(
        stillSigning(previousSecrets, clock()).map(async ({ version, settings }) => ({
          settings,
          credentials: await readCredentials({ ...secret, version }),
        })),
      ),
    ]);
    return { auth, credentials, previous };
  }

  return async notification => {
    const { target, authProfile } = notification;
    if (target.type !== 'WEBHOOK') throw new Error(`a ${target.type} target is on the webhook channel`);
    const owner = credentialOwnerOf(target, authProfile);
    if ('refused' in owner) return { class: 'CONFIG', message: `not sent: ${owner.refused}` };
    const requestAuth = await requestAuthOf(owner);
    const { headers, ...request } = webhookRequestOf(notification, target, requestAuth, clock(), userAgent);
    const deadline = deadlineIn(deadlineMs);
    const post = async (accessToken?: string): Promise<Sent> => {
      const credential = credentialHeaders(requestAuth, accessToken);
      const sent = { ...request, headers: { ...headers, ...credential } };
      const answer = await outbound({ ...sent, deadline, keepFailure: keepsAnswers });
      const body = answer.kind === 'answered' ? answer.failureBody : undefined;
      const excerpt = body && excerptOf(body, secretsOf(requestAuth, credential, headers));
      const outcome = outcomeOf(answer, clock());
      return {
        outcome: excerpt ? { ...outcome, answer: excerpt } : outcome,
        isTokenRefused: refusesToken(answer),
      };
    };
    if (owner.auth.type !== 'oauth') return (await post()).outcome;
    const client = { auth: owner.auth, secret: owner.secret, credentials: requestAuth.credentials };
    return sendWithToken(post, refused => accessTokens(client, deadline, refused));
  };
}

function outcomeOf(answer: OutboundAnswer, now: number): Outcome {
  switch (answer.kind) {
    case 'answered':
      return outcomeOfStatus(answer.status, answer.retryAfter, now);
    case 'refused':
      return { class: 'CONFIG', message: `not sent: ${answer.message}` };
    case 'timeout':
      return { class: 'TIMEOUT', message: answer.message };
    case 'network':
      return { class: 'NETWORK', message: `no answer: ${answer.message}` };
    case 'notHttp':
      return { class: 'NOT_HTTP', message: `answered something that is not HTTP: ${answer.message}` };
  }
}
