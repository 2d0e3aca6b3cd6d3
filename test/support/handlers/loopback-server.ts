// HTTPS servers on the loopback interface, whose behaviour a test sets. `await using` closes them.
import { once } from 'node:events';
import type { IncomingHttpHeaders, RequestListener, Server, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import tls, { type TLSSocket } from 'node:tls';
import { loopbackCertificate } from './loopback-certificate.ts';

export type Loopback = AsyncDisposable & { origin: string; connections: () => number };
export type Received = {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  body: string;
};

async function listen(server: Server | tls.Server): Promise<Loopback> {
  const sockets = new Set<TLSSocket>();
  let connections = 0;
  server.on('secureConnection', (socket: TLSSocket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://127.0.0.1:${port}`,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A server that passes each request to `handle`. */
export async function serve(handle: RequestListener): Promise<Loopback> {
  return listen(https.createServer(await loopbackCertificate(), handle));
}

/** A server that passes each connection to `handle` before anything is read from it. */
export async function serveRaw(handle: (socket: TLSSocket) => void): Promise<Loopback> {
  return listen(tls.createServer(await loopbackCertificate(), handle));
}

/**
 * A server that records its requests. It answers the first with the first of `answers`, and so on; the last
 * repeats.
 */
export async function serveAnswers(
  ...answers: ((response: ServerResponse, request: Received) => void)[]
): Promise<Loopback & { received: Received[] }> {
  const received: Received[] = [];
  const server = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url: path, headers, rawHeaders } = request;
    const answer = answers[Math.min(received.length, answers.length - 1)];
    const one = { method, path, headers, rawHeaders, body: Buffer.concat(chunks).toString() };
    received.push(one);
    answer?.(response, one);
  });
  return Object.assign(server, { received });
}

/** Answers with a status and optional headers. */
export const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(code, headers).end();
  };

/** Answers with JSON. */
export const json =
  (body: unknown, code = 200, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
