// An HTTP server on the loopback interface in place of Herald, and a clock that the client's waits set forward.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { HeraldOptions } from '../src/herald.ts';
import { heraldIn } from '../src/herald.ts';
import type { Surroundings } from '../src/sender.ts';

export type Received = { method: string; url: URL; headers: IncomingHttpHeaders; body: string };
export type Reply = (response: ServerResponse, request: Received) => void | Promise<void>;

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  response => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
export const refusal = (status: number, code: string, headers: Record<string, string> = {}): Reply =>
  json(
    status,
    { error: { code, message: `it is ${code}` } },
    { 'x-amzn-requestid': 'request-1', ...headers },
  );
/** The server ends the connection without an answer. */
export const killed: Reply = response => void response.destroy();
/** The connection ends within the body. */
export const killedInBody: Reply = response => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"targets":', () => response.destroy());
};
export const never: Reply = () => {};

/**
 * @param replies to the first request, the second one, and so on; the last one repeats
 * @returns its address, and the requests that it has received
 */
export async function serve(...replies: Reply[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = '', headers } = incoming;
    const url = new URL(incoming.url ?? '', 'http://loopback');
    const request = { method, url, headers, body: Buffer.concat(chunks).toString() };
    received.push(request);
    await replies[Math.min(received.length, replies.length) - 1]?.(response, request);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** Time that passes only by the client's waits, and the worst of chances. */
export function testSurroundings(): Surroundings & { readonly waits: number[]; pass: (ms: number) => void } {
  let now = Date.parse('2026-01-31T12:00:00Z');
  const waits: number[] = [];
  return {
    waits,
    pass: ms => {
      now += ms;
    },
    now: () => now,
    random: () => 1,
    wait: async (ms, signal) => {
      signal?.throwIfAborted();
      waits.push(ms);
      now += ms;
    },
  };
}

/** A client of the server, with an access key and licensor acme unless the options say otherwise. */
export function clientOf(
  { url }: { url: string },
  surroundings: Surroundings,
  options: Partial<HeraldOptions> = {},
) {
  const fields = { url: `${url}/v1`, licensor: 'acme', ...options };
  return heraldIn(
    'oauth' in fields && fields.oauth
      ? { ...fields, oauth: fields.oauth }
      : { accessKey: 'hk_test_secret', ...fields },
    surroundings,
  );
}
