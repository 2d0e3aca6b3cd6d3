// The receiver's answers to webhook requests, to token requests, and to requests that inspect or control it.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { type Inbox, pathname } from './inbox.ts';
import type { PlannedAnswers } from './planned-answers.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

export const tokenPath = '/oauth/token';

const usage = `GET /received: list the received requests
POST /behave: plan the next answers of a path
POST /oauth/clients: register a client
POST /oauth/token: get an access token
GET /oauth/requests: list the token requests
GET /oauth/tokens: list the issued tokens
POST to any other path: a webhook request`;

export type ReceiverParts = {
  readonly inbox: Inbox;
  readonly planned: PlannedAnswers;
  readonly tokens: TokenEndpoint;
};

export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { inbox, planned, tokens }: ReceiverParts,
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
      return change(
        response,
        body,
        order => planned.set(order),
        '{path, status?, delayMs?, times?, headers?, body?}',
      );
    case 'POST /oauth/clients':
      return change(response, body, client => tokens.register(client), tokenClientShape);
    case 'GET /oauth/requests':
      return reply(response, 200, tokens.requests());
    case 'GET /oauth/tokens':
      return reply(response, 200, tokens.issued());
  }
  const isTokenRequest = pathname(path) === tokenPath;
  if (method === 'GET' && !isTokenRequest) return refuse(response, 404, usage);
  const { status, delayMs, headers, body: answer } = planned.next(pathname(path));
  if (isTokenRequest && status === 200) {
    const answered = tokens.answer(received);
    return reply(response, answered.status, answered.body, { 'cache-control': 'no-store' });
  }
  inbox.add(received);
  if (delayMs > 0) await delayUnlessClosed(response, delayMs);
  return reply(response, status, answer, headers);
}

const tokenClientShape = '{clientId, clientSecret, credentialsIn?, encoding?, parameters?, expiresIn?}';

function change(response: ServerResponse, body: string, apply: (body: unknown) => void, shape: string): void {
  try {
    apply(JSON.parse(body));
    reply(response, 200, {});
  } catch (error) {
    const problem = error instanceof z.ZodError ? problems(error) : 'not JSON';
    refuse(response, 400, `The body must be ${shape}: ${problem}`);
  }
}

function problems(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; ');
}

/** @throws AbortError if the caller disconnects or the server stops */
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
