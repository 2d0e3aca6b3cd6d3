// Lists as async iterators: every list of the document, page by page.
import { expect, expectTypeOf, test } from 'vitest';
import document from '../../../docs/openapi.json' with { type: 'json' };
import { lists } from '../src/lists.ts';
import type { ListPath } from '../src/paths.ts';
import { clientOf, json, killed, type Reply, refusal, serve, testSurroundings } from './loopback-api.ts';

test('every list of the document has an iterator', () => {
  const paged = Object.entries(document.paths).filter(([, methods]) => {
    const parameters = 'get' in methods && 'parameters' in methods.get ? methods.get.parameters : [];
    return parameters.some(({ name }) => name === 'nextToken');
  });

  expect(
    Object.values(lists)
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual(paged.map(([path]) => path).toSorted());
  expectTypeOf<(typeof lists)[keyof typeof lists]['path']>().toEqualTypeOf<ListPath>();
});

test.each(Object.entries(lists))('%s gives the items of all pages', async (name, { path, items }) => {
  const api = await serve(
    json(200, { [items]: [{ n: 1 }, { n: 2 }], nextToken: 'a+b' }),
    json(200, { [items]: [], nextToken: 'c' }),
    json(200, { [items]: [{ n: 3 }] }),
  );
  const iterate = clientOf(api, testSurroundings())[
    name as keyof typeof lists
  ] as () => AsyncIterable<unknown>;
  const found: unknown[] = [];
  for await (const item of iterate()) found.push(item);

  expect(found).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(api.received.map(({ url }) => url.searchParams.get('nextToken'))).toEqual([null, 'a+b', 'c']);
  expect(api.received[0]?.url.pathname).toBe(`/v1${path.replace('{licensor}', 'acme')}`);
});

const endless: Reply = json(200, { deliveries: [{ eventId: 'e1' }], nextToken: 'next' });

test('the parameters of the query are sent with every page', async () => {
  const api = await serve(endless, json(200, { deliveries: [] }));
  const herald = clientOf(api, testSurroundings());
  for await (const { eventId } of herald.deliveries({ status: 'FAILED', limit: 10 }))
    expect(eventId).toBe('e1');
  const queries = api.received.map(({ url }) => Object.fromEntries(url.searchParams));

  expect(queries).toEqual([
    { status: 'FAILED', limit: '10' },
    { status: 'FAILED', limit: '10', nextToken: 'next' },
  ]);
});

test('pages are read as they are needed', async () => {
  const api = await serve(endless);
  let count = 0;
  for await (const _ of clientOf(api, testSurroundings()).deliveries()) {
    count += 1;
    if (count === 3) break;
  }

  expect(api.received).toHaveLength(3);
});

test('a page is repeated after a failure, and no item is missing or doubled', async () => {
  const last = json(200, { deliveries: [{ eventId: 'e2' }] });
  const api = await serve(endless, killed, refusal(429, 'TOO_MANY_REQUESTS', { 'retry-after': '1' }), last);
  const found: string[] = [];
  for await (const { eventId } of clientOf(api, testSurroundings()).deliveries()) found.push(eventId);

  expect(found).toEqual(['e1', 'e2']);
});

test('another licensor and a signal can be given', async () => {
  const ended = new AbortController();
  const api = await serve(endless);
  const items = clientOf(api, testSurroundings()).deliveries({}, { licensor: 'other', signal: ended.signal });
  await items.next();
  ended.abort(new Error('enough'));

  await expect(items.next()).rejects.toThrow('enough');
  expect(api.received.map(({ url }) => url.pathname)).toEqual(['/v1/other/notifications/deliveries']);
});
