// Herald's other functions, which the function under test invokes by HTTP. A test sets their answers.
import { Readable } from 'node:stream';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { createInvoke } from '../../../core/runtime/aws/invoke.ts';

type Handle = NodeHttpHandler['handle'];
type Response = Awaited<ReturnType<Handle>>['response'];
type Answer = { status: number; headers?: Record<string, string>; body: unknown; after?: Promise<void> };

const nameIn = (path: string): string =>
  decodeURIComponent(/^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path)?.[1] ?? '');

export function mockFunctions() {
  let answers = new Map<string, Answer>();
  let requests: Parameters<Handle>[0][] = [];
  const handle: Handle = async request => {
    requests.push(request);
    const answer = answers.get(nameIn(request.path));
    if (!answer) throw new Error(`unexpected call of "${request.path}"`);
    const { status: statusCode, headers = {}, body, after } = answer;
    await after;
    return {
      response: { statusCode, headers, body: Readable.from([JSON.stringify(body)]) } as unknown as Response,
    };
  };
  const credentials = async () => ({
    accessKeyId: 'HERALDSOWN',
    secretAccessKey: 'secret',
    sessionToken: 'session',
  });
  /** @param environment variables in addition to the region */
  const createInvokeIn = (environment: { AWS_REGION?: string; AWS_ENDPOINT_URL?: string } = {}) =>
    createInvoke({ AWS_REGION: 'eu-west-1', ...environment }, { handle }, credentials);
  return {
    /** The transport, for clients of the SDK. */
    handle,
    invoke: createInvokeIn(),
    createInvoke: createInvokeIn,
    reset: (): void => {
      answers = new Map();
      requests = [];
    },
    answers: (name: string, body: unknown): void => {
      answers.set(name, { status: 200, body });
    },
    /** From now on the function answers only when the test calls the returned function. */
    hangs: (name: string, body: unknown): (() => void) => {
      const { promise: after, resolve } = Promise.withResolvers<void>();
      answers.set(name, { status: 200, body, after });
      return resolve;
    },
    /** From now on the function throws. */
    fails: (name: string, errorMessage = 'out of order'): void => {
      answers.set(name, {
        status: 200,
        body: { errorMessage },
        headers: { 'x-amz-function-error': 'Unhandled' },
      });
    },
    /** From now on Lambda throttles the invocations of the function. */
    unavailable: (name: string): void => {
      answers.set(name, {
        status: 429,
        body: { message: 'Rate exceeded' },
        headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
      });
    },
    /** The payload of each invocation of a function. */
    asked: (name: string): unknown[] =>
      requests.filter(({ path }) => nameIn(path) === name).map(({ body }) => JSON.parse(body)),
    /** Every request to Lambda. */
    requests: () => requests,
  };
}
