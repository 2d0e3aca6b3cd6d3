// The partner's OAuth token endpoint (RFC 6749, section 4.4). It issues a token only if the request is
// exactly as its client was registered. So a token proves that the request was correct.
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { Inbox, type Received } from './inbox.ts';
import { type Refusal, readTokenRequest, type TokenRequest } from './token-request.ts';

const tokenClientSchema = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  /** `header`: HTTP Basic; `body`: the parameters client_id and client_secret (section 2.3.1). */
  credentialsIn: z.enum(['header', 'body']).default('header'),
  encoding: z.enum(['form', 'json']).default('form'),
  /** All other parameters that the body must have. */
  parameters: z.record(z.string(), z.string()).default({ grant_type: 'client_credentials' }),
  /** Lifetime of its tokens, in seconds. */
  expiresIn: z.int().positive().default(3600),
});
export type TokenClient = z.input<typeof tokenClientSchema>;
type Client = z.output<typeof tokenClientSchema>;

export type TokenAnswer = { readonly status: number; readonly body: object };

export class TokenEndpoint {
  readonly #clients = new Map<string, Client>();
  readonly #tokens = new Map<string, Set<string>>();
  readonly #inbox = new Inbox();
  readonly #refusals: Refusal[] = [];

  /** @param client a `TokenClient`. @throws ZodError for an invalid one */
  register(client: unknown): void {
    const parsed = tokenClientSchema.parse(client);
    this.#clients.set(parsed.clientId, parsed);
  }

  /** Removes a client. It gets no more tokens. */
  forget(clientId: string): void {
    this.#clients.delete(clientId);
  }

  hasIssued(token: string, clientId: string): boolean {
    return this.#tokens.get(clientId)?.has(token) ?? false;
  }

  /** The issued tokens by client id, oldest first. */
  issued(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...this.#tokens].map(([clientId, tokens]) => [clientId, [...tokens]]));
  }

  /** All requests so far, oldest first. */
  requests(): readonly Received[] {
    return this.#inbox.list();
  }

  /** The refused requests, oldest first. */
  refusals(): readonly Refusal[] {
    return this.#refusals;
  }

  answer(request: Received): TokenAnswer {
    this.#inbox.add(request);
    const read = readTokenRequest(request);
    const client = 'error' in read ? undefined : this.#clients.get(read.clientId);
    const refusal = 'error' in read ? read : refusalOf(read, client);
    if (refusal || !client) return this.#refuse(refusal ?? unknownClient);
    const token = randomBytes(24).toString('base64url');
    const issued = this.#tokens.get(client.clientId) ?? new Set();
    this.#tokens.set(client.clientId, issued.add(token));
    return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: client.expiresIn } };
  }

  #refuse(refusal: Refusal): TokenAnswer {
    this.#refusals.push(refusal);
    if (this.#refusals.length > 1_000) this.#refusals.shift();
    return { status: refusal.status, body: { error: refusal.error, error_description: refusal.about } };
  }
}

const unknownClient: Refusal = { status: 401, error: 'invalid_client', about: 'no such client' };

function refusalOf(request: TokenRequest, client: Client | undefined): Refusal | undefined {
  if (!client) return unknownClient;
  const { clientSecret, credentialsIn, encoding, parameters } = request;
  if (clientSecret !== client.clientSecret) return { ...unknownClient, about: 'wrong secret' };
  if (credentialsIn !== client.credentialsIn) {
    return { ...unknownClient, about: `credentials in the ${credentialsIn}` };
  }
  if (encoding !== client.encoding)
    return { status: 400, error: 'invalid_request', about: `sent as ${encoding}` };
  const wrong = [...new Set([...Object.keys(client.parameters), ...Object.keys(parameters)])].find(
    name => !isDeepStrictEqual(parameters[name], client.parameters[name]),
  );
  return wrong === undefined ? undefined : { status: 400, error: errorOf(wrong), about: `wrong ${wrong}` };
}

function errorOf(parameter: string): string {
  if (parameter === 'grant_type') return 'unsupported_grant_type';
  return parameter === 'scope' ? 'invalid_scope' : 'invalid_request';
}
