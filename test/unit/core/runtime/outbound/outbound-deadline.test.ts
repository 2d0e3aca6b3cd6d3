// Slow and faulty receivers: an attempt ends with an outcome and does not affect other attempts. Endless and compressed bodies
// are in hostile-receivers.test.ts.
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { deadlineIn } from '../../../../../core/runtime/outbound/deadline.ts';
import { createOutbound } from '../../../../../core/runtime/outbound/outbound.ts';
import { type Loopback, serve, serveRaw } from '../../../../support/handlers/loopback-server.ts';

const post = ({ origin }: Pick<Loopback, 'origin'>, deadlineMs = 60_000) =>
  createOutbound({ extraOrigins: [origin] })({
    url: `${origin}/`,
    method: 'POST',
    headers: {},
    body: '{}',
    deadline: deadlineIn(deadlineMs),
  });
const briefly = 200;
const timedOut = { kind: 'timeout', message: 'no answer within 0.2 s' };

test('a server that never answers is cut at the deadline', async () => {
  await using server = await serve(() => {});

  expect(await post(server, briefly)).toEqual(timedOut);
});

test('a server that accepts connections and never answers the TLS handshake is cut at the deadline', async () => {
  await using server = await serveRaw(() => {});

  expect(await post(server, briefly)).toEqual(timedOut);
});

test.each([
  ['closes the connection without an answer', (socket: TLSSocket) => socket.end()],
  ['answers what is not HTTP', (socket: TLSSocket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  [
    'answers with headers that never fit',
    (socket: TLSSocket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1e6)}`),
  ],
])('a server that %s is a network failure', async (_, behave) => {
  await using server = await serveRaw(socket => {
    socket.once('data', () => behave(socket));
  });

  expect(await post(server)).toMatchObject({ kind: 'network' });
});

test('a 101 answer counts by its status and ends the attempt', async () => {
  await using server = await serveRaw(socket => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    });
  });

  expect(await post(server)).toMatchObject({ kind: 'answered', status: 101 });
});

test('a server that answers before it has read the request counts by its status', async () => {
  await using server = await serveRaw(socket => {
    socket.end('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n');
  });

  expect(await post(server)).toMatchObject({ kind: 'answered', status: 413 });
});

test('a refused connection is a network failure that names its code', async () => {
  const { origin } = await closed();

  expect(await post({ origin })).toEqual({ kind: 'network', message: 'ECONNREFUSED' });
});

test('a certificate of an unknown authority is a network failure', async () => {
  await using server = await serve((_, response) => response.end());
  const origin = server.origin.replace('127.0.0.1', 'localhost');

  expect(await post({ origin })).toEqual({ kind: 'network', message: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('a body that is to be returned and does not end is a timeout', async () => {
  await using server = await serve((_, response) => {
    response.write('{');
  });
  const { origin } = server;

  const answer = await createOutbound({ extraOrigins: [origin] })({
    url: `${origin}/`,
    method: 'POST',
    headers: {},
    body: '{}',
    deadline: deadlineIn(briefly),
    keepBody: true,
  });

  expect(answer).toEqual(timedOut);
});

/** An origin whose server has stopped. */
async function closed(): Promise<{ origin: string }> {
  await using server = await serve(() => {});
  return { origin: server.origin };
}
