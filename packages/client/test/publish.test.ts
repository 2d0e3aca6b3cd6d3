// Publishing: no event is lost, none is stored twice, and each has a report.
import { describe, expect, test } from 'vitest';
import type { PublishableEvent, PublishReport } from '../src/index.ts';
import { clientOf, json, refusal, serve, testSurroundings } from './loopback-api.ts';
import { publishingApi } from './publishing-api.ts';

const event = (n: number, data: unknown = { n }): PublishableEvent => ({
  topic: 'OfferStatus',
  eventType: 'LiveStatusUpdated',
  data,
});
const events = (count: number) => Array.from({ length: count }, (_, n) => event(n));
const named = (eventId: string, data: unknown = { eventId }) => ({ ...event(0, data), eventId });
const statuses = (reports: PublishReport[]) => reports.map(({ status }) => status);

async function publishTo(
  api: ReturnType<typeof publishingApi>,
  given: Iterable<PublishableEvent>,
  options = {},
) {
  const surroundings = testSurroundings();
  const herald = clientOf(await serve(api.reply), surroundings, options);
  return { reports: await herald.publish(given), surroundings };
}

test('10,000 events survive refusals and killed connections: each is stored once, none is lost', async () => {
  const faults = [
    'before',
    'after',
    refusal(429, 'TOO_MANY_REQUESTS', { 'retry-after': '1' }),
    refusal(503, 'DOWN'),
  ] as const;
  const api = publishingApi(
    (call, before) => (call % 3 === 0 && before < 3 ? faults[(call / 3) % faults.length] : undefined),
    ({ eventId }, tries) => tries === 0 && eventId.startsWith('0'),
  );
  const { reports } = await publishTo(api, events(10_000));

  expect(reports.map(({ index }) => index)).toEqual(events(10_000).map((_, n) => n));
  expect(new Set(statuses(reports))).toEqual(new Set(['ACCEPTED']));
  expect(new Set(reports.map(({ eventId }) => eventId)).size).toBe(10_000);
  const numbers = reports.map(({ eventId }) => api.stored.get(eventId));
  expect(numbers).toEqual(events(10_000).map(({ data }) => JSON.stringify(data)));
  expect(api.stored.size).toBe(10_000);
});

describe('calls', () => {
  test('have at most 25 events', async () => {
    const api = publishingApi();
    await publishTo(api, events(60));

    expect(api.calls.toSorted((a, b) => a - b)).toEqual([10, 25, 25]);
  });

  test.each([
    ['of letters', 'a', 200_000, 24],
    ['of quotation marks, which count twice', '"', 99_000, 12],
    ['of three bytes each', '€', 66_000, 25],
  ])('have at most 5,000,000 bytes: characters %s', async (_, character, length, count) => {
    const api = publishingApi();
    const { reports } = await publishTo(
      api,
      Array.from({ length: 50 }, () => event(0, character.repeat(length))),
    );

    expect(Math.max(...api.calls)).toBe(count);
    expect(Math.max(...api.bodies.map(body => Buffer.byteLength(JSON.stringify(body))))).toBeLessThan(
      5_000_000,
    );
    expect(statuses(reports)).toEqual(Array.from({ length: 50 }, () => 'ACCEPTED'));
  });

  test('are in halves after a 413', async () => {
    const api = publishingApi(call => (call < 2 ? json(413, {}) : undefined));
    const { reports } = await publishTo(api, events(20));

    expect(api.calls).toEqual([20, 10, 5, 5, 10]);
    expect(statuses(reports)).toEqual(Array.from({ length: 20 }, () => 'ACCEPTED'));
    expect(reports.map(({ index }) => index)).toEqual(events(20).map((_, n) => n));
  });

  test('are at most four at once, or as many as the caller wants', async () => {
    const api = publishingApi();
    await publishTo(api, events(500));
    const few = publishingApi();
    const herald = clientOf(await serve(few.reply), testSurroundings());
    await herald.publish(events(100), { concurrency: 1 });

    expect(api.atOnce()).toBeLessThanOrEqual(4);
    expect(few.atOnce()).toBe(1);
  });
});

