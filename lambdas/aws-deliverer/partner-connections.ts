// The connections to partners' AWS resources. The SDK makes one attempt there, because Herald itself
// retries; but an idle connection that AWS has closed, e.g. while the Lambda was frozen, is not a failed
// attempt: the request is sent again.
import type { ClientRequest } from 'node:http';
import { Agent } from 'node:https';
import type { Socket } from 'node:net';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const connectionTimeoutMs = 2000;
/** The SDK's default. */
const maxSockets = 50;

/** Errors of requests that used an idle connection. */
const onReusedSocket = new WeakSet<Error>();

class MarkingAgent extends Agent {
  override reuseSocket(socket: Socket, request: ClientRequest): void {
    request.once('error', error => onReusedSocket.add(error));
    super.reuseSocket(socket, request);
  }
}

const closedCodes = new Set(['ECONNRESET', 'EPIPE']);

/** Whether the other side has closed a connection. */
export const isClosed = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && closedCodes.has(error.code);

const isStale = (error: unknown): boolean => isClosed(error) && onReusedSocket.has(error);

type Handle = NodeHttpHandler['handle'];

class PartnerConnections extends NodeHttpHandler {
  /** The loop ends, because the pool holds a limited number of idle connections. */
  override async handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    for (;;) {
      try {
        return await super.handle(request, options);
      } catch (error) {
        if (!isStale(error)) throw error;
      }
    }
  }
}

/** Without a request timeout: each request is aborted at the deadline of its attempt. */
export const createPartnerConnections = (): NodeHttpHandler =>
  new PartnerConnections({
    connectionTimeout: connectionTimeoutMs,
    httpsAgent: new MarkingAgent({ keepAlive: true, maxSockets }),
  });
