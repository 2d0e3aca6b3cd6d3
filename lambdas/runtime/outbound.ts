// The one HTTP client for partner-chosen URLs: guarded, one total deadline, bounded answers, no redirects, no decompression.
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as open, type RequestOptions } from 'node:https';
import { AddressRefused } from './guarded-connect.ts';
import { createPlaces } from './place.ts';

export type OutboundRequest = {
  url: string;
  method: 'POST' | 'PUT' | 'PATCH';
  headers: Record<string, string>;
  body: string | Buffer;
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
  const placeOf = createPlaces(extraOrigins);
  const late = `no answer within ${deadlineMs / 1000} s`;
  return async ({ url, method, headers, body }) => {
    const place = placeOf(url);
    if ('refused' in place) return { kind: 'refused', message: place.refused };
    const deadline = { until: Date.now() + deadlineMs, message: late };
    return exchange({ ...place.options, method, headers }, body, deadline);
  };
}

class DeadlinePassed extends Error {}

/** `until`: milliseconds since the epoch. */
type Deadline = { until: number; message: string };

/** Sends a request and waits for the head of its answer. */
function exchange(
  options: RequestOptions,
  body: string | Buffer,
  deadline: Deadline,
): Promise<OutboundAnswer> {
  return new Promise(resolve => {
    const request = open(options, answer => {
      request.off('error', fail);
      drop(answer, () => resolve(headOf(answer)));
    });
    const fail = (error: Error) =>
      resolve(isStale(request, error) ? exchange(options, body, deadline) : failureOf(error));
    // Unless somebody listens, Node closes the connection upon a 101 and says nothing.
    request.once('upgrade', (answer, socket) => {
      socket.destroy();
      resolve(headOf(answer));
    });
    // Not an AbortSignal: its listeners cost a sixth of the whole send.
    const pass = () => request.destroy(new DeadlinePassed(deadline.message));
    const timer = setTimeout(pass, deadline.until - Date.now());
    request.once('close', () => clearTimeout(timer));
    request.once('error', fail);
    request.on('error', () => {});
    request.end(body);
  });
}

/**
 * Whether a request met an idle connection that the other side had closed, which shows only when it is used: after a Lambda's freeze,
 * say. It may be sent again (Node.js, "request.reusedSocket"); the pool has only so many of those.
 */
const isStale = (request: ClientRequest, error: Error): boolean =>
  request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';

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

function failureOf(error: Error): OutboundAnswer {
  if (error instanceof AddressRefused) return { kind: 'refused', message: error.message };
  if (error instanceof DeadlinePassed) return { kind: 'timeout', message: error.message };
  return { kind: 'network', message: (error as NodeJS.ErrnoException).code ?? error.name };
}
