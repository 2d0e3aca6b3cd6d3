// Hostile receivers: each attempt ends with an outcome that says what happened, Herald closes the
// connection, and memory stays flat. A receiver that could hold an attempt would exceed the time limit of
// the test.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Outcome } from '../../../../../core/model/delivery/outcome.ts';
import { createOutbound } from '../../../../../core/runtime/outbound/outbound.ts';
import { createWebhookSend } from '../../../../../lambdas/webhook-deliverer/webhook.ts';
import { notificationOf, webhookTarget } from '../../../../support/builders/records.ts';
import {
  type Loopback,
  serve,
  serveAnswers,
  serveRaw,
  status,
} from '../../../../support/handlers/loopback-server.ts';

const briefly = 200;
const timedOut = { class: 'TIMEOUT', message: 'no answer within 0.2 s' };

/** One attempt by the webhook deliverer's own send. */
const attempt = ({ origin }: Loopback, deadlineMs = 60_000, extraOrigins = [origin]): Promise<Outcome> =>
  createWebhookSend({
    outbound: createOutbound({ extraOrigins }),
    readCredentials: async () => ({ bearerToken: 'token' }),
    deadlineMs,
    clock: Date.now,
  })(notificationOf({ target: webhookTarget({ destination: `${origin}/hook` }) }));

/** A server of raw connections, and the end of the first one. */
async function serveOne(handle: (socket: TLSSocket) => void) {
  const ended = Promise.withResolvers<void>();
  const server = await serveRaw(socket => {
    socket.once('close', () => ended.resolve());
    handle(socket);
  });
  return Object.assign(server, { ended: ended.promise });
}

function drip(socket: TLSSocket, text: string, everyMs = 20): void {
  const timer = setInterval(() => socket.write(text), everyMs);
  socket.once('close', () => clearInterval(timer));
}

const memory = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};
const megabyte = 1024 * 1024;

test.each([
  ['one header byte after the other', 'x'],
  ['one header after the other', 'X-More: x\r\n'],
  ['one informational answer after the other', 'HTTP/1.1 102 Processing\r\n\r\n'],
  ['one early hint after the other', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'],
  ['100 Continue for ever, without a request for it', 'HTTP/1.1 100 Continue\r\n\r\n'],
])('a receiver that sends %s is cut at the deadline, by us', async (_, piece) => {
  await using server = await serveOne(socket => {
    socket.resume();
    if (!piece.startsWith('HTTP')) socket.write('HTTP/1.1 200 OK\r\n');
    drip(socket, piece.startsWith('x') ? `X-${piece}` : piece);
  });

  expect(await attempt(server, briefly)).toEqual(timedOut);
  await server.ended;
});

test('a slow body counts by its status, and Herald closes the connection at the deadline', async () => {
  await using server = await serveOne(socket => {
    socket.resume();
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    drip(socket, '1\r\nx\r\n');
  });

  expect(await attempt(server, 1000)).toMatchObject({ class: 'DELIVERED', httpStatus: 200 });
  await server.ended;
});

/** Writes until the connection closes. */
function pour(response: ServerResponse, chunk: Buffer): void {
  const more = (): void => {
    if (response.closed) return;
    if (response.write(chunk)) setImmediate(more);
    else response.once('drain', more);
  };
  more();
}

test('many endless bodies at a time are cut, and memory stays flat', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const responses: Promise<unknown>[] = [];
  await using server = await serve((request, response) => {
    request.resume();
    responses.push(once(response, 'close'));
    pour(response.writeHead(500), chunk);
  });
  await attempt(server);
  const before = memory();

  const outcomes = await Promise.all(Array.from({ length: 20 }, () => attempt(server)));

  expect(memory() - before).toBeLessThan(64 * megabyte);
  expect(outcomes).toEqual(
    Array(20).fill({ class: 'SERVER_ERROR', message: 'answered 500', httpStatus: 500 }),
  );
  await Promise.all(responses);
});

test.each([64 * megabyte, 8 * megabyte])('a gzip bomb of %i bytes is never decompressed', async size => {
  const bomb = gzipSync(Buffer.alloc(size));
  expect(bomb.length).toBeLessThan(size / 500);
  await using server = await serveAnswers(response => {
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length }).end(bomb);
  });
  const before = memory();

  expect(await attempt(server)).toMatchObject({ class: 'DELIVERED', httpStatus: 200 });
  expect(memory() - before).toBeLessThan(size / 2);
  expect(server.received[0]?.headers).not.toHaveProperty('accept-encoding');
});

test.each([301, 302, 303, 307, 308])(
  'a redirect by %i to a private address is not followed, and the outcome says so',
  async code => {
    await using inside = await serveAnswers(status(200));
    await using server = await serveAnswers(status(code, { location: `${inside.origin}/latest/meta-data/` }));

    expect(await attempt(server, 60_000, [server.origin, inside.origin])).toEqual({
      class: 'CONFIG',
      message: `answered ${code}; redirects are not followed: register the final URL`,
      httpStatus: code,
    });
    expect(server.received).toHaveLength(1);
    expect(inside.connections()).toBe(0);
  },
);

test('Herald follows no header of an answer that names another location', async () => {
  await using inside = await serveAnswers(status(200));
  const elsewhere = `${inside.origin}/`;
  await using server = await serveAnswers(
    status(200, {
      refresh: `0; url=${elsewhere}`,
      'content-location': elsewhere,
      link: `<${elsewhere}>; rel=preload`,
      'alt-svc': `h2="${new URL(elsewhere).host}"`,
    }),
  );

  expect(await attempt(server, 60_000, [server.origin, inside.origin])).toMatchObject({ class: 'DELIVERED' });
  expect(inside.connections()).toBe(0);
});

test('bytes after an answer are not taken for the answer to the next request', async () => {
  await using server = await serveOne(socket => {
    socket.on('data', () => {
      socket.write(
        'HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
      );
    });
  });

  expect(await attempt(server)).toMatchObject({ class: 'SERVER_ERROR' });
});
