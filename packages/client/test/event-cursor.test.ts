// Following events: no event is lost or repeated, and the iteration outlasts failures.
import { expect, test } from 'vitest';
import { clientOf, json, killed, type Reply, refusal, serve, testSurroundings } from './loopback-api.ts';

/** An API with so many events, in pages of two. The cursor is the number of events before it. */
function stored(count: number): Reply {
  return (response, request) => {
    const from = Number(request.url.searchParams.get('after') ?? 0);
    const to = Math.min(from + 2, count);
    const events = Array.from({ length: to - from }, (_, n) => ({ eventId: `e${from + n}` }));
    return json(200, { events, after: `${to}`, more: to < count })(response, request);
  };
}

async function take(
  count: number,
  events: AsyncIterable<{ event: { eventId: string }; after: string | undefined }>,
) {
  const taken: [string, string | undefined][] = [];
  for await (const { event, after } of events) {
    taken.push([event.eventId, after]);
    if (taken.length === count) break;
  }
  return taken;
}

test('events come in order, each with the cursor that loses nothing after a restart', async () => {
  const api = await serve(stored(5));

  expect(await take(5, clientOf(api, testSurroundings()).events())).toEqual([
    ['e0', undefined],
    ['e1', '2'],
    ['e2', '2'],
    ['e3', '4'],
    ['e4', '5'],
  ]);
});

test('a restart with a stored cursor repeats no page that was handled', async () => {
  const api = await serve(stored(5));

  expect(await take(2, clientOf(api, testSurroundings()).events({ after: '2' }))).toEqual([
    ['e2', '2'],
    ['e3', '4'],
  ]);
});

test('only the first request has `since`, and all have the filter', async () => {
  const api = await serve(stored(3));
  const since = '2026-01-01T00:00:00Z';
  await take(3, clientOf(api, testSurroundings()).events({ since, topic: 'Orders' }));
  const queries = api.received.map(({ url }) => Object.fromEntries(url.searchParams));

  expect(queries).toEqual([
    { since, topic: 'Orders' },
    { after: '2', topic: 'Orders' },
  ]);
});

test('it waits only when there are no further events, and ends with the signal', async () => {
  const ended = new AbortController();
  const surroundings = testSurroundings();
  const api = await serve(stored(4));
  const pages: number[] = [];
  for await (const { events } of clientOf(api, surroundings).eventPages(
    {},
    { pollMs: 700, signal: ended.signal },
  )) {
    pages.push(events.length);
    if (pages.length === 4) ended.abort();
  }

  expect(pages).toEqual([2, 2, 0, 0]);
  expect(surroundings.waits).toEqual([700, 700]);
});

test('it goes on where it was after failures that outlast the retries of a call', async () => {
  const down = Array.from({ length: 12 }, () => refusal(503, 'UNAVAILABLE'));
  const api = await serve(
    stored(5),
    killed,
    ...down,
    refusal(429, 'SLOW', { 'retry-after': '100' }),
    stored(5),
  );
  const surroundings = testSurroundings();
  const taken = await take(5, clientOf(api, surroundings).events());

  expect(taken.map(([eventId]) => eventId)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);
  expect(surroundings.waits).toContain(100_000);
});

test('a mistake of the caller ends it', async () => {
  const api = await serve(refusal(400, 'BAD_REQUEST'));

  await expect(take(1, clientOf(api, testSurroundings()).events({ after: 'x' }))).rejects.toMatchObject({
    status: 400,
  });
});
