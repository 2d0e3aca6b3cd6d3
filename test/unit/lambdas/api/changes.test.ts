// `GET /changes`, and `changes` in GraphQL.
import { beforeEach, expect, test } from 'vitest';
import { type Author, changeOf, recordedKinds } from '../../../../core/model/api/change-record.ts';
import { createRecordChange } from '../../../../core/store/registry/change-records.ts';
import { author } from '../../../support/builders/records.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

const { ask, rest, reset, database } = createGraphql();
const route = 'GET /{licensor}/notifications/changes';
beforeEach(reset);

const start = Date.parse('2026-01-31T12:00:00.000Z');
const at = (second: number) => new Date(start + second * 1000).toISOString();
type Recorded = { second: number; kind?: (typeof recordedKinds)[number]; id?: string; by?: Author };
/** Stores a record that a field was changed from 1 to 2. */
function has({ second, kind = 'target', id = 'target-1', by = author }: Recorded, licensor = 'acme') {
  const record = createRecordChange(tables.REGISTRY_TABLE, 365, () => start + second * 1000);
  const { write } = record(licensor, changeOf(by, { kind, id }, { a: 1 }, { a: 2 }));
  database.put(tables.REGISTRY_TABLE, write.Put?.Item ?? {});
}
const list = async (query: Record<string, string> = {}) => {
  const { status, body } = await rest(route, { query });
  return { status, body, times: (body.changes ?? []).map((one: { at: string }) => one.at) };
};

test('the newest change comes first, and another licensor sees nothing of it', async () => {
  has({ second: 1 });
  has({ second: 2 });
  has({ second: 3 }, 'other');

  const { body } = await list();

  expect(body).toEqual({
    changes: [2, 1].map(second => ({
      changeId: expect.any(String),
      at: at(second),
      by: author,
      action: 'CHANGED',
      resource: { kind: 'target', id: 'target-1' },
      fields: [{ field: 'a', before: 1, after: 2 }],
    })),
  });
});

test('since is inclusive and until is exclusive', async () => {
  for (const second of [1, 2, 3, 4]) has({ second });

  expect((await list({ since: at(2), until: at(4) })).times).toEqual([at(3), at(2)]);
});

test.each<[string, Record<string, string>, number[]]>([
  ['after the page before', { since: at(4) }, []],
  ['at the end of the page before', { since: at(2) }, [2]],
  ['whose end is before that page', { until: at(2) }, [1]],
])('a token works with a range %s', async (_, range, expected) => {
  for (const second of [1, 2, 3]) has({ second });
  const { body } = await list({ limit: '1' });

  const { status, times } = await list({ ...range, nextToken: body.nextToken });

  expect([status, times]).toEqual([200, expected.map(at)]);
});

test('pages follow each other without a gap, by resource too', async () => {
  for (let second = 0; second < 250; second++) has({ second, id: second % 2 ? 'odd' : 'even' });

  const seen: string[] = [];
  let nextToken: string | undefined;
  do {
    const { body, times } = await list({
      resource: 'target/odd',
      limit: '7',
      ...(nextToken && { nextToken }),
    });
    expect(times.length).toBeLessThanOrEqual(7);
    seen.push(...times);
    nextToken = body.nextToken;
  } while (nextToken);

  expect(seen).toEqual(Array.from({ length: 125 }, (_, index) => at(249 - 2 * index)));
});

test('a kind selects all resources of it', async () => {
  recordedKinds.forEach((kind, second) => {
    has({ second, kind });
  });

  for (const [second, kind] of recordedKinds.entries())
    expect((await list({ resource: kind })).times).toEqual([at(second)]);
});

test.each([['tragets'], ['target/'], ['target/a/b']])('the resource %s is a bad request', async resource => {
  expect(await list({ resource })).toMatchObject({ status: 400, body: { error: { code: 'BAD_REQUEST' } } });
});

test('a range that ends before it begins is a bad request', async () => {
  const { status, body } = await list({ since: at(2), until: at(1) });

  expect([status, body.error.message]).toEqual([400, 'until: expected a time after "since"']);
});

test('the ARN of an operator is stored, but not shown', async () => {
  const arn = 'arn:aws:sts::111111111111:assumed-role/operators/jo';
  has({ second: 1, by: { kind: 'OPERATOR', id: arn } });

  const { body } = await list();

  expect(body.changes).toMatchObject([{ by: { kind: 'OPERATOR' } }]);
  expect(JSON.stringify(body)).not.toContain(arn);
  expect(JSON.stringify(database.items(tables.REGISTRY_TABLE))).toContain(arn);
});

test('GraphQL shows the same, with values as JSON strings', async () => {
  has({ second: 1 });
  has({ second: 2, kind: 'subscription' });

  const fields =
    '{ nodes { at by { kind id name } fields { field before after } } pageInfo { hasNextPage } }';
  expect(await ask(`{ changes(resource: "target", first: 1) ${fields} }`)).toEqual({
    data: {
      changes: {
        nodes: [{ at: at(1), by: author, fields: [{ field: 'a', before: '1', after: '2' }] }],
        pageInfo: { hasNextPage: false },
      },
    },
  });
});

test('a record expires after the days of the setting', () => {
  const record = createRecordChange(tables.REGISTRY_TABLE, 30, () => start);

  const { write } = record('acme', changeOf(author, { kind: 'target', id: 't' }, {}, {}));

  expect(write.Put?.Item?.['expiresAt']).toBe(start / 1000 + 30 * 24 * 3600);
});
