// The one HTTP client for partner-chosen URLs: guarded, one total deadline, bounded answers, no redirects, no decompression.
import type { IncomingMessage } from 'node:http';
import { request as open, type RequestOptions } from 'node:https';
import { refusalOfUrl } from '../domain/webhook-url.ts';
import { AddressRefused, createAgents } from './guarded-connect.ts';

export type OutboundRequest = {
  url: string;
  method: 'POST' | 'PUT' | 'PATCH';
  headers: Record<string, string>;
  body: string;
};

/** What was answered, or why there was no answer. Only the head counts: the body is read to free the connection, then dropped. */
export type OutboundAnswer =
  | { kind: 'answered'; status: number; retryAfter: string | undefined }
  | { kind: 'refused' | 'timeout' | 'network'; message: string };

export type Outbound = (request: OutboundRequest) => Promise<OutboundAnswer>;

const readBodyBytes = 16 * 1024;

/**
 * @param deadlineMs for everything together: look-up, connect, TLS, request, answer
 * @param extraOrigins see `createAgents`
 */
export function createOutbound(settings: { extraOrigins: readonly string[]; deadlineMs: number }): Outbound {
  const { extraOrigins, deadlineMs } = settings;
  const agentOf = createAgents(extraOrigins);
  return async ({ url, method, headers, body }) => {
    const refused = refusalOfUrl(url, extraOrigins);
    if (refused) return { kind: 'refused', message: refused };
    const { origin, hostname, port, pathname, search } = new URL(url);
    const options = {
      method,
      host: hostname,
      port,
      path: `${pathname}${search}`,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: agentOf(origin),
    };
    try {
      return await exchange(options, body, deadlineMs);
    } catch (error) {
      return failureOf(error, deadlineMs);
    }
  };
}

class DeadlinePassed extends Error {}

function exchange(options: RequestOptions, body: string, deadlineMs: number): Promise<OutboundAnswer> {
  return new Promise((resolve, reject) => {
    const request = open(options, answer => {
      request.off('error', reject);
      drop(answer, () => resolve(headOf(answer)));
    });
    // Unless somebody listens, Node closes the connection upon a 101 and says nothing.
    request.once('upgrade', (answer, socket) => {
      socket.destroy();
      resolve(headOf(answer));
    });
    // Not an AbortSignal: its listeners cost a sixth of the whole send.
    const deadline = setTimeout(() => request.destroy(new DeadlinePassed()), deadlineMs);
    request.once('close', () => clearTimeout(deadline));
    request.once('error', reject);
    request.on('error', () => {});
    request.end(body);
  });
}

const headOf = (answer: IncomingMessage): OutboundAnswer => ({
  kind: 'answered',
  status: answer.statusCode ?? 0,
  retryAfter: answer.headers['retry-after'],
});

/** Reads an answer's body to its end or to the cap, where the connection is closed, and forgets it. */
function drop(answer: IncomingMessage, done: () => void): void {
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > readBodyBytes) answer.destroy();
  });
  answer.once('error', () => {});
  answer.once('close', done);
}

function failureOf(error: unknown, deadlineMs: number): OutboundAnswer {
  if (error instanceof AddressRefused) return { kind: 'refused', message: error.message };
  if (error instanceof DeadlinePassed)
    return { kind: 'timeout', message: `no answer within ${deadlineMs / 1000} s` };
  const code = (error as { code?: string }).code;
  return { kind: 'network', message: code ?? (error instanceof Error ? error.name : 'unknown') };
}
