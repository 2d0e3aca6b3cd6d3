// One attempt at a webhook: the request, authenticated, and what its answer means.
import type { Send } from '../delivery/send.ts';
import { type Outcome, outcomeOfStatus } from '../domain/outcome.ts';
import type { WebhookAuth } from '../domain/webhook-auth.ts';
import type { Outbound, OutboundAnswer } from '../runtime/outbound.ts';
import { userAgent } from '../runtime/version.ts';
import type { SecretName } from '../store/secrets.ts';
import { hmacHeaders, type SignedMessage } from './signature.ts';

export type WebhookDeps = {
  outbound: Outbound;
  readSecret: (name: SecretName) => Promise<string>;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

export const createWebhookSend =
  ({ outbound, readSecret, clock }: WebhookDeps): Send =>
  async (event, target) => {
    if (target.type !== 'WEBHOOK') throw new Error(`a ${target.type} target came to the webhook channel`);
    const { licensor, targetId: ownerId, secretVersion: version } = target;
    const secret = await readSecret({ licensor, ownerId, version });
    const timestamp = String(Math.floor(clock() / 1000));
    const message = { id: event.eventId, timestamp, body: Buffer.from(event.payload) };
    const headers = {
      'content-type': 'application/json',
      'user-agent': userAgent,
      'webhook-id': message.id,
      'webhook-timestamp': message.timestamp,
      ...authHeaders(target.auth, secret, message),
    };
    const request = { url: target.destination, method: target.httpMethod, headers, body: message.body };
    return outcomeOf(await outbound(request), clock());
  };

function authHeaders(auth: WebhookAuth, secret: string, message: SignedMessage): Record<string, string> {
  switch (auth.type) {
    case 'bearer':
      return { authorization: `Bearer ${secret}` };
    case 'apiKey':
      return { [auth.apiKeyHeader]: secret };
    case 'hmac':
      return hmacHeaders(auth, secret, message);
  }
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
  }
}
