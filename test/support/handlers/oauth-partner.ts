// A partner whose webhook requires access tokens, with webhook and token endpoint on the loopback interface,
// and the webhook deliverer's `send` for it.
import type { ServerResponse } from 'node:http';
import type { Outcome } from '../../../core/model/delivery/outcome.ts';
import { splitWebhookAuth, webhookAuthInputSchema } from '../../../core/model/webhook-auth/webhook-auth.ts';
import { createOutbound, type Outbound } from '../../../core/runtime/outbound/outbound.ts';
import type { Resolve } from '../../../core/runtime/outbound/resolver.ts';
import { createWebhookSend } from '../../../lambdas/webhook-deliverer/webhook.ts';
import { authProfileOf, eventOf, licensor, notificationOf, webhookTarget } from '../builders/records.ts';
import { json, type Received, serveAnswers, status } from './loopback-server.ts';

type Answer = (response: ServerResponse, request: Received) => void;

type Instance = {
  oauth?: object;
  deadlineMs?: number;
  clock?: () => number;
  extraOrigins?: string[];
  outbound?: Outbound;
};

/** A token endpoint's successful answer (RFC 6749, section 5.1). */
export const grant = (fields: object = {}): Answer =>
  json({ access_token: 'token-1', token_type: 'Bearer', expires_in: 3600, ...fields });

/** Answers the first request with token-1, the second with token-2, and so on. */
export function grantInTurn(fields: object = {}): Answer {
  let granted = 0;
  return (response, request) => grant({ access_token: `token-${++granted}`, ...fields })(response, request);
}

/** As reference text 2 prints it. */
export const documentedOauth = {
  clientId: 'example-client-id',
  clientSecret: 'example-client-secret',
  httpMethod: 'POST',
  bodyParameters: [
    { key: 'grant_type', value: 'client_credentials' },
    { key: 'scope', value: 'write:order' },
  ],
  headerParameters: [{ key: 'Content-Type', value: 'application/x-www-form-urlencoded' }],
};

/** @param resolve resolves host names; the system's resolver if not given */
export async function serveOauthPartner(resolve?: Resolve) {
  let onToken = grant();
  let onPost: Answer = status(200);
  const server = await serveAnswers((response, request) =>
    (request.path === '/token' ? onToken : onPost)(response, request),
  );
  const { origin, received } = server;

  /** The OAuth client of a target or profile, and an HTTP client that may reach its token endpoint. */
  function oauthClient(oauth: object = {}, extraOrigins = [origin]) {
    const input = { type: 'oauth', ...documentedOauth, authEndpoint: `${origin}/token`, ...oauth };
    const { auth, credentials } = splitWebhookAuth(webhookAuthInputSchema.parse(input));
    if (auth.type !== 'oauth') throw new Error(`expected oauth, got ${auth.type}`);
    const secret = { licensor, ownerId: 'profile-1', version: 'version-1', origins: undefined };
    return {
      client: { auth, credentials, secret },
      outbound: createOutbound({ extraOrigins, ...(resolve && { resolve }) }),
    };
  }

  /** An execution environment: one `send` for all its deliveries, with one auth profile. */
  function createInstance({
    oauth,
    deadlineMs = 60_000,
    clock = Date.now,
    extraOrigins,
    outbound,
  }: Instance = {}) {
    const { client, outbound: real } = oauthClient(oauth, extraOrigins);
    const { auth, credentials } = client;
    const readCredentials = async () => credentials;
    const send = createWebhookSend({ outbound: outbound ?? real, readCredentials, deadlineMs, clock });
    const reference = { type: 'authProfile', authProfileId: 'profile-1' } as const;
    const target = webhookTarget({
      destination: `${origin}/hook`,
      auth: reference,
      secretVersion: undefined,
    });
    return (eventId = 'event-1', secretVersion = 'version-1'): Promise<Outcome> => {
      const authProfile = authProfileOf({ auth, secretVersion });
      return send(notificationOf({ event: eventOf({ eventId }), target, authProfile }));
    };
  }

  return {
    origin,
    oauthClient,
    createInstance,
    tokenRequests: () => received.filter(({ path }) => path === '/token'),
    posts: () => received.filter(({ path }) => path !== '/token'),
    onToken: (answer: Answer): void => {
      onToken = answer;
    },
    onPost: (answer: Answer): void => {
      onPost = answer;
    },
    reset: (): void => {
      onToken = grant();
      onPost = status(200);
      received.length = 0;
    },
    close: () => server[Symbol.asyncDispose](),
  };
}
