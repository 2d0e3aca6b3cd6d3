// Replays in GraphQL: the same jobs as in REST, with errors that name the fields of the input.
import { beforeEach, expect, test } from 'vitest';
import { deliveryOf, eventOf, replayOf, webhookTarget } from '../../../support/builders/records.ts';
import { deliveryItem, replayItem } from '../../../support/builders/stored-items.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

const { ask, reset, hasTarget, database } = createGraphql();
beforeEach(() => {
  reset();
  hasTarget(webhookTarget());
});

const day = 24 * 3600 * 1000;
const input = (fields: object = {}) => ({
  targetId: 'target-1',
  statuses: ['DELIVERED'],
  since: new Date(Date.now() - day).toISOString(),
  until: new Date(Date.now() - 60_000).toISOString(),
  ...fields,
});
const createDocument = `mutation ($input: CreateReplayInput!) {
  createReplay(input: $input) {
    replay { replayId targetId statuses status ratePerSecond progress { found left } }
    dryRun { count complete sample { eventId targetId status } }
  }
}`;
const create = (fields: object = {}) => ask(createDocument, { variables: { input: input(fields) } });

test('is created, read, listed and cancelled', async () => {
  const { data } = await create({ ratePerSecond: 5 });
  const { replay, dryRun } = data.createReplay;
  expect(dryRun).toBeNull();
  expect(replay).toMatchObject({
    targetId: 'target-1',
    statuses: ['DELIVERED'],
    status: 'FINDING',
    ratePerSecond: 5,
    progress: { found: 0, left: 0 },
  });
  const { replayId } = replay;

  const read = await ask(`{ replay(replayId: "${replayId}") { status } replays { nodes { replayId } } }`);
  expect(read.data).toEqual({ replay: { status: 'FINDING' }, replays: { nodes: [{ replayId }] } });

  const cancelled = await ask(`mutation { cancelReplay(replayId: "${replayId}") { replay { status } } }`);
  expect(cancelled.data.cancelReplay).toEqual({ replay: { status: 'CANCELLING' } });

  const recorded = await ask(
    '{ changes(resource: "replay", first: 1) { nodes { fields { field before after } } } }',
  );
  expect(recorded.data.changes.nodes[0].fields).toEqual([
    { field: 'status', before: '"FINDING"', after: '"CANCELLING"' },
  ]);
});

test('a dry run counts, and starts nothing', async () => {
  const acceptedAt = new Date(Date.now() - 3600_000).toISOString();
  database.accept(eventOf({ eventId: 'event-1', acceptedAt }));
  database.put(
    tables.DELIVERIES_TABLE,
    deliveryItem(deliveryOf({ eventId: 'event-1', status: 'DELIVERED' })),
  );

  const { data } = await create({ dryRun: true });

  expect(data.createReplay).toEqual({
    replay: null,
    dryRun: {
      count: 1,
      complete: true,
      sample: [{ eventId: 'event-1', targetId: 'target-1', status: 'DELIVERED' }],
    },
  });
  expect((await ask('{ replays { nodes { replayId } } }')).data.replays.nodes).toEqual([]);
});

test.each([
  ['an unknown target', { targetId: 'unknown' }, 'BAD_REQUEST', 'input.targetId'],
  ['neither target nor subscription', { targetId: undefined }, 'BAD_REQUEST', 'input.targetId'],
  ['another status', { statuses: ['WAITING'] }, 'BAD_REQUEST', 'input.statuses'],
  ['a rate above that of the drain', { ratePerSecond: 51 }, 'BAD_REQUEST', 'input.ratePerSecond'],
])('%s is refused, and the error names the field', async (_, fields, code, named) => {
  const { errors } = await create(fields);

  expect(errors).toMatchObject([{ message: expect.stringContaining(named), extensions: { code } }]);
});

test('a second replay of the target is a CONFLICT that names the first', async () => {
  const { data } = await create();

  const { errors } = await create();

  const { replayId } = data.createReplay.replay;
  expect(errors).toMatchObject([
    { message: expect.stringContaining(replayId), extensions: { code: 'CONFLICT' } },
  ]);
});

test('an unknown replay, and one of another licensor, is NOT_FOUND', async () => {
  database.put(tables.DELIVERIES_TABLE, replayItem(replayOf({ licensor: 'other', replayId: 'replay-9' })));

  for (const id of ['unknown', 'replay-9']) {
    const { errors } = await ask(`mutation { cancelReplay(replayId: "${id}") { replay { replayId } } }`);
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  }
});
