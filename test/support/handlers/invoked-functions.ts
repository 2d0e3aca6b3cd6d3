// Herald's other functions, as the one under test calls them by HTTP: each answers as a test tells it.
import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { vi } from 'vitest';
import { createInvoke } from '../../../core/runtime/aws/invoke.ts';

type Handle = NodeHttpHandler['handle'];
type Response = Awaited<ReturnType<Handle>>['response'];
type Answer = { status: number; headers?: Record<string, string>; body: unknown };

const nameIn = (path: string): string =>
  decodeURIComponent(/^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path)?.[1] ?? '');

/** The way to Lambda is faked for all that a test file loads. Clients of other services are mocked before they come to it. */
export function mockFunctions() {
  let answers = new Map<string, Answer>();
  let requests: Parameters<Handle>[0][] = [];
  vi.spyOn(NodeHttpHandler.prototype, 'handle').mockImplementation(async request => {
    requests.push(request);
    const answer = answers.get(nameIn(request.path));
    if (!answer) throw new Error(`nobody expected "${request.path}" to be called`);
    const { status: statusCode, headers = {}, body } = answer;
    return {
      response: { statusCode, headers, body: Readable.from([JSON.stringify(body)]) } as unknown as Response,
    };
  });
  return {
    invoke: createInvoke,
    reset: (): void => {
      answers = new Map();
      requests = [];
    },
    answers: (name: string, body: unknown): void => {
      answers.set(name, { status: 200, body });
    },
    /** The function is called and throws. */
    fails: (name: string, errorMessage = 'out of order'): void => {
      answers.set(name, {
        ...{ status: 200, body: { errorMessage } },
        headers: { 'x-amz-function-error': 'Unhandled' },
      });
    },
    /** The function cannot be called. */
    unavailable: (name: string): void => {
      answers.set(name, {
        ...{ status: 429, body: { message: 'Rate exceeded' } },
        headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
      });
    },
    /** What a function was asked, call by call. */
    asked: (name: string): unknown[] =>
      requests.filter(({ path }) => nameIn(path) === name).map(({ body }) => JSON.parse(body)),
    /** Every request to Lambda. */
    requests: () => requests,
  };
}
