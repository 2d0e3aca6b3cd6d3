// Slow and faulty receivers: an attempt ends with an outcome and does not affect other attempts. Endless
// and compressed bodies are in hostile-receivers.test.ts.
import { expect, test } from 'vitest';
import * as z from 'zod';
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

test('a server that closes the connection without an answer is a network failure', async () => {
  await using server = await serveRaw(socket => {
    socket.once('data', () => socket.end());
  });

  expect(await post(server)).toMatchObject({ kind: 'network' });
});

const ok = 'HTTP/1.1 200 OK\r\n';
test.each([
  ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', 'HPE_INVALID_CONSTANT'],
  ['64 KB of headers and more', `${ok}X: ${'x'.repeat(64 * 1024)}\r\n\r\n`, 'HPE_HEADER_OVERFLOW'],
  ['a bare line feed', `${ok}A: b\nB: c\r\n\r\n`, 'HPE_CR_EXPECTED'],
  ['a space before the colon', `${ok}A : b\r\n\r\n`, 'HPE_INVALID_HEADER_TOKEN'],
  [
    'two Content-Length',
    `${ok}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`,
    'HPE_UNEXPECTED_CONTENT_LENGTH',
  ],
  [
    'Content-Length beside chunks',
    `${ok}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    'HPE_INVALID_CONTENT_LENGTH',
  ],
])('an answer with %s is not HTTP, and the code of the parser is reported', async (_, answer, code) => {
  await using server = await serveRaw(socket => {
    socket.once('data', () => socket.end(answer));
  });

  const { kind, message } = z.object({ kind: z.string(), message: z.string() }).parse(await post(server));

  expect(kind).toBe('notHttp');
  expect(message).toMatch(new RegExp(`^[A-Z].+ \\(${code}\\)$`));
});

test('an answer with 60 KB of headers counts by its status', async () => {
  await using server = await serveRaw(socket => {
    socket.once('data', () => socket.end(`${ok}X: ${'x'.repeat(60 * 1024)}\r\nContent-Length: 0\r\n\r\n`));
  });

  expect(await post(server)).toMatchObject({ kind: 'answered', status: 200 });
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
