import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { deadlineIn } from '../../../../../core/runtime/outbound/deadline.ts';
import { createOutbound, type OutboundRequest } from '../../../../../core/runtime/outbound/outbound.ts';
import { serveAnswers, status } from '../../../../support/handlers/loopback-server.ts';

const body = '{"name":"Zoë","emoji":"✓"}';
const requestTo = (url: string, more: Partial<OutboundRequest> = {}): OutboundRequest => ({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json', 'X-Signature': 'abc' },
  body,
  deadline: deadlineIn(10_000),
  ...more,
});
const outboundTo = (origin: string) => createOutbound({ extraOrigins: [origin] });

test('the request has the given method, path, headers and body', async () => {
  await using server = await serveAnswers(status(200));

  const answer = await outboundTo(server.origin)(
    requestTo(`${server.origin}/webhooks/a%20b?tenant=1`, { method: 'PUT' }),
  );

  expect(answer).toEqual({ kind: 'answered', status: 200, retryAfter: undefined });
  expect(server.received).toHaveLength(1);
  expect(server.received[0]).toMatchObject({
    method: 'PUT',
    path: '/webhooks/a%20b?tenant=1',
    headers: { 'content-type': 'application/json', 'x-signature': 'abc' },
    body,
  });
});

test('Content-Length is in bytes, and the body is not chunked', async () => {
  await using server = await serveAnswers(status(204));

  await outboundTo(server.origin)(requestTo(`${server.origin}/`));

  expect(server.received[0]?.headers['content-length']).toBe(String(Buffer.byteLength(body)));
  expect(server.received[0]?.headers).not.toHaveProperty('transfer-encoding');
});

test('the request accepts no content encoding', async () => {
  await using server = await serveAnswers(status(200, { 'content-encoding': 'gzip' }));

  const answer = await outboundTo(server.origin)(requestTo(`${server.origin}/`));

  expect(answer).toMatchObject({ kind: 'answered', status: 200 });
  expect(server.received[0]?.headers).not.toHaveProperty('accept-encoding');
});

test.each([301, 302, 303, 307, 308])('a redirect by %i is reported and not followed', async code => {
  await using elsewhere = await serveAnswers(status(200));
  await using server = await serveAnswers(status(code, { location: `${elsewhere.origin}/` }));
  const outbound = createOutbound({ extraOrigins: [server.origin, elsewhere.origin] });

  const answer = await outbound(requestTo(`${server.origin}/`));

  expect(answer).toMatchObject({ kind: 'answered', status: code });
  expect(server.received).toHaveLength(1);
  expect(elsewhere.connections()).toBe(0);
});

test('Retry-After is returned unchanged', async () => {
  await using server = await serveAnswers(status(503, { 'retry-after': '120' }));

  expect(await outboundTo(server.origin)(requestTo(`${server.origin}/`))).toEqual({
    kind: 'answered',
    status: 503,
    retryAfter: '120',
  });
});

test('consecutive requests to one origin share a connection', async () => {
  await using server = await serveAnswers(status(200));
  const outbound = outboundTo(server.origin);

  for (let count = 0; count < 3; count++) await outbound(requestTo(`${server.origin}/`));

  expect(server.received).toHaveLength(3);
  expect(server.connections()).toBe(1);
});

test('a request on an idle connection that the server had closed is sent again on a new one', async () => {
  await using server = await serveAnswers(status(200), ({ socket }) => socket?.destroy(), status(202));
  const outbound = outboundTo(server.origin);
  await outbound(requestTo(`${server.origin}/`));

  expect(await outbound(requestTo(`${server.origin}/`))).toMatchObject({ kind: 'answered', status: 202 });
  expect(server.received.map(request => request.body)).toEqual([body, body, body]);
  expect(server.connections()).toBe(2);
});

test.each(['ECONNRESET', 'EPIPE'])(
  'a request whose idle connection fails with %s is sent again',
  async code => {
    await using server = await serveAnswers(status(200));
    const sockets: Socket[] = [];
    const { connect } = Socket.prototype;
    vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...options: unknown[]) {
      sockets.push(this);
      return Reflect.apply(connect, this, options);
    });
    const outbound = outboundTo(server.origin);
    await outbound(requestTo(`${server.origin}/`));

    const answer = outbound(requestTo(`${server.origin}/`));
    sockets[0]?.destroy(Object.assign(new Error(`write ${code}`), { code }));

    expect(await answer).toMatchObject({ kind: 'answered', status: 200 });
    expect(server.connections()).toBe(2);
    vi.restoreAllMocks();
  },
);

test('a request on a new connection that is closed without an answer has failed', async () => {
  await using server = await serveAnswers(({ socket }) => socket?.destroy());

  expect(await outboundTo(server.origin)(requestTo(`${server.origin}/`))).toMatchObject({ kind: 'network' });
  expect(server.received).toHaveLength(1);
});

test('a request whose deadline has passed already is not sent', async () => {
  await using server = await serveAnswers(status(200));
  const deadline = { ...deadlineIn(-1), message: 'too late' };

  const answer = await outboundTo(server.origin)(requestTo(`${server.origin}/`, { deadline }));

  expect(answer).toEqual({ kind: 'timeout', message: 'too late' });
  expect(server.connections()).toBe(0);
});

const keptBody = async (respond: (response: ServerResponse) => void) => {
  await using server = await serveAnswers(respond);
  const answer = await outboundTo(server.origin)(requestTo(`${server.origin}/`, { keepBody: true }));
  return answer.kind === 'answered' ? answer.body : answer;
};
const largest = 'é'.repeat(8 * 1024);

test.each(['{"a":"é"}', '', largest])('keepBody returns a body of up to 16 KiB', async text => {
  expect(String(await keptBody(response => response.end(text)))).toBe(text);
});

test('keepBody returns TOO_LARGE for a larger body', async () => {
  expect(await keptBody(response => response.end(`${largest}x`))).toBe('TOO_LARGE');
});

test('a compressed body is returned as it was received', async () => {
  const zipped = gzipSync('{}');

  const body = await keptBody(response => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped);
  });

  expect(body).toEqual(zipped);
});

test.each([
  ['sends less than its Content-Length', { 'content-length': '100' }],
  ['ends within a chunk', { 'transfer-encoding': 'chunked' }],
])('an answer that matters and %s is a network failure', async (_, headers) => {
  const answer = await keptBody(response => {
    response.writeHead(200, headers).write('{}', () => response.socket?.destroy());
  });

  expect(answer).toEqual({ kind: 'network', message: 'ECONNRESET' });
});
