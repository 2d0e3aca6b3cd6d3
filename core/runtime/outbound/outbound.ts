// The only HTTP client for partner-chosen URLs: checked addresses, one total deadline, bounded answers, no
// redirects, no decompression.
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as open, type RequestOptions } from 'node:https';
import manifest from '../../../package.json' with { type: 'json' };
import { hasExcerpt, type KeptBody, readBody } from './answer-body.ts';
import { type Deadline, timeLeft } from './deadline.ts';
import { AddressRefused } from './guarded-connect.ts';
import { createOutboundUrls } from './outbound-url.ts';
import { createResolver, NameTimeout, type Resolve, ResolverUnavailable } from './resolver.ts';

export type OutboundRequest = {
  url: string;
  method: 'POST' | 'PUT' | 'PATCH';
  headers: Record<string, string>;
  body: string | Buffer;
  /**
   * For look-up, connect, TLS, request and answer together; a caller may share one deadline between
   * requests.
   */
  deadline: Deadline;
  /**
   * Whether to return the body. If not, the answer is complete with its head; the body is read and
   * discarded.
   */
  keepBody?: boolean;
  /** Whether to return what arrives of a failed answer's body. It does not make the attempt longer. */
  keepFailure?: boolean;
};

/**
 * The answer, or why there was none. `notHttp`: the receiver has the request, and its answer cannot be
 * parsed.
 */
export type OutboundAnswer =
  | {
      kind: 'answered';
      status: number;
      retryAfter: string | undefined;
      /** The `WWW-Authenticate` header. */
      authenticate?: string | undefined;
      body?: KeptBody | undefined;
      /** With `keepFailure`: what arrived of the body, up to `maxBodyBytes`. */
      failureBody?: Buffer | undefined;
    }
  | { kind: 'refused' | 'timeout' | 'network' | 'notHttp'; message: string };

export type Outbound = (request: OutboundRequest) => Promise<OutboundAnswer>;

/** The User-Agent of requests to partners. */
export const userAgent = `Herald/${manifest.version}`;

type OutboundSettings = {
  /** See `createAgents`. */
  extraOrigins: readonly string[];
  /** Finds the addresses of hosts. */
  resolve?: Resolve;
  /** Called for each request that was not made because its URL or address is not allowed. */
  onRefused?: () => void;
};

/**
 * @returns the client. It throws ResolverUnavailable if no host name can be resolved: a failure inside
 *   Herald
 */
export function createOutbound({
  extraOrigins,
  resolve = createResolver(),
  onRefused = () => {},
}: OutboundSettings): Outbound {
  const readUrl = createOutboundUrls(extraOrigins, resolve);
  return async request => {
    const url = readUrl(request.url);
    if ('refused' in url) {
      onRefused();
      return { kind: 'refused', message: url.refused };
    }
    const { method, headers, deadline } = request;
    if (timeLeft(deadline) <= 0) return { kind: 'timeout', message: deadline.message };
    const answer = await exchange({ ...url.options, method, headers }, request);
    if (answer.kind === 'refused') onRefused();
    return answer;
  };
}

class DeadlinePassed extends Error {}

/** The connection ended in the middle of an answer. */
class CutOff extends Error {
  readonly code = 'ECONNRESET';
}

/** Sends a request and waits for the head of its answer or, with `keepBody`, for the whole answer. */
function exchange(options: RequestOptions, sent: OutboundRequest): Promise<OutboundAnswer> {
  const { body, deadline, keepBody = false, keepFailure = false } = sent;
  return new Promise((resolve, reject) => {
    let passed: DeadlinePassed | undefined;
    const request = open(options, answer => {
      request.off('error', fail);
      const isExcerpted = keepFailure && hasExcerpt(answer);
      readBody(answer, keepBody || isExcerpted, body => {
        const kept = keepBody ? body?.kept : undefined;
        if (kept === 'CUT_OFF') return resolve(failureOf(passed ?? new CutOff()));
        return resolve(answerOf(answer, kept, isExcerpted ? body?.arrived : undefined));
      });
    });
    const fail = (error: Error) => {
      if (isStale(request, error)) resolve(exchange(options, sent));
      else if (error instanceof ResolverUnavailable) reject(error);
      else resolve(failureOf(error));
    };
    // Without a listener, Node.js closes the connection after a 101 and reports nothing.
    request.once('upgrade', (answer, socket) => {
      socket.destroy();
      resolve(answerOf(answer, undefined));
    });
    // Not an AbortSignal: its listeners would take a sixth of the time of a send.
    const pass = () => {
      passed = new DeadlinePassed(deadline.message);
      request.destroy(passed);
    };
    const timer = setTimeout(pass, timeLeft(deadline));
    request.once('close', () => clearTimeout(timer));
    request.once('error', fail);
    request.on('error', () => {});
    request.end(body);
  });
}

const staleCodes = new Set(['ECONNRESET', 'EPIPE']);

/**
 * Whether a request used an idle connection that the server had already closed, e.g. while the Lambda was
 * frozen. Such a request may be sent again (Node.js, "request.reusedSocket"). The loop ends, because the
 * pool holds a limited number of connections.
 */
const isStale = (request: ClientRequest, error: Error): boolean =>
  request.reusedSocket && staleCodes.has(codeOf(error));

const answerOf = (
  answer: IncomingMessage,
  body: KeptBody | undefined,
  failureBody?: Buffer,
): OutboundAnswer => ({
  kind: 'answered',
  status: answer.statusCode ?? 0,
  retryAfter: answer.headers['retry-after'],
  authenticate: answer.headers['www-authenticate'],
  body,
  ...(failureBody && { failureBody }),
});

function failureOf(error: Error): OutboundAnswer {
  if (error instanceof AddressRefused) return { kind: 'refused', message: error.message };
  if (error instanceof DeadlinePassed) return { kind: 'timeout', message: error.message };
  if (error instanceof NameTimeout) return { kind: 'timeout', message: error.message };
  const code = codeOf(error);
  // The parser of Node.js: llhttp.
  if (code.startsWith('HPE_')) return { kind: 'notHttp', message: `${reasonOf(error)} (${code})` };
  return { kind: 'network', message: code };
}

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.name;

/** What the parser says of an answer, e.g. `Invalid header token`. */
const reasonOf = ({ message }: Error): string => message.replace(/^Parse Error: /, '');
