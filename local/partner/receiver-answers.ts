// The receiver's answers: to webhooks, to token requests, and to requests that inspect or control it.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { Behaviours } from './behaviour.ts';
import { type Inbox, pathname } from './inbox.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

export const tokenPath = '/oauth/token';

const usage =
  'GET /received lists what arrived, POST /behave orders answers, POST /oauth/token gives tokens to the clients of ' +
  'POST /oauth/clients, GET /oauth/requests lists what it was sent, GET /oauth/tokens what it gave, any other path takes a POST.';

export type Ends = { readonly inbox: Inbox; readonly behaviours: Behaviours; readonly tokens: TokenEndpoint };

export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { inbox, behaviours, tokens }: Ends,
) {
  const { url: path = '/', method = 'GET' } = request;
  const body = await text(request);
  const received = {
    path,
    method,
    headers: flat(request.headers),
    body,
    receivedAt: new Date().toISOString(),
  };
  switch (`${method} ${pathname(path)}`) {
    case 'GET /received':
      return reply(response, 200, inbox.list(filter(path)));
    case 'DELETE /received':
      inbox.clear();
      return reply(response, 200, {});
    case 'POST /behave':
      return follow(
        response,
        body,
        order => behaviours.set(order),
        '{path, status?, delayMs?, times?, headers?}',
      );
    case 'POST /oauth/clients':
      return follow(response, body, client => tokens.register(client), tokenClientShape);
    case 'GET /oauth/requests':
      return reply(response, 200, tokens.requests());
    case 'GET /oauth/tokens':
      return reply(response, 200, tokens.issued());
  }
  const isTokenRequest = pathname(path) === tokenPath;
  if (method === 'GET' && !isTokenRequest) return refuse(response, 404, usage);
  const { status, delayMs, headers } = behaviours.next(pathname(path));
  if (isTokenRequest && status === 200) {
    const answered = tokens.answer(received);
    return reply(response, answered.status, answered.body, { 'cache-control': 'no-store' });
  }
  inbox.add(received);
  if (delayMs > 0) await delayUnlessClosed(response, delayMs);
  return reply(response, status, {}, headers);
}

const tokenClientShape = '{clientId, clientSecret, credentialsIn?, encoding?, parameters?, expiresIn?}';

function follow(response: ServerResponse, body: string, order: (body: unknown) => void, shape: string): void {
  try {
    order(JSON.parse(body));
    reply(response, 200, {});
  } catch (error) {
    const problem = error instanceof z.ZodError ? problems(error) : 'not JSON';
    refuse(response, 400, `The body must be ${shape}: ${problem}`);
  }
}

function problems(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; ');
}

/** Waits, unless the caller disconnects or the server stops. */
async function delayUnlessClosed(response: ServerResponse, milliseconds: number): Promise<void> {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  await delay(milliseconds, undefined, { signal: closed.signal });
}

function filter(path: string): string | undefined {
  return new URL(path, 'https://127.0.0.1').searchParams.get('path') ?? undefined;
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  reply(response, status, { error: { code: status === 404 ? 'NOT_FOUND' : 'BAD_REQUEST', message } });
}

function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
