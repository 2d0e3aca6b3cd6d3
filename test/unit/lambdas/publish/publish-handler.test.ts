import { beforeEach, expect, test } from 'vitest';
import { eventOfItem } from '../../../../core/store/events/event-item.ts';
import { createHandler } from '../../../../lambdas/publish/create-handler.ts';
import { apiEvent, partner, platform } from '../../../support/builders/api-event.ts';
import {
  documentedData,
  documentedPayload,
  documentedTracking,
} from '../../../support/builders/documented-payload.ts';
import { contextOf } from '../../../support/builders/lambda-context.ts';
import { mockTables } from '../../../support/dynamodb/memory-tables.ts';
import { requireDocumented } from '../../../support/handlers/documented-answer.ts';
import { environmentOf } from '../../../support/handlers/environments.ts';
import { licensorItem } from '../../../support/handlers/registering-api.ts';

const route = 'POST /{licensor}/notifications/events';
const event = {
  eventId: 'event-1',
  topic: 'OfferStatus',
  eventType: 'LiveStatusUpdated',
  data: documentedData,
};
const accepted = { failedCount: 0, results: [{ eventId: 'event-1', status: 'ACCEPTED' }] };
const { db, ...database } = mockTables();
const handler = createHandler(environmentOf('publish'), { db });
const stored = () => database.items('events').map(eventOfItem);

beforeEach(() => {
  database.reset();
  database.put('registry', licensorItem('acme'));
});

async function post(call: Parameters<typeof apiEvent>[1]) {
  const answer = await handler(apiEvent(route, { caller: platform, ...call }), contextOf());
  if (!('statusCode' in answer)) throw new Error('this is not an answer for API Gateway');
  const body = JSON.parse(answer.body);
  requireDocumented(route, answer.statusCode, body);
  return { status: answer.statusCode, body };
}

test('an event published through the API gets 202 and is in the Events table', async () => {
  const answer = await post({ body: { events: [event] } });

  expect(answer).toEqual({ status: 202, body: accepted });
  expect(stored()).toMatchObject([{ eventId: 'event-1', payload: documentedPayload }]);
});

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const tracestate = 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE';

test('an event stores the trace of the headers or the invocation', async () => {
  const headers = { Traceparent: traceparent, Tracestate: tracestate };
  await post({ body: { events: [event] }, headers });
  const other = { ...event, eventId: 'event-2' };
  await handler({ licensor: 'acme', events: [other], traceparent, tracestate }, contextOf());

  expect(stored()).toMatchObject([1, 2].map(() => ({ traceparent, tracestate })));
});

test('several tracestate headers are one list', async () => {
  const call = apiEvent(route, { caller: platform, body: { events: [event] }, headers: { traceparent } });
  await handler({ ...call, multiValueHeaders: { tracestate: ['rojo=1', 'congo=2'] } }, contextOf());

  expect(stored()).toMatchObject([{ tracestate: 'rojo=1,congo=2' }]);
});

test('a tracestate that is malformed or without traceparent costs no event', async () => {
  const calls: Record<string, string>[] = [{ traceparent, tracestate: 'NONE' }, { tracestate }];
  for (const headers of calls) {
    database.reset();
    expect(await post({ body: { events: [event] }, headers })).toEqual({ status: 202, body: accepted });
  }

  expect(JSON.stringify(stored())).not.toContain('tracestate');
});

test.each(['', 'no trace', traceparent.toUpperCase(), `00-${'0'.repeat(32)}-b7ad6b7169203331-01`])(
  'an invalid traceparent "%s" is ignored',
  async given => {
    const answer = await post({ body: { events: [event] }, headers: { traceparent: given } });

    expect(answer).toEqual({ status: 202, body: accepted });
    expect(JSON.stringify(stored())).not.toContain('traceparent');
  },
);

test('an envelope with account and region has those of Herald', async () => {
  const tracked = { eventId: 'event-1', topic: 'ShipmentTracking', eventType: 'TrackingDetail' };
  await post({ body: { events: [{ ...tracked, data: documentedTracking }] } });

  expect(stored()[0]?.envelope).toEqual({
    isEventBridges: true,
    parts: [
      expect.stringMatching(/"account":"111111111111",.*"region":"eu-west-1",/),
      { slot: 'content' },
      '}',
    ],
  });
});

test('a direct invocation publishes with the licensor in the body', async () => {
  const answer = await handler({ licensor: 'acme', events: [event] }, contextOf());

  expect(answer).toEqual(accepted);
  expect(stored()).toHaveLength(1);
});

test('an invalid direct invocation throws an error that names the field', async () => {
  const invocation = { licensor: 'a#b', events: [event] };

  await expect(handler(invocation, contextOf())).rejects.toThrow(/^licensor: expected 2 to 63/);
  expect(stored()).toEqual([]);
});

test('a partner may not publish, not even for itself', async () => {
  const answer = await post({ caller: partner, body: { events: [event] } });

  expect(answer).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
  expect(stored()).toEqual([]);
});

