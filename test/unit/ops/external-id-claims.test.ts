// An operator shows, releases and transfers the claim of an external id.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { claimKey, licensorKey } from '../../../core/store/registry/registry-key.ts';
import { releaseClaim, transferClaim, viewClaim } from '../../../ops/external-id-claims.ts';
import { awsTarget, licensor, partnerAccount, webhookTarget } from '../../support/builders/records.ts';
import { targetItem } from '../../support/builders/stored-items.ts';
import { mockTables } from '../../support/dynamodb/memory-tables.ts';

const database = mockTables({ everyClient: true });
const db = createDynamo(new DynamoDBClient({}));
const id = { account: partnerAccount, externalId: 'External-Id-1' };
const key = claimKey(id.account, id.externalId);
const day = 24 * 3600 * 1000;
const released = Date.parse('2026-01-01T00:00:00.000Z');
const claims = () => database.items('registry').filter(({ itemId }) => itemId === key.itemId);

beforeEach(() => {
  database.reset();
  database.put('registry', licensorKey('other'));
  database.put('registry', targetItem(webhookTarget({ targetId: 'a-webhook' })));
  database.put(
    'registry',
    targetItem(awsTarget('SNS', { targetId: 'another-id', auth: authOf('another-id') })),
  );
  database.put(
    'registry',
    targetItem(
      awsTarget('SQS', { targetId: 'another-account', auth: authOf('external-id-1', '333333333333') }),
    ),
  );
});

const authOf = (externalId: string, account = partnerAccount) => ({
  assumeRoleArn: `arn:aws:iam::${account}:role/deliver`,
  externalId,
});
const isClaimed = (by: object) => database.put('registry', { ...key, ...by });
const isUsed = () =>
  database.put('registry', targetItem(awsTarget('SQS', { auth: authOf('EXTERNAL-ID-1') })));

test('the view has the holder, its targets in any spelling, and when others can claim the id', async () => {
  isClaimed({ heldBy: licensor, releasedAt: released });
  expect(await viewClaim(db, 'registry', id)).toEqual({
    ...id,
    licensor,
    targets: [],
    releasedAt: '2026-01-01T00:00:00.000Z',
    freeFrom: new Date(released + 7 * day).toISOString(),
  });

  isClaimed({ heldBy: licensor, releasedAt: released, usedBy: new Set(['target-1']) });
  isUsed();
  expect(await viewClaim(db, 'registry', id)).toEqual({
    ...id,
    licensor,
    targets: ['target-1'],
  });
});

test.each([
  { heldBy: licensor, releasedAt: released },
  { claimedBy: licensor },
  { heldBy: licensor, claimedBy: licensor },
])('the claim %j that no target uses can be released', async claim => {
  isClaimed(claim);

  expect(await releaseClaim(db, 'registry', id, { dryRun: true })).toMatchObject({ licensor, targets: [] });
  expect(claims()).toHaveLength(1);
  await releaseClaim(db, 'registry', id);

  expect(claims()).toEqual([]);
});

test.each([{ heldBy: licensor, usedBy: new Set(['target-1']) }, { claimedBy: licensor }])(
  'the claim %j that a target uses cannot be released, but transferred',
  async claim => {
    isClaimed(claim);
    isUsed();

    for (const dryRun of [true, false])
      await expect(releaseClaim(db, 'registry', id, { dryRun })).rejects.toThrow(
        `licensor ${licensor} uses the external id for targets target-1`,
      );
    await transferClaim(db, 'registry', id, { to: 'other', dryRun: true });
    expect(claims()).toEqual([{ ...key, ...claim }]);

    expect(await transferClaim(db, 'registry', id, { to: 'other' })).toMatchObject({ targets: ['target-1'] });
    expect(claims()).toEqual([{ ...key, heldBy: 'other' }]);
  },
);

test.each([true, false])('what cannot be done is refused, with dryRun %s', async dryRun => {
  const transfer = (to: string) => transferClaim(db, 'registry', id, { to, dryRun });
  const unclaimed = `no licensor has claimed external id External-Id-1 for roles of account ${partnerAccount}`;
  await expect(releaseClaim(db, 'registry', id, { dryRun })).rejects.toThrow(unclaimed);
  await expect(transfer('other')).rejects.toThrow(unclaimed);

  isClaimed({ heldBy: 'other' });
  await expect(transfer('other')).rejects.toThrow('licensor other holds the claim already');
  await expect(transfer('unknown')).rejects.toThrow('licensor unknown is not onboarded');
});

test.each([
  ['release', () => releaseClaim(db, 'registry', id)],
  ['transfer', () => transferClaim(db, 'registry', id, { to: 'other' })],
])('a %s is refused if a target takes the external id at the same time', async (_, act) => {
  isClaimed({ heldBy: licensor });
  const taken = { ...key, heldBy: licensor, usedBy: new Set(['target-1']) };
  database.dynamo.on(QueryCommand).callsFake(async input => {
    database.put('registry', taken);
    return database.query(input);
  });

  await expect(act()).rejects.toThrow('changed the claim at the same time');

  expect(claims()).toEqual([taken]);
});