describe('the report', () => {
  test('of an event that was published before says DUPLICATE', async () => {
    const api = publishingApi();
    await publishTo(api, [named('a')]);
    const { reports } = await publishTo(api, [named('a'), named('b')]);

    expect(reports).toEqual([
      { index: 0, eventId: 'a', status: 'DUPLICATE' },
      { index: 1, eventId: 'b', status: 'ACCEPTED' },
    ]);
  });

  test('of an event without an id says ACCEPTED, also if only a repeated call was answered', async () => {
    const { reports } = await publishTo(
      publishingApi(call => (call === 0 ? 'after' : undefined)),
      [event(1), named('a')],
    );

    expect(statuses(reports)).toEqual(['ACCEPTED', 'DUPLICATE']);
  });

  test('of a rejected event has the reason, and the event is not sent again', async () => {
    const api = publishingApi();
    await publishTo(api, [named('a')]);
    const { reports } = await publishTo(api, [named('a', { other: 1 }), named('b', null), named('c')]);

    expect(reports).toEqual([
      { index: 0, eventId: 'a', status: 'REJECTED', error: { code: 'CONFLICT', message: 'it is CONFLICT' } },
      {
        index: 1,
        eventId: 'b',
        status: 'REJECTED',
        error: { code: 'BAD_REQUEST', message: 'it is BAD_REQUEST' },
      },
      { index: 2, eventId: 'c', status: 'ACCEPTED' },
    ]);
    expect(api.calls).toEqual([1, 3]);
  });

  test('of an event that is not stored for now says ACCEPTED after a repetition of this event alone', async () => {
    const api = publishingApi(undefined, ({ eventId }, tries) => eventId === 'b' && tries < 2);
    const { reports, surroundings } = await publishTo(
      api,
      ['a', 'b', 'c'].map(id => named(id)),
    );

    expect(statuses(reports)).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED']);
    expect(api.calls).toEqual([3, 1, 1]);
    expect(surroundings.waits).toEqual([250, 500]);
  });

  test('of an event that cannot be stored in any try says FAILED', async () => {
    const api = publishingApi(undefined, ({ eventId }) => eventId === 'b');
    const { reports } = await publishTo(api, [named('a'), named('b')]);

    expect(reports[1]).toMatchObject({ eventId: 'b', status: 'FAILED', error: { code: 'INTERNAL_ERROR' } });
    expect(api.calls).toHaveLength(5);
  });

  test('of the events of a call that fails says FAILED, and the other calls go on', async () => {
    const api = publishingApi(call => (call < 5 ? refusal(500, 'INTERNAL_ERROR') : undefined));
    const herald = clientOf(await serve(api.reply), testSurroundings());
    const reports = await herald.publish(events(50), { concurrency: 1 });

    expect(api.stored.size).toBe(25);
    expect(statuses(reports)).toEqual([...Array(25).fill('FAILED'), ...Array(25).fill('ACCEPTED')]);
    expect(reports[0]).toMatchObject({ error: { code: 'INTERNAL_ERROR', message: 'it is INTERNAL_ERROR' } });
  });

  test('of an event that is no JSON or too large names it, and its neighbours are stored', async () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const api = publishingApi();
    const { reports } = await publishTo(api, [
      named('a'),
      named('b', circle),
      named('c', '"'.repeat(2_000_000)),
      named('d'),
    ]);

    expect(statuses(reports)).toEqual(['ACCEPTED', 'REJECTED', 'REJECTED', 'ACCEPTED']);
    expect(reports[1]?.error?.message).toContain('cannot be written as JSON');
    expect(reports[2]?.error?.message).toMatch(/the event has \d+ bytes/);
  });
});

test.each([401, 403, 404])(
  'after a %i no further call is made, and every event has a report',
  async status => {
    const api = publishingApi(() => refusal(status, 'REFUSED'));
    const { reports } = await publishTo(api, events(1_000));

    expect(api.calls.length).toBeLessThanOrEqual(4);
    expect(reports).toHaveLength(1_000);
    expect(new Set(reports.map(report => `${report.status} ${report.error?.code}`))).toEqual(
      new Set(['FAILED REFUSED']),
    );
  },
);

test('a call that is refused as a whole for its content rejects its events', async () => {
  const { reports } = await publishTo(
    publishingApi(() => refusal(400, 'BAD_REQUEST')),
    [event(1)],
  );

  expect(reports).toMatchObject([{ status: 'REJECTED', error: { code: 'BAD_REQUEST' } }]);
});

describe('publishing', () => {
  test('reads a source only as fast as calls are answered, and gives reports in order', async () => {
    const api = publishingApi();
    const herald = clientOf(await serve(api.reply), testSurroundings());
    let read = 0;
    async function* source() {
      for (const one of events(1_000)) {
        read += 1;
        yield one;
      }
    }
    const indexes: number[] = [];
    for await (const { index } of herald.publishing(source(), { concurrency: 2 })) {
      indexes.push(index);
      if (index === 99) break;
    }

    expect(indexes).toEqual(events(100).map((_, n) => n));
    expect(read).toBeLessThanOrEqual(200);
  });

  test('sends all that was read before the source failed, with reports', async () => {
    const api = publishingApi();
    const herald = clientOf(await serve(api.reply), testSurroundings());
    function* source() {
      yield* events(30);
      throw new Error('no more');
    }
    const reports: PublishReport[] = [];
    const run = async () => {
      for await (const report of herald.publishing(source())) reports.push(report);
    };

    await expect(run()).rejects.toThrow('no more');
    expect(statuses(reports)).toEqual(Array(30).fill('ACCEPTED'));
    expect(api.stored.size).toBe(30);
  });

  test('ends with the signal, after the reports of what was sent', async () => {
    const ended = new AbortController();
    const api = publishingApi(call => {
      if (call === 1) ended.abort(new Error('enough'));
      return undefined;
    });
    const herald = clientOf(await serve(api.reply), testSurroundings());
    const reports: PublishReport[] = [];
    const run = async () => {
      const options = { signal: ended.signal, concurrency: 1 };
      for await (const report of herald.publishing(events(1_000), options)) reports.push(report);
    };

    await expect(run()).rejects.toThrow('enough');
    expect(statuses(reports)).toEqual([...Array(25).fill('ACCEPTED'), ...Array(25).fill('FAILED')]);
  });
});