test.each([
  ['no event', { events: [] }, 'events: expected at least 1 item'],
  ['more than 25 events', { events: Array(26).fill(event) }, 'events: expected at most 25 items'],
  ['an unknown field', { events: [event], licensor: 'acme' }, 'body: unknown field "licensor"'],
  ['a list', [event], 'body: expected object, got array'],
  ['text that is not JSON', '{"events": [', 'body: expected JSON'],
])('a body with %s is a 400 that says so, and nothing is stored', async (_, body, message) => {
  const answer = await post({ body });

  expect(answer).toEqual({ status: 400, body: { error: { code: 'BAD_REQUEST', message } } });
  expect(stored()).toEqual([]);
});

test('two calls to DynamoDB store 25 events: one for their page, one for the events', async () => {
  const events = Array.from({ length: 25 }, (_, index) => ({ ...event, eventId: `event-${index}` }));

  const { body } = await post({ body: { events } });

  expect(body.results).toHaveLength(25);
  expect(database.count()).toEqual({ reads: 0, writes: 2 });
});

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
const bad: [string, object, string][] = [
  [
    'data nested 5,000 deep',
    { data: { ...documentedData, alid: nested(5000) } },
    'data: nested too deep (at most 100 levels)',
  ],
  ['data nested 100,000 deep', { data: nested(100_000) }, 'data: nested too deep (at most 100 levels)'],
  ['a deep field that is unknown', { colour: nested(5000) }, 'colour: nested too deep (at most 100 levels)'],
  [
    'a lone surrogate in its entity',
    { data: { ...documentedData, alid: 'a\ud800' } },
    'data.alid: not well-formed Unicode',
  ],
  [
    'a lone surrogate in a filter field',
    { data: { ...documentedData, territory: '\udc00' } },
    'data.territory: not well-formed Unicode',
  ],
  [
    'a lone surrogate in another field',
    { data: { ...documentedData, callbackUrl: 'https://\ud83d' } },
    'data.callbackUrl: not well-formed Unicode',
  ],
  [
    'a lone surrogate in a field name',
    { data: { ...documentedData, '\ud800': 1 } },
    'data: a field name is not well-formed Unicode',
  ],
  ['a lone surrogate in its topic', { topic: '\ud800' }, 'topic: not well-formed Unicode'],
  [
    '__proto__ in data',
    { data: JSON.parse('{"__proto__": {"alid": "x"}}') },
    'data: unknown field "__proto__"',
  ],
  ['__proto__ beside data', JSON.parse('{"__proto__": {"alid": "x"}}'), 'event: unknown field "__proto__"'],
];

test.each(bad)(
  'an event with %s is REJECTED alone, its neighbours are stored',
  async (_, change, message) => {
    // A spread would take __proto__ for the prototype.
    const badEvent = Object.defineProperties(
      { ...event, eventId: 'bad' },
      Object.getOwnPropertyDescriptors(change),
    );
    const events = [{ ...event, eventId: 'before' }, badEvent, { ...event, eventId: 'after' }];
    const byApi = await post({ body: textOf(events) });
    database.reset();
    const byInvocation = await handler({ licensor: 'acme', events }, contextOf());

    for (const answer of [byApi.body, byInvocation]) {
      expect(answer).toEqual({
        failedCount: 1,
        results: [
          { eventId: 'before', status: 'ACCEPTED' },
          { eventId: 'bad', status: 'REJECTED', error: { code: 'BAD_REQUEST', message } },
          { eventId: 'after', status: 'ACCEPTED' },
        ],
      });
    }
    expect(byApi.status).toBe(202);
  },
);

/**
 * JSON of a body that JSON.stringify cannot write: lists that are nested too deep for it, and nothing else
 * in them.
 */
function textOf(events: unknown[]): string {
  const lists: string[] = [];
  const shallow = (_: string, value: unknown) => {
    const levels = Array.isArray(value) && value.length < 2 && value !== events ? levelsOf(value) : 0;
    if (levels === 0) return value;
    lists.push('['.repeat(levels) + ']'.repeat(levels));
    return `list ${lists.length - 1}`;
  };
  const text = JSON.stringify({ events }, shallow);
  return text.replaceAll(/"list (\d+)"/g, (whole, index: string) => lists[Number(index)] ?? whole);
}

function levelsOf(list: unknown): number {
  let levels = 0;
  for (let inside = list; Array.isArray(inside); inside = inside[0]) levels += 1;
  return levels;
}

test('a body of more than 5,000,000 bytes is a 400 that says so, counted in bytes', async () => {
  const big = { ...event, data: { ...documentedData, alid: '€'.repeat(1_700_000) } };

  const { status, body } = await post({ body: { events: [big] } });

  expect(status).toBe(400);
  expect(body.error.message).toMatch(/^body: expected at most 5000000 bytes, got 51\d{5}$/);
});
