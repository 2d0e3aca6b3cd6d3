// The adapters of frameworks on loopback: the same requests have the same answers in all of them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { memoryIds } from '../src/deduplication.ts';
import { receiver as expressReceiver } from '../src/express.ts';
import { receiver as fastifyReceiver } from '../src/fastify.ts';
import { receiver as fetchReceiver } from '../src/fetch.ts';
import { receiver as honoReceiver } from '../src/hono.ts';
import { queueHandler, webhookHandler } from '../src/lambda.ts';
import type { ReceiverOptions } from '../src/receiver.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
// Not the compact form: a parser that makes the body anew breaks the signature.
const body = '{ "eventType": "LiveStatusUpdated",\n  "alid": "Gr\u00f6\u00dfe \u{1f600}" }';
const signed = (id: string, text = body) => ({
  'content-type': 'application/json',
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
  'webhook-signature': new Webhook(secret).sign(id, new Date(), text),
});

type Handle = (event: { id: string; data: unknown }) => unknown;
type Send = (headers: Record<string, string>, text: string) => Promise<{ status: number; text: string }>;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  vi.restoreAllMocks();
});

const textOf = async (response: Response) => ({ status: response.status, text: await response.text() });
const over =
  (origin: string): Send =>
  async (headers, text) =>
    textOf(await fetch(`${origin}/hook`, { method: 'POST', headers, body: text }));

async function listening(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  closers.push(async () => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const frameworks: Record<string, (options: ReceiverOptions, handle: Handle) => Promise<Send>> = {
  Express: async (options, handle) =>
    over(await listening(express().post('/hook', expressReceiver(options, handle)).use(express.json()))),
  'Express behind express.raw': async (options, handle) => {
    const raw = express.raw({ type: () => true });
    return over(await listening(express().post('/hook', raw, expressReceiver(options, handle))));
  },
  Fastify: async (options, handle) => {
    const app = fastify();
    await app.register(fastifyReceiver, { path: '/hook', handle, ...options });
    closers.push(() => app.close());
    return over(await app.listen({ port: 0, host: '127.0.0.1' }));
  },
  Hono: async (options, handle) => {
    const app = new Hono().post('/hook', honoReceiver(options, handle));
    return async (headers, text) =>
      textOf(await app.request('/hook', { method: 'POST', headers, body: text }));
  },
  'Next and Workers': async (options, handle) => {
    const POST = fetchReceiver(options, handle);
    return async (headers, text) =>
      textOf(await POST(new Request('http://localhost/hook', { method: 'POST', headers, body: text })));
  },
  'a function URL': async (options, handle) => {
    const handler = webhookHandler(options, handle);
    return async (headers, text) => {
      const base64 = Buffer.from(text).toString('base64');
      const answer = await handler({ headers, body: base64, isBase64Encoded: true });
      return { status: answer.statusCode, text: answer.body };
    };
  },
};

describe.each(Object.entries(frameworks))('%s', (_, start) => {
  test('a request of Herald is handled, with its id and its data', async () => {
    const events: unknown[] = [];
    const send = await start({ secret }, event => events.push(event));

    expect(await send(signed('event-1'), body)).toEqual({ status: 204, text: '' });
    expect(events).toEqual([
      { id: 'event-1', type: 'LiveStatusUpdated', form: 'native', data: JSON.parse(body) },
    ]);
  });

  test('a changed body is refused with 401, and is not handled', async () => {
    const handle = vi.fn();
    const send = await start({ secret }, handle);

    const { status, text } = await send(signed('event-1'), body.replace('alid', 'alod'));

    expect(status).toBe(401);
    expect(text).toContain('webhook-signature: no signature fits this body and secret');
    expect(handle).not.toHaveBeenCalled();
  });

  test('a request without a signature is refused, and its header is named', async () => {
    const send = await start({ secret }, () => {});

    expect(await send({ 'content-type': 'application/json' }, body)).toEqual({
      status: 401,
      text: 'the request has no header webhook-id',
    });
  });

  test('an event that fails is answered with 500, without the reason, and then handled again', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const calls: string[] = [];
    const send = await start({ secret, ids: memoryIds() }, ({ id }) => {
      calls.push(id);
      if (calls.length === 1) throw new Error('password=secret');
    });

    const first = await send(signed('event-1'), body);
    expect(first).toEqual({ status: 500, text: 'the event was not handled' });
    expect((await send(signed('event-1'), body)).status).toBe(204);
    expect((await send(signed('event-1'), body)).status).toBe(204);
    expect(calls).toEqual(['event-1', 'event-1']);
  });
});

test('Express: a body that a parser has read is a clear error', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const app = express()
    .use(express.json())
    .post(
      '/hook',
      expressReceiver({ secret }, () => {}),
    );
  app.use(((error, _request, response, _next) =>
    response.status(500).send(error.message)) as express.ErrorRequestHandler);
  const { text } = await over(await listening(app))(signed('event-1'), body);

  expect(text).toContain('a parser has read the body');
});

describe('messages of a queue', () => {
  const record = (messageId: string, eventSourceARN = 'arn:aws:sqs:eu-west-1:1:orders', text = body) => ({
    messageId,
    eventSourceARN,
    body: text,
    messageAttributes: { eventId: { stringValue: messageId }, eventType: { stringValue: 'A' } },
  });

  test('those that fail stay on the queue, and no other', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const handled: string[] = [];
    const handler = queueHandler(({ id }) => {
      if (id === 'two') throw new Error('not now');
      handled.push(id);
    });

    const { batchItemFailures } = await handler({
      Records: [record('one'), record('two'), record('three'), record('four', undefined, 'no JSON')],
    });

    expect(batchItemFailures).toEqual([{ itemIdentifier: 'two' }, { itemIdentifier: 'four' }]);
    expect(handled).toEqual(['one', 'three']);
  });

  test('in a FIFO queue, those after a failed one stay too', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const fifo = 'arn:aws:sqs:eu-west-1:1:orders.fifo';
    const handler = queueHandler(({ id }) => {
      if (id === 'two') throw new Error('not now');
    });

    const { batchItemFailures } = await handler({
      Records: ['one', 'two', 'three'].map(id => record(id, fifo)),
    });

    expect(batchItemFailures).toEqual([{ itemIdentifier: 'two' }, { itemIdentifier: 'three' }]);
  });
});
