// The partner's webhook endpoint: keeps what it gets, and misbehaves when told to.
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { type Behaviour, Behaviours } from './behaviour.ts';
import type { Certificate } from './certificate.ts';
import { Inbox, pathname, type Received } from './inbox.ts';
import { portFailure } from './port.ts';

export type Receiver = {
  readonly url: string;
  received(path?: string): readonly Received[];
  behave(behaviour: Behaviour): void;
  clear(): void;
  stop(): Promise<void>;
};

type ReceiverOptions = {
  readonly certificate: Certificate;
  /** 0 for any free one. */
  readonly port: number;
};

const usage = 'GET /received lists what arrived, POST /behave orders answers, any other path takes a POST.';

export async function startReceiver({ certificate, port }: ReceiverOptions): Promise<Receiver> {
  const inbox = new Inbox();
  const behaviours = new Behaviours();
  const server = createServer(certificate, (request, response) => {
    void answer(request, response, inbox, behaviours).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.listen({ port, host: '127.0.0.1' });
  await once(server, 'listening').catch(error => Promise.reject(portFailure(port, error)));
  const { port: actualPort } = server.address() as { port: number };
  return {
    url: `https://127.0.0.1:${actualPort}`,
    received: path => inbox.list(path),
    behave: behaviour => behaviours.set(behaviour),
    clear: () => inbox.clear(),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  inbox: Inbox,
  behaviours: Behaviours,
) {
  const { url: path = '/', method = 'GET' } = request;
  const body = await text(request);
  switch (`${method} ${pathname(path)}`) {
    case 'GET /received':
      return reply(response, 200, inbox.list(filter(path)));
    case 'DELETE /received':
      inbox.clear();
      return reply(response, 200, {});
    case 'POST /behave':
      return setBehaviour(response, body, behaviours);
  }
  if (method === 'GET') return refuse(response, 404, usage);
  const { status, delayMs, headers } = behaviours.next(pathname(path));
  inbox.add({ path, method, headers: flat(request.headers), body, receivedAt: new Date().toISOString() });
  if (delayMs > 0) await delayUnlessClosed(response, delayMs);
  return reply(response, status, {}, headers);
}

function setBehaviour(response: ServerResponse, body: string, behaviours: Behaviours): void {
  try {
    behaviours.set(JSON.parse(body));
    reply(response, 200, {});
  } catch (error) {
    const problem = error instanceof z.ZodError ? problems(error) : 'not JSON';
    refuse(response, 400, `The body must be {path, status?, delayMs?, times?, headers?}: ${problem}`);
  }
}

function problems(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; ');
}

/** A caller that has given up, or a server that is stopping, ends the wait. */
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
