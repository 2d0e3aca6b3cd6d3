// The one HTTP client for partner-chosen URLs: guarded, one total deadline, bounded answers, no redirects, no decompression.
import { Agent } from 'undici';
import { refusalOfUrl } from '../domain/webhook-url.ts';
import { AddressRefused, guardedConnect } from './guarded-connect.ts';

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

const connectionsPerOrigin = 32;
const keptBodyBytes = 16 * 1024;

/**
 * @param deadlineMs for everything together: look-up, connect, TLS, request, answer
 * @param extraOrigins see `guardedConnect`
 */
export function createOutbound({
  extraOrigins,
  deadlineMs,
}: {
  extraOrigins: readonly string[];
  deadlineMs: number;
}): Outbound {
  const agent = new Agent({
    connect: guardedConnect(extraOrigins, deadlineMs),
    connections: connectionsPerOrigin,
    headersTimeout: deadlineMs,
    bodyTimeout: deadlineMs,
  });
  return async ({ url, method, headers, body }) => {
    const refused = refusalOfUrl(url, extraOrigins);
    if (refused) return { kind: 'refused', message: refused };
    const { origin, pathname, search } = new URL(url);
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      const answer = await agent.request({
        origin,
        path: `${pathname}${search}`,
        method,
        headers,
        body,
        signal,
      });
      await answer.body.dump({ limit: keptBodyBytes, signal }).catch(() => undefined);
      return {
        kind: 'answered',
        status: answer.statusCode,
        retryAfter: firstOf(answer.headers['retry-after']),
      };
    } catch (error) {
      return failureOf(error, signal.aborted, deadlineMs);
    }
  };
}

const firstOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

function failureOf(error: unknown, aborted: boolean, deadlineMs: number): OutboundAnswer {
  if (error instanceof AddressRefused) return { kind: 'refused', message: error.message };
  const code = (error as { code?: string }).code ?? '';
  if (aborted || code.endsWith('_TIMEOUT') || code === 'ETIMEDOUT') {
    return { kind: 'timeout', message: `no answer within ${deadlineMs / 1000} s` };
  }
  return { kind: 'network', message: code || (error instanceof Error ? error.name : 'unknown') };
}
