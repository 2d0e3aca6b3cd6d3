// A request may have several mutations, and pays for each beyond the first one.
import { beforeEach, expect, test } from 'vitest';
import { mutationBudget } from '../../../../lambdas/graphql/mutation-budget.ts';
import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

const { call, reset, database } = createGraphql();
beforeEach(reset);

const removal = 'deleteAuthProfile(authProfileId: "no") { authProfileId }';
const mutations = (count: number) => Array.from({ length: count }, (_, n) => `m${n}: ${removal}`).join(' ');
const send = (query: string, more: object = {}) => call({ body: { query, ...more } });

/** Leaves the licensor this many further mutations; the refill during the test is less than one. */
const leave = (units: number) =>
  database.put('deliveries', {
    eventKey: 'acme#!budgets',
    targetId: 'mutations',
    paidUntil: Date.now() + 60_000 + ((mutationBudget.saved - units) * 1000) / mutationBudget.perSecond,
    version: 1,
  });
const spent = () => database.items('deliveries').length > 0;

test.each<[string, string, object]>([
  ['ten aliases', `mutation { ${mutations(10)} }`, {}],
  ['two aliases', `mutation { ${mutations(2)} }`, {}],
  ['a fragment', `mutation { ...All } fragment All on Mutation { ${mutations(2)} }`, {}],
  ['an inline fragment', `mutation { ... on Mutation { ${mutations(2)} } }`, {}],
  [
    'fields that are skipped',
    `mutation { ${removal} other: ${removal.replace(' {', ' @skip(if: true) {')} }`,
    {},
  ],
  [
    'an operation by name',
    `query A { topics { topic } } mutation B { ${mutations(2)} }`,
    { operationName: 'B' },
  ],
])(
  '%s: 429 with Retry-After if the licensor has no further mutations left, and none is executed',
  async (...of) => {
    const [, query, more] = of;
    leave(0);
    database.dynamo.resetHistory();

    expect(await send(query, more)).toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.stringMatching(/^6[01]$/) },
      body: {
        errors: [
          { message: expect.stringContaining('20 further ones'), extensions: { code: 'TOO_MANY_REQUESTS' } },
        ],
      },
    });
    // The licensor's record, for a suspension, and its budget.
    expect(database.dynamo.calls()).toHaveLength(2);
  },
);

test.each<[string, string, object]>([
  ['one mutation', `mutation { ${removal} }`, {}],
  [
    'a query of ten fields',
    `{ ${Array.from({ length: 10 }, (_, n) => `q${n}: topics { topic }`).join(' ')} }`,
    {},
  ],
  [
    'a document whose other operation has two',
    `query A { topics { topic } } mutation B { ${mutations(2)} }`,
    { operationName: 'A' },
  ],
  ['an invalid document', `mutation { ${mutations(2)} wrong }`, {}],
  ['a document without the operation', `mutation B { ${mutations(2)} }`, { operationName: 'C' }],
])('%s costs no further mutations', async (_, query, more) => {
  expect((await send(query, more)).status).toBe(200);
  expect(spent()).toBe(false);
});

test('a licensor can add 40 mutations at once, and no more', async () => {
  const statuses: number[] = [];
  for (let times = 0; times < 4; times++) statuses.push((await send(`mutation { ${mutations(10)} }`)).status);
  const last = await send(`mutation { ${mutations(10)} }`);

  expect(statuses).toEqual([200, 200, 200, 200]);
  expect(last).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
});
